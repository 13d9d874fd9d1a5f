import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimateRollups, decimateSamples } from './decimate.ts'
import { MINUTE_MS, rollUpSamples } from './rollup.ts'

const columns = (...values: number[]): Float64Array => Float64Array.from(values)
const evenly = (length: number, stepMs: number): Float64Array =>
  Float64Array.from({ length }, (_, row) => row * stepMs)

describe('decimateSamples', () => {
  it('gives back as many samples as were asked for untouched, one more is decimated', () => {
    const t = evenly(10, 1_000)
    const v = evenly(10, 1)
    expect(decimateSamples(t, v, { from: 0, to: 10_000, maxPoints: 10 })).toEqual({
      t,
      v,
      min: null,
      max: null,
    })
    const fewer = decimateSamples(t, v, { from: 0, to: 10_000, maxPoints: 9 })
    expect(fewer.t.length).toBeLessThanOrEqual(9)
    expect(fewer.min).not.toBeNull()
  })

  it('makes fewer points where each stands for several, if it is told to, and leaves the others alone', () => {
    const t = evenly(100, 1_000)
    const window = { from: 0, to: 100_000, maxPoints: 50, maxBuckets: 10 }
    const fewer = decimateSamples(t, t, window)
    expect(fewer.t.length).toBeLessThanOrEqual(10)
    expect([Math.min(...(fewer.min ?? [])), Math.max(...(fewer.max ?? []))]).toEqual([0, 99_000])
    expect(decimateSamples(t, t, { ...window, maxPoints: 100 })).toEqual({ t, v: t, min: null, max: null })
    // What is rolled up stands for several from the beginning.
    const minutes = rollUpSamples(evenly(1_200, 1_000), evenly(1_200, 1), MINUTE_MS)
    const shown = decimateRollups(minutes, { from: 0, to: 1_200_000, maxPoints: 50, maxBuckets: 10 })
    expect(shown.t.length).toBeLessThanOrEqual(10)
  })

  it('keeps mean, lowest and highest of each bucket', () => {
    const t = columns(0, 1_000, 2_000, 3_000)
    const thinned = decimateSamples(t, columns(1, 3, 10, 20), { from: 0, to: 4_000, maxPoints: 3 })
    expect([...thinned.t]).toEqual([500, 2_500])
    expect([...thinned.v]).toEqual([2, 15])
    expect([...(thinned.min ?? [])]).toEqual([1, 10])
    expect([...(thinned.max ?? [])]).toEqual([3, 20])
  })

  it('makes no point of an empty bucket, so a gap stays a gap', () => {
    const t = columns(0, 1_000, 2_000, 3_000, 60_000, 61_000, 62_000, 63_000)
    const thinned = decimateSamples(t, columns(1, 1, 1, 1, 9, 9, 9, 9), { from: 0, to: 64_000, maxPoints: 7 })
    expect([...thinned.v]).toEqual([1, 9])
    expect((thinned.t[1] ?? 0) - (thinned.t[0] ?? 0)).toBeGreaterThan(55_000)
  })

  it('keeps a bucket in which nothing was available as NaN, and means what was', () => {
    const t = evenly(6, 1_000)
    const thinned = decimateSamples(t, columns(1, 1, NaN, NaN, NaN, 4), { from: 0, to: 6_000, maxPoints: 4 })
    expect([...thinned.v]).toEqual([1, NaN, 4])
    expect([...(thinned.min ?? [])]).toEqual([1, NaN, 4])
  })

  it.each([1, 2, 7, 100])('gives no more than %i points, wherever the range begins', (maxPoints) => {
    const t = evenly(720, 5_000)
    for (const from of [0, 1, 17_500, 1_795_224_485_123]) {
      const shifted = t.map((at) => from + at)
      const { length } = decimateSamples(shifted, t, { from, to: from + 3_600_000, maxPoints }).t
      expect([from, length]).toEqual([from, expect.toSatisfy((points: number) => points <= maxPoints)])
    }
  })

  it('keeps its points when the window moves', () => {
    const t = evenly(1_000, 1_000)
    const v = t.map((at) => Math.sin(at))
    const first = decimateSamples(t, v, { from: 0, to: 1_000_000, maxPoints: 100 })
    const moved = decimateSamples(t.slice(7), v.slice(7), { from: 7_000, to: 1_007_000, maxPoints: 100 })
    expect([...moved.v.slice(1)]).toEqual([...first.v.slice(1)])
  })

  it('never invents: within the extremes, ascending, no more points than asked', () => {
    const value = fc.oneof(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.constant(NaN))
    const sample = fc.tuple(fc.integer({ min: 0, max: 1_000_000 }), value)
    const samples = fc.uniqueArray(sample, { selector: ([at]) => at, minLength: 1, maxLength: 400 })
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 100 }), fc.nat(5_000), (rows, maxPoints, cut) => {
        rows.sort(([left], [right]) => left - right)
        const t = Float64Array.from(rows, ([at]) => at)
        const v = Float64Array.from(rows, ([, each]) => each)
        const thinned = decimateSamples(t, v, { from: -cut, to: 1_000_000, maxPoints })
        expect(thinned.t.length).toBeLessThanOrEqual(maxPoints)
        expect([...thinned.t]).toEqual([...thinned.t].sort((left, right) => left - right))
        const available = [...v].filter((each) => !Number.isNaN(each))
        if (thinned.max === null || available.length === 0) return
        expect(Math.max(...[...thinned.max].filter((each) => !Number.isNaN(each)))).toBe(
          Math.max(...available),
        )
        expect(Math.min(...[...(thinned.min ?? [])].filter((each) => !Number.isNaN(each)))).toBe(
          Math.min(...available),
        )
      }),
    )
  })
})

describe('decimateRollups', () => {
  const t = evenly(600, 1_000)
  const v = t.map((at) => (at < 60_000 ? 0 : at / 1_000))
  const minutes = rollUpSamples(t, v, MINUTE_MS)

  it('shows the mean of each bucket with its extremes', () => {
    const shown = decimateRollups(minutes, { from: 0, to: 600_000, maxPoints: 10 })
    expect(shown.v[1]).toBe(89.5)
    expect(shown.min?.[1]).toBe(60)
    expect(shown.max?.[1]).toBe(119)
  })

  it('weights by the number of samples', () => {
    const uneven = rollUpSamples(columns(0, 1, 2, 60_000), columns(1, 1, 1, 5), MINUTE_MS)
    const shown = decimateRollups(uneven, { from: 0, to: 120_000, maxPoints: 1 })
    expect([...shown.v]).toEqual([2])
    expect([...(shown.max ?? [])]).toEqual([5])
  })

  it('shows a minute in which nothing was available as NaN', () => {
    const gap = rollUpSamples(columns(0, 60_000), columns(NaN, 3), MINUTE_MS)
    expect([...decimateRollups(gap, { from: 0, to: 120_000, maxPoints: 10 }).v]).toEqual([NaN, 3])
  })
})
