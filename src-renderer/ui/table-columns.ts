/** What a cell sorts by; null and undefined always come last. */
export type SortKey = string | number | null

export interface SparkCell {
  readonly values: readonly (number | null)[]
  readonly tone: 'plain' | 'bad' | 'stale'
}

export interface TableColumn<Row> {
  readonly key: string
  /** In the language in use. */
  readonly label: string
  readonly align?: 'start' | 'end'
  /** Least width in pixels; what is over is shared out by `grow`. */
  readonly minWidthPx: number
  /** Share of the width that is over; 0 keeps the least width. Default 1. */
  readonly grow?: number
  /** 1 always stays; the higher, the earlier the column goes when it gets narrow. Default 1. */
  readonly priority?: 1 | 2 | 3 | 4
  /** Without it the column does not sort. */
  readonly sortBy?: (row: Row) => SortKey
  /** Numbers start with the largest. */
  readonly sortsDescendingFirst?: boolean
  /** Text of the cell, where there is no slot `cell-KEY`. */
  readonly text?: (row: Row) => string
  /** Draws a small line; one canvas for the whole column. */
  readonly spark?: (row: Row) => SparkCell
  readonly isMono?: boolean
  readonly isMuted?: boolean
}

export interface TableSort {
  readonly key: string
  readonly isDescending: boolean
}

/**
 * The columns that fit into the width, in their order: those of the highest
 * priority number go first, among equals the one further right.
 */
export function visibleColumns<Row>(
  columns: readonly TableColumn<Row>[],
  availablePx: number,
): readonly TableColumn<Row>[] {
  const kept = [...columns]
  const total = (): number => kept.reduce((sum, column) => sum + column.minWidthPx, 0)
  while (total() > availablePx) {
    const least = kept.reduce((worst, column) => Math.max(worst, column.priority ?? 1), 1)
    if (least === 1) break
    kept.splice(
      kept.findLastIndex((column) => (column.priority ?? 1) === least),
      1,
    )
  }
  return kept
}

/** Widths in pixels that fill the table: the least of each, and its share of what is over. */
export function columnWidths(columns: readonly TableColumn<never>[], availablePx: number): readonly number[] {
  const least = columns.reduce((sum, column) => sum + column.minWidthPx, 0)
  const shares = columns.reduce((sum, column) => sum + (column.grow ?? 1), 0)
  const over = Math.max(0, availablePx - least)
  return columns.map(
    (column) => column.minWidthPx + (shares === 0 ? 0 : (over * (column.grow ?? 1)) / shares),
  )
}

function compare(a: SortKey, b: SortKey, locale: Intl.Collator): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return locale.compare(String(a), String(b))
}

/** Sorted copy; equal rows keep their order, rows without a key come last in both directions. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  sort: TableSort | null,
  locale: string,
): readonly Row[] {
  const sortBy = columns.find((column) => column.key === sort?.key)?.sortBy
  if (sort === null || sortBy === undefined) return rows
  const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' })
  const sign = sort.isDescending ? -1 : 1
  const isMissing = (key: SortKey): boolean => key === null || (typeof key === 'number' && Number.isNaN(key))
  return rows
    .map((row) => ({ row, key: sortBy(row) }))
    .sort((a, b) => {
      if (isMissing(a.key) || isMissing(b.key)) return Number(isMissing(a.key)) - Number(isMissing(b.key))
      return sign * compare(a.key, b.key, collator)
    })
    .map(({ row }) => row)
}

/** Rows in whose text every word of the query occurs. */
export function filterRows<Row>(
  rows: readonly Row[],
  textOf: (row: Row) => string,
  query: string,
): readonly Row[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return rows
  return rows.filter((row) => {
    const text = textOf(row).toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
