import { describe, expect, it } from 'vitest'
import { RateMeter } from './rate-meter.ts'

const START = 1_800_000_000_000

describe('RateMeter', () => {
  it('is the mean over the last five whole seconds, without the one that runs', () => {
    const meter = new RateMeter()
    for (let second = 0; second < 5; second++) meter.add(100, START + second * 1_000 + 500)
    expect(meter.perSecond(START + 4_999)).toBe(80)
    expect(meter.perSecond(START + 5_000)).toBe(100)
    meter.add(900, START + 5_999)
    expect(meter.perSecond(START + 5_999)).toBe(100)
    expect(meter.perSecond(START + 6_000)).toBe(260)
  })

  it.each([
    [9_999, 20],
    [10_000, 0],
    [3_600_000, 0],
  ])('has forgotten after %s ms of silence: %s', (afterMs, expected) => {
    const meter = new RateMeter()
    meter.add(100, START + 4_000)
    expect(meter.perSecond(START + afterMs)).toBe(expected)
  })

  it('counts all that ever came', () => {
    const meter = new RateMeter()
    meter.add(3, START)
    meter.add(4, START + 3_600_000)
    expect(meter.total).toBe(7)
  })

  it('bears a clock that is set back', () => {
    const meter = new RateMeter()
    meter.add(100, START + 10_000)
    meter.add(100, START)
    expect(meter.perSecond(START + 11_000)).toBe(40)
  })

  it('is nothing at first', () => {
    expect(new RateMeter().perSecond(START)).toBe(0)
  })
})
