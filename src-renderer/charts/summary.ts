import { lowerBound, nearest } from './search.ts'
import type { ChartRange, Columns } from './types.ts'

/** What a legend says of a series within the visible range; null where there was no value. */
export interface Summary {
  readonly last: number | null
  readonly lastAt: number | null
  readonly min: number | null
  readonly mean: number | null
  readonly max: number | null
}

const NOTHING: Summary = { last: null, lastAt: null, min: null, mean: null, max: null }

/** Indices of the points within a range: from the first, up to but without the second. */
export function visible(columns: Columns, range: ChartRange): readonly [number, number] {
  return [lowerBound(columns.t, range.from), lowerBound(columns.t, range.to + 1)]
}

/** Last, minimum, mean and maximum of the visible points; a point that stands for several counts with its extremes. */
export function summarise(columns: Columns, range: ChartRange): Summary {
  const [start, end] = visible(columns, range)
  let min = Infinity
  let max = -Infinity
  let sum = 0
  let count = 0
  let lastIndex = -1
  for (let index = start; index < end; index += 1) {
    const value = columns.v[index]!
    if (Number.isNaN(value)) continue
    const low = columns.min?.[index] ?? value
    const high = columns.max?.[index] ?? value
    if (low < min) min = low
    if (high > max) max = high
    sum += value
    count += 1
    lastIndex = index
  }
  if (count === 0) return NOTHING
  return { last: columns.v[lastIndex]!, lastAt: columns.t[lastIndex]!, min, mean: sum / count, max }
}

export interface PointAt {
  readonly at: number
  readonly value: number
}

/**
 * The point that the cursor stands on: the nearest one in time, but none that is
 * further than half a gap away, because there the line is broken.
 */
export function pointAt(columns: Columns, at: number, gapMs: number): PointAt | null {
  const index = nearest(columns.t, at)
  if (index < 0) return null
  const time = columns.t[index]!
  const value = columns.v[index]!
  if (Number.isNaN(value) || Math.abs(time - at) > gapMs / 2) return null
  return { at: time, value }
}
