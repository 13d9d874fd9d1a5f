import { describe, expect, it } from 'vitest'
import { gapMsOf, IntervalEstimate, staleAfterMs, medianDistance } from './interval-estimate.ts'

const START = 1_800_000_000_000

function estimateOf(...distances: number[]): number | null {
  const estimate = new IntervalEstimate()
  let at = START
  estimate.add(at)
  for (const distance of distances) estimate.add((at += distance))
  return estimate.intervalMs
}

describe('IntervalEstimate', () => {
  it('knows nothing before the third sample', () => {
    expect(new IntervalEstimate().intervalMs).toBeNull()
    expect(estimateOf()).toBeNull()
    expect(estimateOf(1_000)).toBeNull()
    expect(estimateOf(1_000, 1_000)).toBe(1_000)
  })

  it('is the median, so that one outage does not change it', () => {
    expect(estimateOf(1_000, 1_001, 999, 3_600_000, 1_002)).toBe(1_001)
    expect(estimateOf(10_000, 9_000, 100_000)).toBe(10_000)
  })

  it('follows a new pace after three of the last five', () => {
    expect(estimateOf(60_000, 60_000, 60_000, 60_000, 60_000, 1_000, 1_000)).toBe(60_000)
    expect(estimateOf(60_000, 60_000, 60_000, 60_000, 60_000, 1_000, 1_000, 1_000)).toBe(1_000)
  })

  it('passes over samples of the same time and late ones', () => {
    const estimate = new IntervalEstimate()
    for (const at of [0, 1_000, 1_000, 400, 2_000, 3_000]) estimate.add(START + at)
    expect(estimate.intervalMs).toBe(1_000)
  })
})

describe('gapMsOf and staleAfterMs', () => {
  it('assume a minute until something has been measured', () => {
    expect(gapMsOf(null)).toBe(150_000)
    expect(staleAfterMs(null)).toBe(180_000)
  })

  it('grow with the interval, and never fall below what a network may delay', () => {
    expect(gapMsOf(1_000)).toBe(2_500)
    expect(gapMsOf(599)).toBe(1_500)
    expect(gapMsOf(601)).toBe(1_502.5)
    expect(staleAfterMs(3_333)).toBe(10_000)
    expect(staleAfterMs(3_334)).toBe(10_002)
  })
})

describe('medianDistance', () => {
  it('tells the interval of stored samples in spite of a gap', () => {
    expect(medianDistance(Float64Array.of(0, 1_000, 2_000, 14_000, 15_000))).toBe(1_000)
  })

  it('says nothing of fewer than three samples', () => {
    expect(medianDistance(Float64Array.of())).toBeNull()
    expect(medianDistance(Float64Array.of(1, 2))).toBeNull()
    expect(medianDistance(Float64Array.of(1, 2, 3))).toBe(1)
  })

  it('looks at the newest fifty distances', () => {
    const old = Array.from({ length: 100 }, (_, index) => index)
    const recent = Array.from({ length: 50 }, (_, index) => 99 + (index + 1) * 60_000)
    expect(medianDistance(Float64Array.from([...old, ...recent]))).toBe(60_000)
  })
})
