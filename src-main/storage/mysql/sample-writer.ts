import type { EpochMs } from '../../contract/index.ts'
import { MINUTE_MS } from '../../domain/rollup.ts'
import type { SampleBatch } from '../../domain/sample.ts'
import { StoreError } from '../store.ts'
import { byLength, listLength } from './lists.ts'
import { type SampleDay, dayOf, slotOf } from './sample-days.ts'
import type { Parameter, Session } from './session.ts'
import { DAY_MS } from './tiers.ts'

/** Rows in one statement; more make it no faster, and hold the event loop longer. */
export const ROWS_PER_INSERT = 1_000
const COLUMNS = 4

/** Series that have new samples in a minute. */
export interface TouchedSeries {
  first: number
  last: number
}

/** What a batch touches, found in one pass. */
export interface TouchedTimes {
  /** Oldest sample of each day. */
  readonly days: ReadonlyMap<number, EpochMs>
  /** By the minute's start, ascending. */
  readonly minutes: ReadonlyMap<EpochMs, TouchedSeries>
}

export function touchedTimes({ series, at }: SampleBatch): TouchedTimes {
  const days = new Map<number, EpochMs>()
  const minutes = new Map<EpochMs, TouchedSeries>()
  let minute = NaN
  let touched: TouchedSeries = { first: 0, last: 0 }
  for (let row = 0; row < at.length; row += 1) {
    const time = Math.floor(at[row] ?? 0)
    const id = series[row] ?? 0
    const start = Math.floor(time / MINUTE_MS) * MINUTE_MS
    if (start !== minute) {
      minute = start
      touched = minutes.get(start) ?? { first: id, last: id }
      minutes.set(start, touched)
    }
    if (id < touched.first) touched.first = id
    if (id > touched.last) touched.last = id
    const day = dayOf(time)
    if (time < (days.get(day) ?? Infinity)) days.set(day, time)
  }
  const ascending = [...minutes].sort(([left], [right]) => left - right)
  return { days, minutes: new Map(ascending) }
}

const insertSql = byLength((length) => {
  const rows = new Array<string>(length).fill('(?, ?, ?, ?)').join(', ')
  return `insert into samples_raw (slot, series_id, at, value) values ${rows}
    on duplicate key update value = values(value)`
})

/**
 * Within a transaction: stores raw samples in the order in which they lie. A
 * second sample of the same series and time replaces the first.
 */
export async function insertSamples(
  session: Session,
  batch: SampleBatch,
  days: ReadonlyMap<number, SampleDay>,
): Promise<void> {
  const rows = placed(batch, days)
  for (let start = 0; start < rows.count; start += ROWS_PER_INSERT) {
    const count = Math.min(ROWS_PER_INSERT, rows.count - start)
    const length = listLength(count, ROWS_PER_INSERT)
    const parameters = new Array<Parameter>(length * COLUMNS)
    for (let row = 0; row < length; row += 1) {
      // The last row again and again fills the statement up.
      rows.write(start + Math.min(row, count - 1), parameters, row * COLUMNS)
    }
    await session.execute(insertSql(length), parameters)
  }
}

interface PlacedRows {
  readonly count: number
  write(position: number, parameters: Parameter[], index: number): void
}

/** The rows of a batch in the order of the table; equal keys stay in the order in which they came. */
function placed({ series, at, value }: SampleBatch, days: ReadonlyMap<number, SampleDay>): PlacedRows {
  const count = at.length
  const slots = new Float64Array(count)
  let layout: SampleDay | undefined
  let dayEndsAt = -Infinity
  for (let row = 0; row < count; row += 1) {
    const time = Math.floor(at[row] ?? 0)
    if (layout === undefined || time >= dayEndsAt || time < dayEndsAt - DAY_MS) {
      const day = dayOf(time)
      layout = days.get(day)
      if (layout === undefined) throw new StoreError('conflict', `A sample has no time (${time}).`)
      dayEndsAt = (day + 1) * DAY_MS
    }
    slots[row] = slotOf(layout, time)
  }
  const compare = (left: number, right: number): number =>
    (slots[left] ?? 0) - (slots[right] ?? 0) ||
    (series[left] ?? 0) - (series[right] ?? 0) ||
    (at[left] ?? 0) - (at[right] ?? 0) ||
    left - right
  let isOrdered = true
  for (let row = 1; row < count && isOrdered; row += 1) isOrdered = compare(row - 1, row) < 0
  const order = isOrdered ? null : Uint32Array.from(at.keys()).sort(compare)
  return {
    count,
    write: (position, parameters, index) => {
      const row = order === null ? position : (order[position] ?? 0)
      const slot = slots[row] ?? 0
      parameters[index] = slot
      parameters[index + 1] = series[row] ?? 0
      parameters[index + 2] = Math.floor(at[row] ?? 0) - slot * MINUTE_MS
      parameters[index + 3] = storable(value[row] ?? NaN)
    },
  }
}

/** MySQL has neither NaN, which becomes null ("not available"), nor infinity. */
function storable(value: number): number | null {
  if (Number.isNaN(value)) return null
  if (value === Infinity) return Number.MAX_VALUE
  return value === -Infinity ? -Number.MAX_VALUE : value
}
