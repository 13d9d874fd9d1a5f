import { describe, expect, it } from 'vitest'
import { toColumns } from './merge-live.ts'
import { pointAt, summarise } from './summary.ts'

const columns = toColumns({ t: [10, 20, 30, 40], v: [1, 5, null, 3] })

describe('a summary of what is visible', () => {
  it('counts the points within the range, both ends included', () => {
    expect(summarise(columns, { from: 10, to: 40 })).toEqual({ last: 3, lastAt: 40, min: 1, mean: 3, max: 5 })
    expect(summarise(columns, { from: 11, to: 39 })).toEqual({ last: 5, lastAt: 20, min: 5, mean: 5, max: 5 })
    expect(summarise(columns, { from: 20, to: 20 })).toMatchObject({ min: 5, max: 5 })
  })

  it('says nothing of a range without values', () => {
    expect(summarise(columns, { from: 25, to: 35 })).toMatchObject({ last: null, mean: null })
    expect(summarise(columns, { from: 50, to: 60 }).max).toBeNull()
  })

  it('takes the extremes of points that stand for several values', () => {
    const minute = toColumns({ t: [10], v: [5], min: [1], max: [99] })
    expect(summarise(minute, { from: 0, to: 20 })).toMatchObject({ min: 1, mean: 5, max: 99 })
  })
})

describe('the value at the cursor', () => {
  it('is that of the nearest point', () => {
    expect(pointAt(columns, 14, 20)).toEqual({ at: 10, value: 1 })
    expect(pointAt(columns, 16, 20)).toEqual({ at: 20, value: 5 })
  })

  it('is none within a gap', () => {
    expect(pointAt(columns, 31, 20)).toBeNull()
    expect(pointAt(columns, 50, 20)).toEqual({ at: 40, value: 3 })
    expect(pointAt(columns, 51, 20)).toBeNull()
  })

  it('is none without points', () => {
    expect(pointAt(toColumns({ t: [], v: [] }), 10, 20)).toBeNull()
  })
})
