import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import type { EpochMs } from '../../contract/index.ts'
import { HOUR_MS, MINUTE_MS, RollupAccumulator } from '../../domain/rollup.ts'
import { HOUR, MINUTE, RAW, ROLLUP_COLUMNS, type TierLayout } from '../tiers.ts'
import { ChunkSize } from './time-slice.ts'

/**
 * Rolls one bucket of one tier up into the next, some series at a time. Rows of
 * a chunk come through a function that SQLite calls: half the price of rows as
 * objects.
 */
export class BucketRoller {
  readonly #from: TierLayout
  readonly #into: TierLayout
  readonly #bucketMs: number
  readonly #firstSeries: StatementSync
  readonly #fold: StatementSync
  readonly #put: StatementSync
  readonly #chunk = new ChunkSize()
  #firstOfChunk = 0
  #sums = new RollupAccumulator(0)

  static ofMinutes(database: DatabaseSync): BucketRoller {
    return new BucketRoller(database, RAW, MINUTE, MINUTE_MS, 'value')
  }

  static ofHours(database: DatabaseSync): BucketRoller {
    return new BucketRoller(database, MINUTE, HOUR, HOUR_MS, ROLLUP_COLUMNS)
  }

  private constructor(
    database: DatabaseSync,
    from: TierLayout,
    into: TierLayout,
    bucketMs: number,
    valueColumns: string,
  ) {
    this.#from = from
    this.#into = into
    this.#bucketMs = bucketMs
    const functionName = `fold_${from.table}`
    database.aggregate(functionName, {
      start: 0,
      varargs: true,
      step: (_, series, ...values) => {
        if (values.length === 1) this.#sums.add(Number(series) - this.#firstOfChunk, numberOf(values[0]))
        else this.#addBucket(Number(series) - this.#firstOfChunk, values)
        return 0
      },
      result: () => 0,
    })
    this.#firstSeries = database.prepare(
      `select series_id from ${from.table} where slot = ? and series_id >= ? order by series_id limit 1`,
    )
    this.#fold = database.prepare(
      `select ${functionName}(series_id, ${valueColumns}) from ${from.table}
       where slot = ? and series_id >= ? and series_id < ?`,
    )
    this.#put = database.prepare(
      `insert or replace into ${into.table} (slot, series_id, at, ${ROLLUP_COLUMNS})
       values (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
  }

  /**
   * Within a transaction: rolls the next series from `fromSeries` on up, and
   * gives the series to go on from; null when the bucket is done. Replaces only
   * rows of series that have something in this bucket.
   */
  rollChunk(bucket: EpochMs, fromSeries: number): number | null {
    const first = this.#nextSeries(bucket, fromSeries)
    if (first === null) return null
    const size = this.#chunk.size
    this.#chunk.measure(
      () => {
        this.#firstOfChunk = first
        this.#sums = new RollupAccumulator(size)
        for (const slot of this.#slots(bucket)) this.#fold.get(slot, first, first + size)
        this.#store(bucket)
        return this.#sums.isTouched.lastIndexOf(1)
      },
      (lastRow) => lastRow >= size / 2,
    )
    return first + size
  }

  #addBucket(row: number, values: readonly SQLOutputValue[]): void {
    const [count, sum, min, max, last] = values
    this.#sums.addBucket(row, numberOf(count), numberOf(sum), numberOf(min), numberOf(max), numberOf(last))
  }

  #store(bucket: EpochMs): void {
    const slot = Math.floor(bucket / this.#into.slotMs)
    const at = (bucket - slot * this.#into.slotMs) / this.#into.stepMs
    const { count, sum, min, max, last, isTouched } = this.#sums
    for (let row = isTouched.indexOf(1); row !== -1; row = isTouched.indexOf(1, row + 1)) {
      this.#put.run(
        slot,
        this.#firstOfChunk + row,
        at,
        count[row] ?? 0,
        sum[row] ?? 0,
        min[row] ?? NaN,
        max[row] ?? NaN,
        last[row] ?? NaN,
      )
    }
  }

  #nextSeries(bucket: EpochMs, fromSeries: number): number | null {
    let next: number | null = null
    for (const slot of this.#slots(bucket)) {
      const row = this.#firstSeries.get(slot, fromSeries)
      if (row !== undefined) next = Math.min(next ?? Infinity, Number(row['series_id']))
    }
    return next
  }

  /** Ascending, so that the newest value comes last. */
  *#slots(bucket: EpochMs): Generator<number> {
    const first = bucket / this.#from.slotMs
    for (let slot = first; slot < first + this.#bucketMs / this.#from.slotMs; slot += 1) yield slot
  }
}

function numberOf(value: SQLOutputValue | undefined): number {
  return typeof value === 'number' ? value : NaN
}
