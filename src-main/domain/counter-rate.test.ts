import { describe, expect, it } from 'vitest'
import { counterRate } from './counter-rate.ts'

describe('counterRate', () => {
  const previous = { at: 1_000, value: 100 }

  it('is units a second', () => {
    expect(counterRate(previous, { at: 3_000, value: 150 })).toBe(25)
    expect(counterRate(previous, { at: 61_000, value: 100 })).toBe(0)
  })

  it('is not known for the first reading', () => {
    expect(counterRate(null, { at: 1_000, value: 100 })).toBeNull()
  })

  it('is not known where the counter began anew', () => {
    expect(counterRate(previous, { at: 2_000, value: 99 })).toBeNull()
    expect(counterRate(previous, { at: 2_000, value: 0 })).toBeNull()
  })

  it('is not known between two readings of one time, or when the clock went back', () => {
    expect(counterRate(previous, { at: 1_000, value: 200 })).toBeNull()
    expect(counterRate(previous, { at: 999, value: 200 })).toBeNull()
    expect(counterRate(previous, { at: 1_001, value: 200 })).toBe(100_000)
  })
})
