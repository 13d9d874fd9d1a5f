import { lowerBound } from './search.ts'
import type { ChartRange, ChartSeries } from './types.ts'

/**
 * Where an arrow key moves the cursor: to the next or previous point in time of
 * any series, within the range. Without a cursor it starts at the newest point.
 * Null when there is no point at all.
 */
export function stepCursor(
  series: readonly ChartSeries[],
  range: ChartRange,
  cursor: number | null,
  direction: 1 | -1,
): number | null {
  const from = cursor ?? range.to + 1
  const way = cursor === null ? -1 : direction
  let best: number | null = null
  for (const { columns } of series) {
    const index = way === 1 ? lowerBound(columns.t, from + 1) : lowerBound(columns.t, from) - 1
    const time = columns.t[index]
    if (time === undefined || time < range.from || time > range.to) continue
    if (best === null || (way === 1 ? time < best : time > best)) best = time
  }
  return best ?? cursor
}
