import { CONTRACT_LIMITS } from '../../src-main/contract/limits.ts'

export interface PointLimits {
  readonly maxPoints: number
  readonly maxBuckets: number
}

/** Values that are drawn as they are, a pixel. */
const POINTS_PER_PIXEL = 2
/** Points that stand for many values, a pixel of the screen. */
const BUCKETS_PER_PIXEL = 0.5
/** A chart that is hardly wider than its axes is read for the time when it is. */
const LEAST = 100

/**
 * How many points a chart of so many pixels can show: two a pixel while each is
 * one value. A point that stands for many is three (mean, least, most) and hides
 * no peak: one for two pixels of the screen shows the same band and line as four
 * times as many, for a quarter of the bytes and strokes.
 */
export function pointLimits(widthPx: number, pixelRatio: number): PointLimits {
  const limit = (count: number): number => Math.min(CONTRACT_LIMITS.maxPoints, Math.max(LEAST, count))
  const share = Math.min(POINTS_PER_PIXEL, Math.max(1, pixelRatio))
  return {
    maxPoints: limit(Math.ceil(widthPx) * POINTS_PER_PIXEL),
    maxBuckets: limit(Math.ceil(widthPx * share * BUCKETS_PER_PIXEL)),
  }
}
