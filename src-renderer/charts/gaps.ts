import type { Columns } from './types.ts'

/** A run of points without a gap: indices of the first and the last, both included. */
export interface Run {
  readonly first: number
  readonly last: number
}

/**
 * Runs of neighbouring points that a line may connect. Points as far apart as
 * `gapMs`, or with a "not available" between them, belong to different runs: a
 * gap is a gap, never a line across (PRODUCT.md §2).
 */
export function findRuns(columns: Columns, gapMs: number): readonly Run[] {
  const { t, v } = columns
  const runs: Run[] = []
  let first = -1
  for (let index = 0; index < t.length; index += 1) {
    if (Number.isNaN(v[index])) {
      if (first >= 0) runs.push({ first, last: index - 1 })
      first = -1
      continue
    }
    if (first >= 0 && t[index]! - t[index - 1]! >= gapMs) {
      runs.push({ first, last: index - 1 })
      first = index
    }
    if (first < 0) first = index
  }
  if (first >= 0) runs.push({ first, last: t.length - 1 })
  return runs
}

/** What a line is drawn from: `[t, v, t, v, …]` with a NaN value between two runs; values times `factor`. */
export function linePairs(columns: Columns, runs: readonly Run[], factor = 1): Float64Array {
  let points = Math.max(0, runs.length - 1)
  for (const run of runs) points += run.last - run.first + 1
  const pairs = new Float64Array(points * 2)
  let at = 0
  for (const [number, run] of runs.entries()) {
    if (number > 0) {
      pairs[at++] = columns.t[run.first]!
      pairs[at++] = NaN
    }
    for (let index = run.first; index <= run.last; index += 1) {
      pairs[at++] = columns.t[index]!
      pairs[at++] = columns.v[index]! * factor
    }
  }
  return pairs
}

/** Points with a gap on both sides, which no line shows: `[t, v, t, v, …]`. */
export function isolatedPairs(columns: Columns, runs: readonly Run[], factor = 1): Float64Array {
  const alone = runs.filter((run) => run.first === run.last)
  const pairs = new Float64Array(alone.length * 2)
  for (const [index, run] of alone.entries()) {
    pairs[index * 2] = columns.t[run.first]!
    pairs[index * 2 + 1] = columns.v[run.first]! * factor
  }
  return pairs
}
