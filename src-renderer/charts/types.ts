import type { EpochMs } from '../../src-main/contract/index.ts'

/**
 * Points of one series as parallel columns, ascending in time. NaN is "not
 * available". `min` and `max` are there when a point stands for several values.
 * Never changed in place: whoever has new points makes new columns.
 */
export interface Columns {
  readonly t: Float64Array
  readonly v: Float64Array
  readonly min: Float64Array | null
  readonly max: Float64Array | null
}

export interface ChartSeries {
  readonly id: number
  readonly label: string
  /** As the wire names it: `%`, `KB`, `/s`, …; empty for a plain number. */
  readonly unit: string
  /** Place in the palette of series colours, from 0; wraps around. */
  readonly color: number
  readonly columns: Columns
  /** Distance from which on two neighbours have a gap between them. */
  readonly gapMs: number
  /** `earlier`: the same series a while ago, dotted; its id is the negative one. `stacked`: made by stackSeries. */
  readonly look?: 'earlier' | 'stacked'
  /** What a legend calls it right below its series. */
  readonly shortLabel?: string
}

export interface ChartRange {
  readonly from: EpochMs
  readonly to: EpochMs
}

/** A level that somebody wants to see, drawn as a dashed line. */
export interface Threshold {
  readonly value: number
  readonly unit: string
  readonly level: 'warn' | 'bad'
}

/** How a chart is filled. Stale: it shows what was there when the console was last heard. */
export type ChartState = 'loading' | 'empty' | 'error' | 'stale' | 'ready'

export const NO_POINTS: Columns = { t: new Float64Array(0), v: new Float64Array(0), min: null, max: null }
