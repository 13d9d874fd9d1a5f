import { describe, expect, it } from 'vitest'
import { findRuns, isolatedPairs, linePairs } from './gaps.ts'
import type { Columns } from './types.ts'

function columns(t: readonly number[], v: readonly number[]): Columns {
  return { t: Float64Array.from(t), v: Float64Array.from(v), min: null, max: null }
}

describe('a gap is a gap', () => {
  it('connects points that are closer than the gap distance', () => {
    expect(findRuns(columns([0, 9, 18], [1, 2, 3]), 10)).toEqual([{ first: 0, last: 2 }])
  })

  it('breaks the line exactly at the gap distance, not below it', () => {
    expect(findRuns(columns([0, 9], [1, 2]), 10)).toHaveLength(1)
    expect(findRuns(columns([0, 10], [1, 2]), 10)).toHaveLength(2)
    expect(findRuns(columns([0, 11], [1, 2]), 10)).toHaveLength(2)
  })

  it('breaks the line at a value that was not available', () => {
    const points = columns([0, 1, 2, 3, 4], [1, 2, NaN, 4, 5])
    const runs = findRuns(points, 10)
    expect(runs).toEqual([
      { first: 0, last: 1 },
      { first: 3, last: 4 },
    ])
    expect([...linePairs(points, runs)]).toEqual([0, 1, 1, 2, 3, NaN, 3, 4, 4, 5])
  })

  it('takes no notice of missing values at the ends', () => {
    expect(findRuns(columns([0, 1, 2], [NaN, 2, NaN]), 10)).toEqual([{ first: 1, last: 1 }])
  })

  it('keeps a zero, which is a value', () => {
    const points = columns([0, 1], [0, 0])
    expect([...linePairs(points, findRuns(points, 10))]).toEqual([0, 0, 1, 0])
  })

  it('finds the points that stand alone between two gaps', () => {
    const points = columns([0, 1, 20, 40, 41], [1, 2, 7, 4, 5])
    expect([...isolatedPairs(points, findRuns(points, 10))]).toEqual([20, 7])
  })

  it('draws nothing from nothing', () => {
    const points = columns([], [])
    expect(findRuns(points, 10)).toEqual([])
    expect(linePairs(points, [])).toHaveLength(0)
    expect(isolatedPairs(points, [])).toHaveLength(0)
  })
})
