/** A column of a table for people: its name and the `<--Group-->` that stands above it. */
export interface HeaderColumn {
  readonly group: string
  readonly name: string
  /** The name, with `#2` and so on where it comes again in its group. */
  readonly uniqueName: string
  /** `Group.uniqueName`, or without a group the unique name. */
  readonly key: string
}

interface GroupRange {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** One group; two that share a border are written `<--A--|--B-->`. */
const GROUP = /[<|](-[^<>|]*)(?=[>|])/g
const COLUMN = /\S+/g

/**
 * Columns of a header in order. A column belongs to the group over its middle
 * (collectl.md §5.4), because the same name may stand under several groups.
 * Both lines include their `#`.
 */
export function headerColumns(groupLine: string, columnLine: string): HeaderColumn[] {
  const groups = groupRanges(groupLine)
  const seen = new Map<string, number>()
  const columns: HeaderColumn[] = []
  // The mark is taken out in place, so that the positions still match.
  for (const match of columnLine.replace('#', ' ').matchAll(COLUMN)) {
    const name = match[0]
    const middle = match.index + name.length / 2
    const group = groups.find(({ start, end }) => middle >= start && middle <= end)?.name ?? ''
    const plainKey = `${group}.${name}`
    const count = (seen.get(plainKey) ?? 0) + 1
    seen.set(plainKey, count)
    const uniqueName = count === 1 ? name : `${name}#${count}`
    columns.push({ group, name, uniqueName, key: group === '' ? uniqueName : `${group}.${uniqueName}` })
  }
  return columns
}

function groupRanges(line: string): GroupRange[] {
  return Array.from(line.matchAll(GROUP), (match) => ({
    name: withoutDashes(match[1] ?? ''),
    start: match.index,
    end: match.index + match[0].length + 1,
  }))
}

/** How many columns at the front are the time: 0, 1 (`Time`) or 2 (`Date Time`). */
export function timeColumns(columns: readonly { readonly name: string }[]): 0 | 1 | 2 {
  if (columns[0]?.name === 'Time') return 1
  return columns[0]?.name === 'Date' && columns[1]?.name === 'Time' ? 2 : 0
}

function withoutDashes(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && text[start] === '-') start++
  while (end > start && text[end - 1] === '-') end--
  return text.slice(start, end).trim()
}
