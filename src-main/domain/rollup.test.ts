import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR_MS, MINUTE_MS, overlayRollups, rollUpBuckets, rollUpSamples } from './rollup.ts'

const columns = (...values: number[]): Float64Array => Float64Array.from(values)

describe('rollUpSamples', () => {
  it('gives count, sum, min, max and last of each minute, at its start', () => {
    const rolled = rollUpSamples(columns(60_000, 90_000, 119_999, 120_000), columns(4, 1, 2, 7), MINUTE_MS)
    expect([...rolled.t]).toEqual([60_000, 120_000])
    expect([...rolled.count]).toEqual([3, 1])
    expect([...rolled.sum]).toEqual([7, 7])
    expect([...rolled.min]).toEqual([1, 7])
    expect([...rolled.max]).toEqual([4, 7])
    expect([...rolled.last]).toEqual([2, 7])
  })

  it('counts only what was available, and keeps a minute in which nothing was', () => {
    const rolled = rollUpSamples(columns(0, 1_000, 60_000), columns(5, NaN, NaN), MINUTE_MS)
    expect([...rolled.count]).toEqual([1, 0])
    expect([...rolled.last]).toEqual([5, NaN])
    expect([...rolled.min]).toEqual([5, NaN])
  })

  it('leaves empty minutes out', () => {
    expect([...rollUpSamples(columns(0, 600_000), columns(1, 1), MINUTE_MS).t]).toEqual([0, 600_000])
  })

  it('keeps infinities', () => {
    const rolled = rollUpSamples(columns(0, 1, 2), columns(-Infinity, 3, Infinity), MINUTE_MS)
    expect([rolled.min[0], rolled.max[0], rolled.last[0]]).toEqual([-Infinity, Infinity, Infinity])
  })
})

describe('rollUpBuckets', () => {
  it('makes the same hours of minutes as of samples', () => {
    const sample = fc.tuple(
      fc.integer({ min: 0, max: 4 * HOUR_MS }),
      fc.oneof(fc.integer({ min: -1_000, max: 1_000 }), fc.constant(NaN)),
    )
    fc.assert(
      fc.property(fc.uniqueArray(sample, { selector: ([at]) => at, maxLength: 300 }), (samples) => {
        samples.sort(([left], [right]) => left - right)
        const t = Float64Array.from(samples, ([at]) => at)
        const v = Float64Array.from(samples, ([, value]) => value)
        expect(rollUpBuckets(rollUpSamples(t, v, MINUTE_MS), HOUR_MS)).toEqual(rollUpSamples(t, v, HOUR_MS))
      }),
    )
  })
})

describe('overlayRollups', () => {
  it('takes the upper bucket where both have one, and stays ascending', () => {
    const under = rollUpSamples(columns(0, 60_000, 180_000), columns(1, 1, 1), MINUTE_MS)
    const over = rollUpSamples(columns(60_000, 120_000, 240_000), columns(2, 2, 2), MINUTE_MS)
    const both = overlayRollups(under, over)
    expect([...both.t]).toEqual([0, 60_000, 120_000, 180_000, 240_000])
    expect([...both.last]).toEqual([1, 2, 2, 1, 2])
  })
})
