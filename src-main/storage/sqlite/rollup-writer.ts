import type { DatabaseSync } from 'node:sqlite'
import type { EpochMs } from '../../contract/index.ts'
import { HOUR_MS, MINUTE_MS, bucketStart } from '../../domain/rollup.ts'
import type { PendingBuckets } from './pending-buckets.ts'
import { BucketRoller } from './bucket-roller.ts'
import { TimeSlice } from './time-slice.ts'

/** A bucket is taken for complete so long after its end; what comes later makes it pending again. */
export const GRACE_MS = 5_000

export interface RollUpSlice {
  readonly isDone: boolean
  /** All before is rolled up. */
  readonly rolledUpTo: EpochMs
}

interface Position {
  readonly bucketMs: number
  readonly bucket: EpochMs
  nextSeries: number
  /** Samples of this bucket were committed between two slices, perhaps behind us: it stays pending. */
  isTouched: boolean
}

/**
 * Rolls pending minutes up, then the hours whose minutes are all done, a slice
 * of time a call. Where it stands is kept in memory only: after a crash the
 * bucket is still pending and is done again from its beginning, with the same
 * result.
 */
export class RollupWriter {
  readonly #database: DatabaseSync
  readonly #pending: PendingBuckets
  readonly #rollers: ReadonlyMap<number, BucketRoller>
  #position: Position | null = null
  #bucketMs = MINUTE_MS
  /** Buckets up to this one had their turn in this run. */
  #after = -Infinity

  constructor(database: DatabaseSync, pending: PendingBuckets) {
    this.#database = database
    this.#pending = pending
    this.#rollers = new Map([
      [MINUTE_MS, BucketRoller.ofMinutes(database)],
      [HOUR_MS, BucketRoller.ofHours(database)],
    ])
  }

  /** Told of every commit. */
  noteWritten(minutes: readonly EpochMs[]): void {
    const position = this.#position
    if (position === null || position.bucketMs !== MINUTE_MS) return
    if (minutes.includes(position.bucket)) position.isTouched = true
  }

  /** One transaction of a few milliseconds, a step at least. Call again until it is done. */
  slice(now: EpochMs, time = new TimeSlice()): RollUpSlice {
    this.#database.exec('begin immediate')
    try {
      let isDone = this.#advance(now)
      while (!isDone && !time.isOver) isDone = this.#advance(now)
      this.#database.exec('commit')
      if (isDone) this.#restart()
      return { isDone, rolledUpTo: this.#rolledUpTo(now) }
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('rollback')
      this.#restart()
      throw error
    }
  }

  #restart(): void {
    this.#position = null
    this.#bucketMs = MINUTE_MS
    this.#after = -Infinity
  }

  /** One chunk of series, or the next bucket. True when there is nothing left to do. */
  #advance(now: EpochMs): boolean {
    const position = (this.#position ??= this.#nextPosition(now))
    if (position === null) {
      if (this.#bucketMs === HOUR_MS) return true
      this.#bucketMs = HOUR_MS
      this.#after = -Infinity
      return false
    }
    const nextSeries = this.#rollers.get(position.bucketMs)?.rollChunk(position.bucket, position.nextSeries)
    if (nextSeries !== null && nextSeries !== undefined) {
      position.nextSeries = nextSeries
      return false
    }
    if (!position.isTouched) this.#finish(position)
    this.#after = position.bucket
    this.#position = null
    return false
  }

  #nextPosition(now: EpochMs): Position | null {
    const bucketMs = this.#bucketMs
    const isComplete = (bucket: EpochMs): boolean => bucket + bucketMs + GRACE_MS <= now
    let bucket = this.#pending.next(bucketMs, this.#after)
    while (bucket !== null && isComplete(bucket)) {
      // An hour waits for the last of its minutes; they make it pending again anyway.
      const isWaiting = bucketMs === HOUR_MS && this.#pending.hasWithin(MINUTE_MS, bucket, bucket + HOUR_MS)
      if (!isWaiting) return { bucketMs, bucket, nextSeries: -Infinity, isTouched: false }
      bucket = this.#pending.next(bucketMs, bucket)
    }
    return null
  }

  #finish({ bucketMs, bucket }: Position): void {
    this.#pending.remove(bucketMs, bucket)
    if (bucketMs === MINUTE_MS) this.#pending.addHour(bucketStart(bucket, HOUR_MS))
  }

  #rolledUpTo(now: EpochMs): EpochMs {
    const complete = bucketStart(now - GRACE_MS, MINUTE_MS)
    return Math.min(complete, this.#pending.next(MINUTE_MS, -Infinity) ?? complete)
  }
}
