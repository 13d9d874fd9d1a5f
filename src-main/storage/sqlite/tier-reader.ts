import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import type { EpochMs } from '../../contract/index.ts'
import type { RollupColumns } from '../../domain/rollup.ts'
import { HOUR, MINUTE, RAW, ROLLUP_COLUMNS, type TierLayout } from '../tiers.ts'
import { ColumnSink } from './column-sink.ts'

/** From so many slots on it pays to ask which of them hold anything at all. */
const SLOTS_TO_PROBE = 20_000

/**
 * Reads rows of one tier, one series at a time. They come through a function
 * that SQLite calls straight into columns: a third of the price of rows as
 * objects, two thirds of rows as arrays (measured over a million rows).
 */
export class TierReader {
  readonly #tier: TierLayout
  readonly #sink: ColumnSink
  readonly #everySlot: StatementSync
  readonly #usedSlots: StatementSync
  readonly #wholeSlots: StatementSync | null
  readonly #oldestSlot: StatementSync
  readonly #newestSlot: StatementSync
  readonly #firstInSlot: StatementSync
  #oldest: { readonly slot: number; readonly at: EpochMs } | null = null
  #from = 0
  #to = 0

  constructor(database: DatabaseSync, tier: TierLayout) {
    const { table, slotMs, stepMs } = tier
    const values = table === 'samples_raw' ? ['value'] : ROLLUP_COLUMNS.split(', ')
    this.#tier = tier
    this.#sink = new ColumnSink(1 + values.length)
    database.aggregate(`collect_${table}`, {
      start: 0,
      varargs: true,
      step: values.length === 1 ? this.#takeSample : this.#takeBucket,
      result: () => 0,
    })
    const columns = values.join(', entry.')
    const collect = `
      select collect_${table}(entry.slot * ${slotMs} + entry.at * ${stepMs}, entry.${columns})
      from slots cross join ${table} as entry
      where entry.slot = slots.slot and entry.series_id = ?3`
    this.#everySlot = database.prepare(`
      with recursive slots (slot) as (
        select ?1 union all select slot + 1 from slots where slot < ?2
      ) ${collect}`)
    this.#usedSlots = database.prepare(`
      with recursive slots (slot) as (
        select min(slot) from ${table} where slot >= ?1 and slot <= ?2
        union all
        select (select min(later.slot) from ${table} as later where later.slot > slots.slot and later.slot <= ?2)
        from slots where slots.slot is not null
      ) ${collect}`)
    this.#wholeSlots =
      values.length === 1
        ? null
        : // Grouped in the order of the key, so that nothing is sorted.
          database.prepare(`
      with recursive slots (slot) as (
        select ?1 union all select slot + 1 from slots where slot < ?2
      )
      select collect_${table}(slot * ${slotMs}, n, total, low, high, null) from (
        select slot, sum(sample_count) as n, sum(value_sum) as total, min(value_min) as low, max(value_max) as high
        from ${table} where slot in (select slot from slots) and series_id = ?3 group by slot
      )`)
    this.#oldestSlot = database.prepare(`select slot from ${table} order by slot limit 1`)
    this.#newestSlot = database.prepare(`select slot from ${table} order by slot desc limit 1`)
    this.#firstInSlot = database.prepare(`select min(at) as at from ${table} where slot = ?`)
  }

  /** Time of the oldest row of any series; null when there is none. */
  oldest(): EpochMs | null {
    const row = this.#oldestSlot.get()
    if (row === undefined) return null
    const slot = Number(row['slot'])
    // Looking through a slot costs a little; the oldest one is the same for minutes to days.
    if (this.#oldest?.slot !== slot) {
      const at = Number(this.#firstInSlot.get(slot)?.['at'] ?? 0)
      this.#oldest = { slot, at: slot * this.#tier.slotMs + at * this.#tier.stepMs }
    }
    return this.#oldest.at
  }

  /** Collects rows with `from` ≤ t ≤ `to`, ascending; `takeSamples` or `takeRollups` gives them. */
  collect(seriesId: number, from: EpochMs, to: EpochMs): void {
    this.#run(seriesId, from, to, (slots) => (slots < SLOTS_TO_PROBE ? this.#everySlot : this.#usedSlots))
  }

  /**
   * Collects one bucket a slot of a rolled up tier, summed up by SQLite: two
   * thirds of the price. `from` and `before` are where slots begin; `last` of
   * these buckets is not available.
   */
  collectSlots(seriesId: number, from: EpochMs, before: EpochMs): void {
    this.#run(seriesId, from, before - 1, () => this.#wholeSlots)
  }

  #run(seriesId: number, from: EpochMs, to: EpochMs, choose: (slots: number) => StatementSync | null): void {
    const oldest = this.#oldestSlot.get()?.['slot']
    const newest = this.#newestSlot.get()?.['slot']
    if (oldest === undefined || newest === undefined) return
    const first = Math.max(Math.floor(from / this.#tier.slotMs), Number(oldest))
    const last = Math.min(Math.floor(to / this.#tier.slotMs), Number(newest))
    if (first > last) return
    this.#from = from
    this.#to = to
    choose(last - first)?.get(first, last, seriesId)
  }

  takeSamples(): { readonly t: Float64Array; readonly v: Float64Array } {
    const taken = { t: this.#sink.take(0), v: this.#sink.take(1) }
    this.#sink.clear()
    return taken
  }

  takeRollups(): RollupColumns {
    const sink = this.#sink
    const [t, count, sum] = [sink.take(0), sink.take(1), sink.take(2)]
    const taken = { t, count, sum, min: sink.take(3), max: sink.take(4), last: sink.take(5) }
    sink.clear()
    return taken
  }

  readonly #takeSample = (_: number, t: SQLOutputValue, value: SQLOutputValue): number => {
    const at = t as number
    if (at < this.#from || at > this.#to) return 0
    const row = this.#sink.next()
    this.#sink.column(0)[row] = at
    this.#sink.column(1)[row] = value === null ? NaN : (value as number)
    return 0
  }

  readonly #takeBucket = (_: number, t: SQLOutputValue, ...values: readonly SQLOutputValue[]): number => {
    const at = t as number
    if (at < this.#from || at > this.#to) return 0
    const row = this.#sink.next()
    this.#sink.column(0)[row] = at
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index]
      this.#sink.column(index + 1)[row] = value === null ? NaN : (value as number)
    }
    return 0
  }
}

export interface TierReaders {
  readonly raw: TierReader
  readonly minute: TierReader
  readonly hour: TierReader
}

export function tierReaders(database: DatabaseSync): TierReaders {
  return {
    raw: new TierReader(database, RAW),
    minute: new TierReader(database, MINUTE),
    hour: new TierReader(database, HOUR),
  }
}
