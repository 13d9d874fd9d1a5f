import { describe, expect, it } from 'vitest'
import { evenly } from './even-line.ts'

describe('evenly', () => {
  it('takes the newest value before each point', () => {
    const samples = { t: [0, 10, 20, 30], v: [1, 2, 3, 4], gapMs: 25 }
    expect(evenly(samples, 0, 30, 4)).toEqual([1, 2, 3, 4])
    expect(evenly(samples, 0, 30, 7)).toEqual([1, 1, 2, 2, 3, 3, 4])
  })

  it('is null where nothing is known, before, after and in a gap', () => {
    const samples = { t: [20, 30, 80], v: [1, 2, 3], gapMs: 25 }
    expect(evenly(samples, 0, 120, 13)).toEqual([
      ...[null, null, 1, 2, 2, 2],
      ...[null, null, 3, 3, 3, null, null],
    ])
  })

  it('is null where the client said that there is no value', () => {
    expect(evenly({ t: [0, 10], v: [1, null], gapMs: 25 }, 0, 10, 2)).toEqual([1, null])
  })

  it('bridges what is only wider apart than its points', () => {
    expect(evenly({ t: [0, 90], v: [1, 2], gapMs: 10 }, 0, 180, 3)).toEqual([1, 2, 2])
  })
})
