import type { SampleColumns } from '../../src-main/contract/index.ts'
import { lowerBound } from './search.ts'
import type { Columns } from './types.ts'

type MaybeNumbers = readonly (number | null)[]

function numbers(values: MaybeNumbers): Float64Array {
  const result = new Float64Array(values.length)
  for (let index = 0; index < values.length; index += 1) result[index] = values[index] ?? NaN
  return result
}

/** Columns from what the console answered or sent live; null becomes NaN. */
export function toColumns(samples: Pick<SampleColumns, 't' | 'v' | 'min' | 'max'>): Columns {
  return {
    t: Float64Array.from(samples.t),
    v: numbers(samples.v),
    min: samples.min === undefined ? null : numbers(samples.min),
    max: samples.max === undefined ? null : numbers(samples.max),
  }
}

function band(columns: Columns, side: 'min' | 'max'): Float64Array {
  return columns[side] ?? columns.v
}

function allocate(length: number, hasBand: boolean): Columns {
  return {
    t: new Float64Array(length),
    v: new Float64Array(length),
    min: hasBand ? new Float64Array(length) : null,
    max: hasBand ? new Float64Array(length) : null,
  }
}

function slice(columns: Columns, start: number, end: number): Columns {
  return {
    t: columns.t.subarray(start, end),
    v: columns.v.subarray(start, end),
    min: columns.min?.subarray(start, end) ?? null,
    max: columns.max?.subarray(start, end) ?? null,
  }
}

/**
 * One ascending set of points from two: what was read and what came live. Points
 * are told apart by their time and a live one replaces a read one of the same
 * time, so subscribing first and reading second leaves neither hole nor
 * duplicate, in whichever order the two arrive.
 */
export function mergeColumns(read: Columns, live: Columns): Columns {
  if (live.t.length === 0) return read
  if (read.t.length === 0) return live
  const hasBand = read.min !== null || live.min !== null
  const merged = allocate(read.t.length + live.t.length, hasBand)
  let at = 0
  let left = 0
  let right = 0
  while (left < read.t.length || right < live.t.length) {
    const leftTime = read.t[left] ?? Infinity
    const rightTime = live.t[right] ?? Infinity
    const isLive = rightTime <= leftTime
    const from = isLive ? live : read
    const index = isLive ? right : left
    merged.t[at] = from.t[index]!
    merged.v[at] = from.v[index]!
    if (merged.min !== null) merged.min[at] = band(from, 'min')[index]!
    if (merged.max !== null) merged.max[at] = band(from, 'max')[index]!
    at += 1
    if (rightTime === leftTime) left += 1
    if (isLive) right += 1
    else left += 1
  }
  return slice(merged, 0, at)
}

/**
 * Drops what left the window, but for the last point before it: the line enters
 * the chart from outside instead of starting somewhere within.
 */
export function dropBefore(columns: Columns, from: number): Columns {
  const first = lowerBound(columns.t, from)
  if (first <= 1) return columns
  const kept = slice(columns, first - 1, columns.t.length)
  // Copied, so that a short view does not keep a day of points in memory.
  return kept.t.length * 2 < kept.t.buffer.byteLength / 8 ? copy(kept) : kept
}

function copy(columns: Columns): Columns {
  return {
    t: columns.t.slice(),
    v: columns.v.slice(),
    min: columns.min?.slice() ?? null,
    max: columns.max?.slice() ?? null,
  }
}
