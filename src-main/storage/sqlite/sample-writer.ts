import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { EpochMs } from '../../contract/index.ts'
import { MINUTE_MS } from '../../domain/rollup.ts'
import type { SampleBatch } from '../../domain/sample.ts'
import { RAW } from '../tiers.ts'

/** Rows in one statement: calls into SQLite cost about as much as the insert itself. */
export const ROWS_PER_INSERT = 50
const COLUMNS = 4

/** Inserts raw samples with prepared statements, in the order in which they are stored. */
export class SampleWriter {
  readonly #insertMany: StatementSync
  readonly #insertOne: StatementSync
  readonly #parameters = new Array<number>(ROWS_PER_INSERT * COLUMNS).fill(0)

  constructor(database: DatabaseSync) {
    this.#insertMany = database.prepare(insertSql(ROWS_PER_INSERT))
    this.#insertOne = database.prepare(insertSql(1))
  }

  /**
   * Within a transaction. A second sample of the same series and time replaces
   * the first. Gives the minutes that were touched.
   */
  insert({ series, at, value }: SampleBatch): readonly EpochMs[] {
    const order = storedOrder(series, at)
    const parameters = this.#parameters
    const minutes: EpochMs[] = []
    let newestMinute = NaN
    let filled = 0
    for (let position = 0; position < at.length; position += 1) {
      const row = order === null ? position : (order[position] ?? 0)
      const time = Math.floor(at[row] ?? 0)
      const slot = Math.floor(time / RAW.slotMs)
      const minute = Math.floor(time / MINUTE_MS) * MINUTE_MS
      if (minute !== newestMinute) minutes.push((newestMinute = minute))
      parameters[filled] = slot
      parameters[filled + 1] = series[row] ?? 0
      parameters[filled + 2] = time - slot * RAW.slotMs
      // SQLite has no NaN: it stores null, which is what "not available" is.
      parameters[filled + 3] = value[row] ?? NaN
      filled += COLUMNS
      if (filled < parameters.length) continue
      this.#insertMany.run(...parameters)
      filled = 0
    }
    for (let start = 0; start < filled; start += COLUMNS) {
      this.#insertOne.run(...parameters.slice(start, start + COLUMNS))
    }
    return minutes
  }
}

function insertSql(rows: number): string {
  const values = new Array<string>(rows).fill('(?, ?, ?, ?)').join(', ')
  return `insert or replace into samples_raw (slot, series_id, at, value) values ${values}`
}

/** Null when the rows lie in the order of the key already; equal keys stay in the order in which they came. */
function storedOrder(series: Int32Array, at: Float64Array): Uint32Array | null {
  const compare = (left: number, right: number): number =>
    Math.floor((at[left] ?? 0) / RAW.slotMs) - Math.floor((at[right] ?? 0) / RAW.slotMs) ||
    (series[left] ?? 0) - (series[right] ?? 0) ||
    (at[left] ?? 0) - (at[right] ?? 0) ||
    left - right
  let isOrdered = true
  for (let row = 1; row < at.length && isOrdered; row += 1) isOrdered = compare(row - 1, row) < 0
  return isOrdered ? null : Uint32Array.from(at.keys()).sort(compare)
}
