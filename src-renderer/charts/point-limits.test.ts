import { describe, expect, it } from 'vitest'
import { pointLimits } from './point-limits.ts'

describe('points of a chart', () => {
  it('are two a pixel as they are, and one for two pixels of the screen where they stand for many', () => {
    expect(pointLimits(720, 1)).toEqual({ maxPoints: 1_440, maxBuckets: 360 })
    expect(pointLimits(720.4, 1.5)).toEqual({ maxPoints: 1_442, maxBuckets: 541 })
    expect(pointLimits(720, 3)).toEqual({ maxPoints: 1_440, maxBuckets: 720 })
  })

  it('are never more than one answer of the console holds, nor too few to be a line', () => {
    expect(pointLimits(50_000, 2)).toEqual({ maxPoints: 20_000, maxBuckets: 20_000 })
    expect(pointLimits(3, 0.5)).toEqual({ maxPoints: 100, maxBuckets: 100 })
  })
})
