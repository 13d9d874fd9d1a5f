import type { EpochMs } from '../contract/index.ts'
import { gapMsOf } from '../domain/interval-estimate.ts'
import type { SampleBatch, SampleValue } from '../domain/sample.ts'
import type { WriteBatch } from '../storage/store.ts'
import { BatchBuilder } from './batch-builder.ts'
import type { SeriesState } from './catalogue-state.ts'
import type { Unstored } from './disk-spool.ts'
import type { NewRows } from './waiting-rows.ts'

export interface Waiter {
  resolve(): void
  reject(error: unknown): void
}

/** A value of a series that is known, at a time that is free. */
export interface PlacedValue {
  readonly series: SeriesState
  readonly at: EpochMs
  readonly value: SampleValue
}

/** One way into the database: rows that belong together until they are committed or given up. */
export interface Lane {
  readonly samples: BatchBuilder
  states: WriteBatch['states'][number][]
}

/** Numbers are samples; texts, and what a text series does not know, are states. */
export function takeInto(lane: Lane, series: SeriesState, at: EpochMs, value: SampleValue): void {
  const isText = series.record.type === 'text'
  if (!isText) lane.samples.add(series.id, at, typeof value === 'number' ? value : NaN)
  if (typeof value === 'string' || isText) {
    const gapMs = gapMsOf(series.interval.intervalMs)
    lane.states.push({ seriesId: series.id, at, value: value === null ? null : String(value), gapMs })
  }
}

/** A commit under way, and what becomes of its parts when it fails. */
export interface Flight {
  readonly startedAt: EpochMs
  readonly batch: WriteBatch
  readonly rows: NewRows
  readonly waiters: readonly Waiter[]
  /** What has no acknowledgement and is tried again after a failure. */
  readonly unacknowledged: Unstored
  /** Values of the spool on disk, which keeps them until they are stored; null when none is part of it. */
  readonly fromDisk: number | null
  /** It took so long that the unacknowledged went to the spool as well. */
  isSpooled: boolean
}

/** One after the other; without a copy when one of them is empty, as it mostly is. */
export function joined(one: SampleBatch, other: SampleBatch): SampleBatch {
  if (one.series.length === 0) return other
  if (other.series.length === 0) return one
  const both = new BatchBuilder()
  both.addBatch(one)
  both.addBatch(other)
  return both.take()
}
