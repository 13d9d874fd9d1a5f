import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { EpochMs } from '../../contract/index.ts'
import type { SampleBatch } from '../../domain/sample.ts'
import { RAW } from '../tiers.ts'

/** Raw samples since a moment ago: one short seek a series in each of the last slots. */
export class RecentReader {
  readonly #ofSlot: StatementSync
  readonly #newestSlot: StatementSync

  constructor(database: DatabaseSync) {
    this.#newestSlot = database.prepare('select slot from samples_raw order by slot desc limit 1')
    this.#ofSlot = database.prepare(
      'select at, value from samples_raw where slot = ? and series_id = ? and at >= ?',
    )
  }

  read({
    seriesIds,
    since,
  }: {
    readonly seriesIds: readonly number[]
    readonly since: EpochMs
  }): SampleBatch {
    const last = Number(this.#newestSlot.get()?.['slot'] ?? -1)
    const rows: (readonly [number, EpochMs, number])[] = []
    for (let slot = Math.floor(since / RAW.slotMs); slot <= last; slot += 1) {
      const slotStart = slot * RAW.slotMs
      for (const seriesId of seriesIds) {
        for (const { at, value } of this.#ofSlot.all(slot, seriesId, Math.max(0, since - slotStart)))
          rows.push([seriesId, slotStart + Number(at), value === null ? NaN : Number(value)])
      }
    }
    return {
      series: Int32Array.from(rows, ([id]) => id),
      at: Float64Array.from(rows, ([, at]) => at),
      value: Float64Array.from(rows, ([, , value]) => value),
    }
  }
}
