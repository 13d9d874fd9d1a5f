import { describe, expect, it } from 'vitest'
import { stepCursor } from './cursor-step.ts'
import { toColumns } from './merge-live.ts'
import type { ChartSeries } from './types.ts'

function series(t: readonly number[]): ChartSeries {
  return {
    id: 1,
    label: '',
    unit: '',
    color: 0,
    columns: toColumns({ t: [...t], v: t.map(() => 1) }),
    gapMs: 10,
  }
}

const range = { from: 10, to: 50 }
const two = [series([5, 10, 20, 30, 60]), series([15, 20, 45])]

describe('arrow keys', () => {
  it('start at the newest visible point', () => {
    expect(stepCursor(two, range, null, -1)).toBe(45)
    expect(stepCursor(two, range, null, 1)).toBe(45)
  })

  it('go to the next point of any series', () => {
    expect(stepCursor(two, range, 10, 1)).toBe(15)
    expect(stepCursor(two, range, 15, 1)).toBe(20)
    expect(stepCursor(two, range, 20, 1)).toBe(30)
    expect(stepCursor(two, range, 30, -1)).toBe(20)
    expect(stepCursor(two, range, 17, -1)).toBe(15)
  })

  it('stay at the ends of the range', () => {
    expect(stepCursor(two, range, 45, 1)).toBe(45)
    expect(stepCursor(two, range, 10, -1)).toBe(10)
  })

  it('have nowhere to go without points', () => {
    expect(stepCursor([], range, null, 1)).toBeNull()
    expect(stepCursor([series([])], range, null, -1)).toBeNull()
  })
})
