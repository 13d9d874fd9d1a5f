import type { Finding } from '../../contract/index.ts'
import { PLUGIN_LIMITS } from './limits.ts'

/** Longest piece of a plugin's own text in a finding. */
const QUOTED_LENGTH = 60

/**
 * The way to a field, from the inside out. It is put into words only for a
 * finding: a report has thousands of fields, and mostly nothing is wrong.
 */
export interface Path {
  readonly parent: Path | null
  /** A number is a place in a list. */
  readonly key: string | number
}

/** Collects what is not as it should be: the field, what was expected there, and what was found. */
export class Findings {
  readonly list: Finding[] = []
  total = 0

  add(path: Path | null, expected: string, found: unknown): void {
    this.total++
    if (this.list.length < PLUGIN_LIMITS.findings)
      this.list.push({ path: wordsOf(path), expected, found: describe(found) })
  }
}

/** `the text "12"`, `the number 7`, `nothing`, `a list`, … */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (typeof value === 'string') return `the text ${quoted(value)}`
  if (typeof value === 'number') return `the number ${String(value)}`
  if (typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? 'a list' : 'an object'
}

export function quoted(text: string): string {
  return JSON.stringify(text.length > QUOTED_LENGTH ? `${text.slice(0, QUOTED_LENGTH)}…` : text)
}

/** `.key` where it is a plain word, `["key"]` otherwise, `[3]` in a list. */
function wordsOf(path: Path | null): string {
  if (path === null) return ''
  const before = wordsOf(path.parent)
  const { key } = path
  if (typeof key === 'number') return `${before}[${String(key)}]`
  const isPlain = /^[A-Za-z_][\w-]*$/.test(key)
  if (!isPlain) return `${before}[${quoted(key)}]`
  return before === '' ? key : `${before}.${key}`
}
