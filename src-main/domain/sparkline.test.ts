import { describe, expect, it } from 'vitest'
import { SampleRing } from './ring-buffer.ts'
import { sparkline } from './sparkline.ts'

const NOW = 1_800_000_000_000

function sparkOf(
  samples: readonly (readonly [ageMs: number, value: number])[],
  intervalMs: number | null = null,
) {
  const ring = new SampleRing(1_024)
  for (const [ageMs, value] of samples) ring.push(NOW - ageMs, value)
  return sparkline(ring, NOW, intervalMs)
}

describe('sparkline', () => {
  it('is sixty gaps without a sample', () => {
    expect(sparkOf([])).toEqual(new Array(60).fill(null))
  })

  it('gives the mean of each fifteen seconds', () => {
    const values = sparkOf(
      [
        [14_000, 1],
        [8_000, 2],
        [1, 6],
      ],
      5_000,
    )
    expect(values.at(-1)).toBe(3)
    expect(values.at(-2)).toBeNull()
  })

  it.each([
    [899_999, 0],
    [885_001, 0],
    [885_000, 1],
    [15_001, 58],
    [15_000, 59],
    [0, 59],
    [-2_000, 59],
  ])('puts a sample of %s ms ago at point %s', (ageMs, point) => {
    expect(sparkOf([[ageMs, 7]], 1_000).findIndex((value) => value === 7)).toBe(point)
  })

  it('leaves out what is older', () => {
    expect(sparkOf([[900_000, 7]], 1_000)).toEqual(new Array(60).fill(null))
  })

  it('holds a value that comes once a minute until the next is due, and then shows the gap', () => {
    const everyMinute = Array.from({ length: 10 }, (_, index) => [900_000 - index * 60_000, index] as const)
    const values = sparkOf(everyMinute.slice(1), 60_000)
    expect(values.slice(4, 40).every((value) => value !== null)).toBe(true)
    // The last one came at 360 s; after two and a half minutes without another it is a gap.
    expect(values.slice(36, 46)).toEqual(new Array(10).fill(9))
    expect(values.slice(46)).toEqual(new Array(14).fill(null))
  })

  it('tells the distance from the samples where nobody has measured it yet', () => {
    const everyMinute = Array.from({ length: 14 }, (_, index) => [840_000 - index * 60_000, index] as const)
    expect(sparkOf(everyMinute)).toEqual(sparkOf(everyMinute, 60_000))
  })

  it('takes what is not available for no value', () => {
    expect(
      sparkOf(
        [
          [10_000, NaN],
          [5_000, 4],
        ],
        1_000,
      ).at(-1),
    ).toBe(4)
    expect(sparkOf([[5_000, NaN]], 1_000).at(-1)).toBeNull()
  })
})
