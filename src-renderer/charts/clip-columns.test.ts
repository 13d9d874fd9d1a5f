import { describe, expect, it } from 'vitest'
import { clipColumns } from './clip-columns.ts'
import type { Columns } from './types.ts'

const t = Float64Array.of(10, 20, 30, 40, 50)
const columns: Columns = { t, v: t.map((at) => at * 2), min: t.map((at) => at * 2 - 1), max: null }
const timesWithin = (from: number, to: number): number[] => [...clipColumns(columns, { from, to }).t]

describe('the points of a picture', () => {
  it('are those within the range and one more on either side', () => {
    expect(timesWithin(25, 35)).toEqual([20, 30, 40])
    expect(timesWithin(20, 40)).toEqual([10, 20, 30, 40])
    expect(clipColumns(columns, { from: 25, to: 35 })).toEqual({
      t: Float64Array.of(20, 30, 40),
      v: Float64Array.of(40, 60, 80),
      min: Float64Array.of(39, 59, 79),
      max: null,
    })
  })

  it('are two where the range lies between them: a line crosses it', () => {
    expect(timesWithin(31, 39)).toEqual([30, 40])
  })

  it('are one where the range lies beside them all', () => {
    expect(timesWithin(60, 90)).toEqual([50])
    expect(timesWithin(0, 9)).toEqual([10])
  })

  it('are all of them, untouched, where all are within', () => {
    expect(clipColumns(columns, { from: 0, to: 60 })).toBe(columns)
  })
})
