/** Rows of one tier as columns: of raw samples one value, of a rollup count, sum, min, max and last. */
export interface TierColumns {
  readonly series: Int32Array
  /** Epoch milliseconds. */
  readonly at: Float64Array
  /** NaN is what the database has as null. */
  readonly values: readonly Float64Array[]
}

/** Two sums that stay the same in whatever order the rows come. */
export interface RowDigest {
  readonly rows: number
  readonly low: number
  readonly high: number
}

export const EMPTY_DIGEST: RowDigest = { rows: 0, low: 0, high: 0 }

/** Adds rows to a digest. Equal digests mean equal rows, but for one chance in 2^64. */
export function addToDigest(digest: RowDigest, { series, at, values }: TierColumns): RowDigest {
  const number = new Float64Array(1)
  const words = new Uint32Array(number.buffer)
  let { low, high } = digest
  for (let row = 0; row < series.length; row += 1) {
    let a = mix(0x9e3779b9 ^ (series[row] ?? 0))
    let b = mix(0x85ebca6b + (series[row] ?? 0))
    for (let column = -1; column < values.length; column += 1) {
      number[0] = column < 0 ? (at[row] ?? 0) : comparable(values[column]?.[row] ?? NaN)
      a = mix(a ^ (words[0] ?? 0))
      a = mix(a + (words[1] ?? 0))
      b = mix(b ^ (words[1] ?? 0))
      b = mix(b + (words[0] ?? 0))
    }
    low = (low + a) >>> 0
    high = (high + b) >>> 0
  }
  return { rows: digest.rows + series.length, low, high }
}

export function isSameDigest(one: RowDigest, other: RowDigest): boolean {
  return one.rows === other.rows && one.low === other.low && one.high === other.high
}

/** As every database keeps it: MySQL has no infinity, and one zero is as good as the other. */
function comparable(value: number): number {
  if (Number.isNaN(value)) return NaN
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value)) + 0
}

/** Bit mixing of MurmurHash3 (public domain): every bit of the input changes half of the output. */
function mix(word: number): number {
  let mixed = word | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
