import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { EpochMs } from '../../contract/index.ts'
import { MINUTE_MS } from '../../domain/rollup.ts'
import type { SampleBatch } from '../../domain/sample.ts'
import { MINUTE, RAW } from '../tiers.ts'

/** Slots that are looked through whole (five minutes); what is older is looked up series by series. */
const WHOLE_SLOTS = 30

interface Latest {
  readonly at: EpochMs
  readonly value: number
}

/**
 * Finds the newest sample of each series. Most series have one in the newest
 * slots; the few that fell silent are found through their newest minute.
 */
export class LatestReader {
  readonly #database: DatabaseSync
  readonly #slotBefore: StatementSync
  readonly #inSlot: StatementSync
  readonly #ofSeries: StatementSync
  readonly #minuteSlotBefore: StatementSync
  readonly #minuteOfSeries: StatementSync
  readonly #pendingMinutes: StatementSync
  readonly #seriesIds: StatementSync

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#slotBefore = database.prepare(
      'select slot from samples_raw where slot < ? order by slot desc limit 1',
    )
    // SQLite takes `value` from the row that has the max, https://www.sqlite.org/lang_select.html#bareagg
    this.#inSlot = database.prepare(
      'select series_id, max(at) as at, value from samples_raw where slot = ? group by series_id',
    )
    this.#ofSeries = database.prepare(
      'select at, value from samples_raw where slot = ? and series_id = ? order by at desc limit 1',
    )
    this.#minuteSlotBefore = database.prepare(
      'select slot from samples_minute where slot < ? order by slot desc limit 1',
    )
    this.#minuteOfSeries = database.prepare(
      'select at from samples_minute where slot = ? and series_id = ? order by at desc limit 1',
    )
    this.#pendingMinutes = database.prepare(
      'select bucket from rollup_pending where bucket_ms = ? and bucket >= ? order by bucket desc',
    )
    this.#seriesIds = database.prepare('select id from series')
  }

  /** The newest raw sample of each series that has one after `since`. */
  read(since: EpochMs): SampleBatch {
    this.#database.exec('begin')
    try {
      const found = new Map<number, Latest>()
      const silent = new Set(this.#seriesIds.all().map((row) => Number(row['id'])))
      const lookedUpTo = this.#readNewestSlots(since, found, silent)
      if (lookedUpTo !== null) this.#readSilent(since, lookedUpTo, found, silent)
      const rows = [...found].filter(([, { at }]) => at > since)
      return {
        series: Int32Array.from(rows, ([series]) => series),
        at: Float64Array.from(rows, ([, { at }]) => at),
        value: Float64Array.from(rows, ([, { value }]) => value),
      }
    } finally {
      this.#database.exec('commit')
    }
  }

  /** Gives the slot before which nothing was looked at; null when all is found. */
  #readNewestSlots(since: EpochMs, found: Map<number, Latest>, silent: Set<number>): number | null {
    let slot = Infinity
    for (let looked = 0; looked < WHOLE_SLOTS; looked += 1) {
      const row = this.#slotBefore.get(slot)
      if (row === undefined) return null
      slot = Number(row['slot'])
      if ((slot + 1) * RAW.slotMs <= since) return null
      for (const entry of this.#inSlot.iterate(slot)) {
        const series = Number(entry['series_id'])
        // Once found, a series is silent no more; one that is not in the catalogue never was.
        if (silent.delete(series)) found.set(series, latestOf(slot, entry))
      }
      if (silent.size === 0) return null
    }
    return slot
  }

  #readSilent(since: EpochMs, before: number, found: Map<number, Latest>, silent: Set<number>): void {
    // What is not rolled up yet is in no minute.
    for (const row of this.#pendingMinutes.all(MINUTE_MS, Math.floor(since / MINUTE_MS) * MINUTE_MS)) {
      for (const series of silent) {
        const latest = this.#inMinute(Number(row['bucket']), series)
        if (latest !== null && latest.at > (found.get(series)?.at ?? -Infinity)) found.set(series, latest)
      }
    }
    let slot = Math.floor((before * RAW.slotMs) / MINUTE.slotMs) + 1
    while (silent.size > 0) {
      const row = this.#minuteSlotBefore.get(slot)
      if (row === undefined) return
      slot = Number(row['slot'])
      if ((slot + 1) * MINUTE.slotMs <= since) return
      for (const series of silent) {
        const minute = this.#minuteOfSeries.get(slot, series)
        if (minute === undefined) continue
        silent.delete(series)
        const latest = this.#inMinute(slot * MINUTE.slotMs + Number(minute['at']) * MINUTE.stepMs, series)
        if (latest !== null && latest.at > (found.get(series)?.at ?? -Infinity)) found.set(series, latest)
      }
    }
  }

  #inMinute(minute: EpochMs, series: number): Latest | null {
    const first = minute / RAW.slotMs
    for (let slot = first + MINUTE_MS / RAW.slotMs - 1; slot >= first; slot -= 1) {
      const row = this.#ofSeries.get(slot, series)
      if (row !== undefined) return latestOf(slot, row)
    }
    return null
  }
}

function latestOf(slot: number, row: Record<string, unknown>): Latest {
  const { at, value } = row
  return { at: slot * RAW.slotMs + Number(at), value: value === null ? NaN : Number(value) }
}
