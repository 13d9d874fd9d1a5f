import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { TierLayout } from '../tiers.ts'
import { ChunkSize, type TimeSlice } from './time-slice.ts'

/** Deletes rows of one tier in stretches that keep to a slice of time. */
export class SampleDeleter {
  readonly #nextSlot: StatementSync
  readonly #nextSeries: StatementSync
  readonly #delete: StatementSync
  readonly #chunk = new ChunkSize()

  constructor(database: DatabaseSync, { table }: TierLayout) {
    this.#nextSlot = database.prepare(`select slot from ${table} where slot >= ? order by slot limit 1`)
    this.#nextSeries = database.prepare(
      `select series_id from ${table} where slot = ? and series_id >= ? order by series_id limit 1`,
    )
    this.#delete = database.prepare(
      `delete from ${table} where slot = ? and series_id >= ? and series_id <= ?`,
    )
  }

  /** Deletes slots before this one until time is over; gives the number of rows. */
  deleteBefore(slot: number, time: TimeSlice): { readonly deleted: number; readonly isDone: boolean } {
    let deleted = 0
    while (!time.isOver) {
      const part = this.deleteOldestChunk(slot)
      if (part === 0) return { deleted, isDone: true }
      deleted += part
    }
    return { deleted, isDone: false }
  }

  /** Deletes some series of the oldest slot, if that lies before this one; 0 when there is none. */
  deleteOldestChunk(before: number): number {
    const oldest = this.nextSlot(-Infinity)
    if (oldest === null || oldest >= before) return 0
    const first = Number(this.#nextSeries.get(oldest, -Infinity)?.['series_id'] ?? 0)
    const last = first + this.#chunk.size - 1
    return this.#chunk.measure(() => this.deleteSeries(oldest, first, last))
  }

  /** Deletes series `first`..`last` of one slot. */
  deleteSeries(slot: number, first: number, last: number): number {
    return Number(this.#delete.run(slot, first, last).changes)
  }

  /** The first slot from this one on that has any row. */
  nextSlot(from: number): number | null {
    const row = this.#nextSlot.get(from)
    return row === undefined ? null : Number(row['slot'])
  }
}
