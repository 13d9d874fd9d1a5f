import type { EpochMs } from '../contract/index.ts'

export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000

/**
 * Rolled up buckets as parallel columns, ascending. `count` is the number of
 * values that were available; where it is 0, all that came said "not
 * available": sum is 0 and min, max and last are NaN.
 */
export interface RollupColumns {
  /** Start of the bucket. */
  readonly t: Float64Array
  readonly count: Float64Array
  readonly sum: Float64Array
  readonly min: Float64Array
  readonly max: Float64Array
  /** The newest value that was available. */
  readonly last: Float64Array
}

/**
 * Collects values into numbered slots: buckets of one series, or series of
 * one bucket. What goes into one slot must come oldest first.
 */
export class RollupAccumulator {
  readonly count: Float64Array
  readonly sum: Float64Array
  readonly min: Float64Array
  readonly max: Float64Array
  readonly last: Float64Array
  /** 1 where anything came at all, available or not. */
  readonly isTouched: Uint8Array

  constructor(size: number) {
    this.count = new Float64Array(size)
    this.sum = new Float64Array(size)
    this.min = new Float64Array(size).fill(NaN)
    this.max = new Float64Array(size).fill(NaN)
    this.last = new Float64Array(size).fill(NaN)
    this.isTouched = new Uint8Array(size)
  }

  /** Takes a sample; NaN is "not available". */
  add(slot: number, value: number): void {
    this.isTouched[slot] = 1
    if (Number.isNaN(value)) return
    this.#merge(slot, 1, value, value, value, value)
  }

  /** Takes a bucket of the finer tier. */
  addBucket(slot: number, count: number, sum: number, min: number, max: number, last: number): void {
    this.isTouched[slot] = 1
    if (count > 0) this.#merge(slot, count, sum, min, max, last)
  }

  #merge(slot: number, count: number, sum: number, min: number, max: number, last: number): void {
    const before = this.count[slot] ?? 0
    this.count[slot] = before + count
    this.sum[slot] = (this.sum[slot] ?? 0) + sum
    // Written so that the NaN of an empty slot gives way to the first value.
    if (!((this.min[slot] ?? NaN) <= min)) this.min[slot] = min
    if (!((this.max[slot] ?? NaN) >= max)) this.max[slot] = max
    this.last[slot] = last
  }
}

/** Buckets of one series' samples (`t` ascending, NaN in `v` is "not available"). Empty buckets are left out. */
export function rollUpSamples(t: Float64Array, v: Float64Array, bucketMs: number): RollupColumns {
  const buckets = distinctBuckets(t, bucketMs)
  const into = new RollupAccumulator(buckets.starts.length)
  for (let row = 0; row < t.length; row += 1) into.add(buckets.slotOf[row] ?? 0, v[row] ?? NaN)
  return columnsOf(buckets.starts, into)
}

/** Buckets of buckets: minutes to hours. */
export function rollUpBuckets(finer: RollupColumns, bucketMs: number): RollupColumns {
  const buckets = distinctBuckets(finer.t, bucketMs)
  const into = new RollupAccumulator(buckets.starts.length)
  for (let row = 0; row < finer.t.length; row += 1) {
    into.addBucket(
      buckets.slotOf[row] ?? 0,
      finer.count[row] ?? 0,
      finer.sum[row] ?? 0,
      finer.min[row] ?? NaN,
      finer.max[row] ?? NaN,
      finer.last[row] ?? NaN,
    )
  }
  return columnsOf(buckets.starts, into)
}

/** Both, ascending; where both have a bucket, the one of `over` stands. */
export function overlayRollups(under: RollupColumns, over: RollupColumns): RollupColumns {
  if (over.t.length === 0) return under
  if (under.t.length === 0) return over
  const replaced = new Set(over.t)
  const kept: number[] = []
  for (let row = 0; row < under.t.length; row += 1) if (!replaced.has(under.t[row] ?? NaN)) kept.push(row)
  const size = kept.length + over.t.length
  const merged = emptyRollups(size)
  let low = 0
  let high = 0
  for (let row = 0; row < size; row += 1) {
    const isOver = low >= kept.length || (over.t[high] ?? Infinity) < (under.t[kept[low] ?? 0] ?? Infinity)
    const source = isOver ? over : under
    const from = isOver ? high++ : (kept[low++] ?? 0)
    merged.t[row] = source.t[from] ?? NaN
    merged.count[row] = source.count[from] ?? 0
    merged.sum[row] = source.sum[from] ?? 0
    merged.min[row] = source.min[from] ?? NaN
    merged.max[row] = source.max[from] ?? NaN
    merged.last[row] = source.last[from] ?? NaN
  }
  return merged
}

export function emptyRollups(size = 0): RollupColumns {
  const column = (): Float64Array => new Float64Array(size)
  return { t: column(), count: column(), sum: column(), min: column(), max: column(), last: column() }
}

/** Start of the bucket that holds `at`. */
export function bucketStart(at: EpochMs, bucketMs: number): EpochMs {
  return Math.floor(at / bucketMs) * bucketMs
}

function distinctBuckets(t: Float64Array, bucketMs: number): { starts: Float64Array; slotOf: Uint32Array } {
  const starts = new Float64Array(t.length)
  const slotOf = new Uint32Array(t.length)
  let slots = 0
  for (let row = 0; row < t.length; row += 1) {
    const start = bucketStart(t[row] ?? 0, bucketMs)
    if (slots === 0 || starts[slots - 1] !== start) starts[slots++] = start
    slotOf[row] = slots - 1
  }
  return { starts: starts.slice(0, slots), slotOf }
}

function columnsOf(t: Float64Array, from: RollupAccumulator): RollupColumns {
  return { t, count: from.count, sum: from.sum, min: from.min, max: from.max, last: from.last }
}
