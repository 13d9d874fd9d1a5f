import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { EpochMs } from '../../contract/index.ts'
import { HOUR_MS, MINUTE_MS } from '../../domain/rollup.ts'

/**
 * Buckets that are still to be rolled up, as a table. A minute gets in with the
 * samples that make it so, in the same transaction; so whatever happens, no
 * sample is ever missing from the coarser tiers for good.
 */
export class PendingBuckets {
  readonly #insert: StatementSync
  readonly #delete: StatementSync
  readonly #next: StatementSync
  readonly #firstWithin: StatementSync
  /** Known to be in the table already; spares most commits the statement. */
  readonly #knownMinutes = new Set<EpochMs>()

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare('insert or ignore into rollup_pending (bucket_ms, bucket) values (?, ?)')
    this.#delete = database.prepare('delete from rollup_pending where bucket_ms = ? and bucket = ?')
    this.#next = database.prepare(
      'select bucket from rollup_pending where bucket_ms = ? and bucket > ? order by bucket limit 1',
    )
    this.#firstWithin = database.prepare(
      'select bucket from rollup_pending where bucket_ms = ? and bucket >= ? and bucket < ? limit 1',
    )
  }

  /** Within a transaction. Gives what `settle` takes once it is committed. */
  addMinutes(minutes: readonly EpochMs[]): readonly EpochMs[] {
    const added = minutes.filter((minute) => !this.#knownMinutes.has(minute))
    for (const minute of added) this.#insert.run(MINUTE_MS, minute)
    return added
  }

  /** Within a transaction. */
  addHour(hour: EpochMs): void {
    this.#insert.run(HOUR_MS, hour)
  }

  /** After the commit only: what was rolled back is not known. */
  settle(minutes: readonly EpochMs[]): void {
    for (const minute of minutes) this.#knownMinutes.add(minute)
  }

  /** Within a transaction; harmless when it is rolled back. */
  remove(bucketMs: number, bucket: EpochMs): void {
    this.#delete.run(bucketMs, bucket)
    if (bucketMs === MINUTE_MS) this.#knownMinutes.delete(bucket)
  }

  /** The oldest pending bucket that begins after `after`. */
  next(bucketMs: number, after: EpochMs): EpochMs | null {
    const row = this.#next.get(bucketMs, after)
    return row === undefined ? null : Number(row['bucket'])
  }

  hasWithin(bucketMs: number, from: EpochMs, before: EpochMs): boolean {
    return this.#firstWithin.get(bucketMs, from, before) !== undefined
  }
}
