import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { intervalsOf, MAX_TICKS, niceAxis, tickDecimals } from './nice-axis.ts'

describe('a value axis', () => {
  it('starts at zero and has round steps', () => {
    expect(niceAxis({ min: 12, max: 98 })).toEqual({ min: 0, max: 100, step: 25 })
    expect(niceAxis({ min: 1, max: 12 })).toEqual({ min: 0, max: 15, step: 5 })
    expect(niceAxis({ min: 0, max: 0.7 })).toEqual({ min: 0, max: 0.8, step: 0.2 })
  })

  it('comes closer when the values lie together far from zero', () => {
    const axis = niceAxis({ min: 1000, max: 1100 })
    expect(axis.min).toBeGreaterThan(900)
    expect(axis.max).toBeGreaterThanOrEqual(1100)
  })

  it('stays at zero for percentages and for noise', () => {
    expect(niceAxis({ min: 95, max: 99 }, { fromZero: true }).min).toBe(0)
    expect(niceAxis({ min: 1000, max: 1001 }).min).toBe(0)
    expect(niceAxis({ min: 5, max: 5 }).min).toBe(0)
  })

  it('shows negative values', () => {
    const axis = niceAxis({ min: -30, max: 40 })
    expect(axis.min).toBeLessThanOrEqual(-30)
    expect(axis.max).toBeGreaterThanOrEqual(40)
  })

  it('has something to show for nothing and for zeros', () => {
    expect(niceAxis(null)).toEqual({ min: 0, max: 1, step: 0.5 })
    expect(niceAxis({ min: 0, max: 0 })).toEqual({ min: 0, max: 1, step: 0.5 })
    expect(niceAxis({ min: Infinity, max: -Infinity })).toEqual({ min: 0, max: 1, step: 0.5 })
  })

  it('holds every value and has at most five ticks, whatever comes', () => {
    const value = fc.double({ min: -1e12, max: 1e12, noNaN: true })
    fc.assert(
      fc.property(value, value, (one, other) => {
        const extent = { min: Math.min(one, other), max: Math.max(one, other) }
        const axis = niceAxis(extent)
        const slack = Math.max(Math.abs(extent.min), Math.abs(extent.max)) * 1e-6 + 1e-100
        expect(axis.min).toBeLessThanOrEqual(extent.min + slack)
        expect(axis.max).toBeGreaterThanOrEqual(extent.max - slack)
        expect(Math.round((axis.max - axis.min) / axis.step) + 1).toBeLessThanOrEqual(MAX_TICKS)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('an axis of so many steps', () => {
  it('has exactly these, and holds every value', () => {
    expect(niceAxis({ min: 0, max: 262 }, { intervals: 4 })).toEqual({ min: 0, max: 400, step: 100 })
    expect(niceAxis({ min: 0, max: 98 }, { intervals: 4 })).toEqual({ min: 0, max: 100, step: 25 })
    expect(intervalsOf(niceAxis(null, { intervals: 3 }))).toBe(3)
    const value = fc.double({ min: -1e9, max: 1e9, noNaN: true })
    fc.assert(
      fc.property(value, value, fc.integer({ min: 2, max: 4 }), (one, other, intervals) => {
        const extent = { min: Math.min(one, other), max: Math.max(one, other) }
        const axis = niceAxis(extent, { intervals })
        const slack = Math.max(Math.abs(extent.min), Math.abs(extent.max)) * 1e-6 + 1e-100
        expect(intervalsOf(axis)).toBe(intervals)
        expect(axis.min).toBeLessThanOrEqual(extent.min + slack)
        expect(axis.max).toBeGreaterThanOrEqual(extent.max - slack)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('digits of a tick', () => {
  it.each([
    [25, 0],
    [2.5, 1],
    [0.25, 2],
    [0.05, 2],
    [1000, 0],
  ])('%d has %d', (step, digits) => {
    expect(tickDecimals(step)).toBe(digits)
  })
})
