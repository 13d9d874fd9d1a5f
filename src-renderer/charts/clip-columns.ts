import { lowerBound } from './search.ts'
import type { ChartRange, Columns } from './types.ts'

/**
 * The points within a range with one more on either side, so that lines enter
 * and leave the picture: what nobody sees costs no stroke. Shares the memory.
 */
export function clipColumns(columns: Columns, range: ChartRange): Columns {
  const { t, v, min, max } = columns
  const first = Math.max(0, lowerBound(t, range.from) - 1)
  const end = Math.min(t.length, lowerBound(t, range.to) + 1)
  if (first === 0 && end === t.length) return columns
  return {
    t: t.subarray(first, end),
    v: v.subarray(first, end),
    min: min?.subarray(first, end) ?? null,
    max: max?.subarray(first, end) ?? null,
  }
}
