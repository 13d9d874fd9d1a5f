import type { TopFrame } from '../../../src-main/contract/index.ts'
import type { Formats } from '../../format/use-format.ts'

export interface CellView {
  readonly key: string
  readonly text: string
  readonly unit: string
  readonly isStale: boolean
  readonly seriesId: number | null
  readonly ageMs: number | null
  readonly value: number | null
}

export interface RowView {
  readonly id: number
  readonly name: string
  readonly state: TopFrame['hosts']['state'][number]
  readonly sources: readonly string[]
  readonly ageMs: number | null
  readonly cells: readonly CellView[]
}

const NOTHING = { text: '', unit: '' }

/** Loads line up below one another: always two digits, as everybody prints them. */
function shownValue(key: string, unit: string, value: number | null, format: Formats) {
  if (value !== null && /^load(?:-\d+)?$/u.test(key)) return { text: format.fixed(value, 2), unit }
  return format.value(value, unit)
}

/** The rows of a frame in this order, from one to another, ready to be shown. */
export function rowViews(
  frame: TopFrame,
  order: readonly number[],
  { from, before }: { readonly from: number; readonly before: number },
  format: Formats,
): readonly RowView[] {
  const stale = frame.columns.map((column) => new Set(column.stale))
  return order.slice(from, before).map((row) => ({
    id: frame.hosts.id[row] ?? 0,
    name: frame.hosts.name[row] ?? '',
    state: frame.hosts.state[row] ?? 'silent',
    sources: frame.hosts.sources[row] ?? [],
    ageMs: frame.hosts.ageMs[row] ?? null,
    cells: frame.columns.map((column, place) => {
      const value = column.v[row] ?? null
      const seriesId = column.seriesId[row] ?? null
      const shown = seriesId === null ? NOTHING : shownValue(column.key, column.unit, value, format)
      return {
        key: column.key,
        text: shown.text,
        unit: shown.unit,
        isStale: stale[place]?.has(row) === true,
        seriesId,
        ageMs: column.ageMs[row] ?? null,
        value,
      }
    }),
  }))
}
