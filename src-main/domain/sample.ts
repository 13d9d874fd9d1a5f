/** A number, a text (a state), or null: the client says that it could not measure it. */
export type SampleValue = number | string | null

/** One measured value as a protocol delivers it, before it belongs to a series. */
export interface Reading {
  readonly metric: string
  readonly unit: string
  readonly label: string
  readonly value: SampleValue
}

/** Samples as parallel columns, sorted by nothing in particular; NaN in `value` is "not available". */
export interface SampleBatch {
  readonly series: Int32Array
  readonly at: Float64Array
  readonly value: Float64Array
}

/** Columns of one series over a range, ascending in time; NaN is "not available". */
export interface SampleRange {
  readonly tier: 'raw' | '1m' | '1h'
  readonly t: Float64Array
  readonly v: Float64Array
  /** Present when a point stands for several values. */
  readonly min: Float64Array | null
  readonly max: Float64Array | null
}
