import type { EpochMs } from '../contract/index.ts'
import type { RollupColumns } from './rollup.ts'
import type { SampleRange } from './sample.ts'

export interface DecimateWindow {
  readonly from: EpochMs
  readonly to: EpochMs
  readonly maxPoints: number
  /**
   * Points that stand for several values show their extremes as well: where fewer
   * of them say as much, no more than this. As many as `maxPoints` unless given.
   */
  readonly maxBuckets?: number | undefined
}

export type Columns = Pick<SampleRange, 't' | 'v' | 'min' | 'max'>

/**
 * At most `maxPoints` points: a bucket a point, with the mean in `v` and
 * the extremes in `min` and `max`, so that a peak of one sample survives any
 * zoom. Fewer samples than that come back as they are, without min and max.
 *
 * A bucket holds what lies within its own width and an empty one makes no
 * point, so nothing is averaged across a gap. A bucket in which nothing was
 * available is one NaN. Buckets lie on multiples of their width and not on
 * `from`: a chart that moves keeps its points.
 */
export function decimateSamples(t: Float64Array, v: Float64Array, window: DecimateWindow): Columns {
  if (t.length <= window.maxPoints) return { t, v, min: null, max: null }
  const points = new PointWriter(t.length, bucketWidthMs(window))
  for (let row = 0; row < t.length; row += 1) {
    const value = v[row] ?? NaN
    points.add(t[row] ?? 0, Number.isNaN(value) ? 0 : 1, value, value, value)
  }
  return points.finish()
}

/** The same for rolled up buckets; means are weighted by the number of samples behind them. */
export function decimateRollups(rollups: RollupColumns, window: DecimateWindow): Columns {
  const { t, count, sum, min, max } = rollups
  if (t.length <= bucketsOf(window)) {
    return { t, v: sum.map((total, row) => total / zeroIsNaN(count[row])), min, max }
  }
  const points = new PointWriter(t.length, bucketWidthMs(window))
  for (let row = 0; row < t.length; row += 1) {
    points.add(t[row] ?? 0, count[row] ?? 0, sum[row] ?? 0, min[row] ?? NaN, max[row] ?? NaN)
  }
  return points.finish()
}

/** A range does not begin on a multiple of the width: it cuts one bucket more than fit into it. */
export function bucketWidthMs(window: DecimateWindow): number {
  const buckets = bucketsOf(window)
  return buckets < 2 ? Infinity : Math.max(1, Math.ceil((window.to - window.from) / (buckets - 1)))
}

function bucketsOf({ maxPoints, maxBuckets = maxPoints }: DecimateWindow): number {
  return Math.min(maxPoints, maxBuckets)
}

function zeroIsNaN(count: number | undefined): number {
  return count === undefined || count === 0 ? NaN : count
}

/** Collects ascending rows into one point a bucket; a point stands in the middle of its samples. */
class PointWriter {
  readonly #widthMs: number
  readonly #t: Float64Array
  readonly #v: Float64Array
  readonly #min: Float64Array
  readonly #max: Float64Array
  #points = 0
  #bucket = NaN
  #first = 0
  #newest = 0
  #count = 0
  #sum = 0
  #low = NaN
  #high = NaN

  constructor(rows: number, widthMs: number) {
    this.#widthMs = widthMs
    this.#t = new Float64Array(rows)
    this.#v = new Float64Array(rows)
    this.#min = new Float64Array(rows)
    this.#max = new Float64Array(rows)
  }

  add(t: number, count: number, sum: number, min: number, max: number): void {
    const bucket = Math.floor(t / this.#widthMs)
    if (bucket !== this.#bucket) {
      this.#flush()
      this.#bucket = bucket
      this.#first = t
    }
    this.#newest = t
    if (count === 0) return
    this.#count += count
    this.#sum += sum
    if (!(this.#low <= min)) this.#low = min
    if (!(this.#high >= max)) this.#high = max
  }

  finish(): Columns {
    this.#flush()
    const end = this.#points
    return {
      t: this.#t.slice(0, end),
      v: this.#v.slice(0, end),
      min: this.#min.slice(0, end),
      max: this.#max.slice(0, end),
    }
  }

  #flush(): void {
    if (Number.isNaN(this.#bucket)) return
    const point = this.#points++
    this.#t[point] = Math.round((this.#first + this.#newest) / 2)
    this.#v[point] = this.#count === 0 ? NaN : this.#sum / this.#count
    this.#min[point] = this.#low
    this.#max[point] = this.#high
    this.#count = 0
    this.#sum = 0
    this.#low = NaN
    this.#high = NaN
  }
}
