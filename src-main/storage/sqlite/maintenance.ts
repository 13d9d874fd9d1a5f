import type { DatabaseSync } from 'node:sqlite'
import { HOUR_MS, MINUTE_MS, bucketStart } from '../../domain/rollup.ts'
import { deleteAnnotationsBefore } from '../repositories/annotations.ts'
import { deleteLoginsBefore } from '../repositories/logins.ts'
import { doomedSeries, forgetDoomed } from '../repositories/series.ts'
import { deleteStatesBefore, deleteStatesOf } from '../repositories/states.ts'
import type { Db } from '../schema.ts'
import type { RetentionLimits, SizeLimit } from '../store.ts'
import { HOUR, MINUTE, RAW } from '../tiers.ts'
import type { PendingBuckets } from './pending-buckets.ts'
import { SampleDeleter } from './sample-deleter.ts'
import { TimeSlice } from './time-slice.ts'
import { usedBytes } from './used-bytes.ts'

export interface DeletedSlice {
  readonly deleted: number
  readonly isDone: boolean
}

const LOGINS_PER_SLICE = 5_000
const DAY_MS = 24 * HOUR_MS

interface Purge {
  readonly seriesIds: readonly number[]
  readonly runs: readonly { readonly first: number; readonly last: number }[]
  tier: number
  slot: number
}

/** Deletes samples that are too old, or whose series is gone, a slice of time a call. */
export class Maintenance {
  readonly #database: DatabaseSync
  readonly #db: Db
  readonly #pending: PendingBuckets
  /** Fine tiers first: while a roll-up runs in between, it can't bring back what is gone. */
  readonly #tiers: readonly SampleDeleter[]
  #purge: Purge | null = null

  constructor(database: DatabaseSync, db: Db, pending: PendingBuckets) {
    this.#database = database
    this.#db = db
    this.#pending = pending
    this.#tiers = [RAW, MINUTE, HOUR].map((tier) => new SampleDeleter(database, tier))
  }

  /**
   * Deletes whole slots that lie before each limit, but none that is still to
   * be rolled up. Call again until it is done.
   */
  deleteOlder(limits: RetentionLimits): Promise<DeletedSlice> {
    return this.#db.transaction().execute(async (trx) => {
      const time = new TimeSlice()
      const oldestMinute = this.#pending.next(MINUTE_MS, -Infinity) ?? Infinity
      const oldestHour = this.#pending.next(HOUR_MS, -Infinity) ?? Infinity
      const before = [
        Math.floor(Math.min(limits.rawBefore, oldestMinute) / RAW.slotMs),
        Math.floor(
          Math.min(limits.minuteBefore, oldestHour, bucketStart(oldestMinute, HOUR_MS)) / MINUTE.slotMs,
        ),
        Math.floor(limits.hourBefore / HOUR.slotMs),
      ]
      let deleted = 0
      for (const [index, tier] of this.#tiers.entries()) {
        const part = tier.deleteBefore(before[index] ?? -Infinity, time)
        deleted += part.deleted
        if (!part.isDone) return { deleted, isDone: false }
      }
      const logins = await deleteLoginsBefore(trx, limits.loginsBefore, LOGINS_PER_SLICE)
      if (logins > 0) return { deleted: deleted + logins, isDone: false }
      deleted += await deleteAnnotationsBefore(trx, limits.hourBefore)
      return { deleted: deleted + (await deleteStatesBefore(trx, limits.hourBefore)), isDone: true }
    })
  }

  /** Deletes the oldest samples until what is used fits. Call again until it is done. */
  deleteOverSize({ maxBytes, now }: SizeLimit): Promise<DeletedSlice> {
    return this.#db.transaction().execute(async () => {
      const time = new TimeSlice()
      const oldestMinute = this.#pending.next(MINUTE_MS, -Infinity) ?? Infinity
      const oldestHour = this.#pending.next(HOUR_MS, -Infinity) ?? Infinity
      const before = [
        Math.floor(Math.min(now - HOUR_MS, oldestMinute) / RAW.slotMs),
        Math.floor(
          Math.min(now - DAY_MS, oldestHour, bucketStart(oldestMinute, HOUR_MS)) / MINUTE.slotMs,
        ),
        Math.floor((now - 30 * DAY_MS) / HOUR.slotMs),
      ]
      let deleted = 0
      for (const [index, tier] of this.#tiers.entries()) {
        for (;;) {
          if (usedBytes(this.#database) <= maxBytes) return { deleted, isDone: true }
          if (time.isOver) return { deleted, isDone: false }
          const part = tier.deleteOldestChunk(before[index] ?? -Infinity)
          if (part === 0) break
          deleted += part
        }
      }
      return { deleted, isDone: true }
    })
  }

  /** Deletes the samples of deleted series. Call again until it is done. */
  purgeDoomed(): Promise<DeletedSlice> {
    return this.#db
      .transaction()
      .execute(async (trx) => {
        const time = new TimeSlice()
        const purge = (this.#purge ??= await beginPurge(trx))
        let deleted = 0
        while (purge.tier < this.#tiers.length) {
          if (time.isOver) return { deleted, isDone: false }
          deleted += this.#purgeSlot(purge)
        }
        if (purge.seriesIds.length > 0) await deleteStatesOf(trx, purge.seriesIds)
        await forgetDoomed(trx, purge.seriesIds)
        this.#purge = null
        return { deleted, isDone: purge.seriesIds.length === 0 }
      })
      .catch((error: unknown) => {
        this.#purge = null
        throw error
      })
  }

  /**
   * Within a transaction: a doomed series whose number is taken again loses its
   * old samples at once and is not doomed any more.
   */
  async reviveSeries(trx: Db, seriesIds: readonly number[]): Promise<void> {
    if (seriesIds.length === 0) return
    const doomed = new Set(await doomedSeries(trx))
    const revived = seriesIds.filter((id) => doomed.has(id))
    if (revived.length === 0) return
    const purge = purgeOf(revived)
    while (purge.tier < this.#tiers.length) this.#purgeSlot(purge)
    await deleteStatesOf(trx, revived)
    await forgetDoomed(trx, revived)
    // What runs would go on to delete the new samples: it begins again without them.
    this.#purge = null
  }

  #purgeSlot(purge: Purge): number {
    const tier = this.#tiers[purge.tier]
    const slot = purge.runs.length === 0 ? null : (tier?.nextSlot(purge.slot) ?? null)
    if (tier === undefined || slot === null) {
      purge.tier += 1
      purge.slot = -Infinity
      return 0
    }
    purge.slot = slot + 1
    let deleted = 0
    for (const { first, last } of purge.runs) deleted += tier.deleteSeries(slot, first, last)
    return deleted
  }
}

async function beginPurge(db: Db): Promise<Purge> {
  return purgeOf(await doomedSeries(db))
}

/** Series of one host were mostly made together: neighbours are deleted in one stretch. */
function purgeOf(seriesIds: readonly number[]): Purge {
  const runs: { first: number; last: number }[] = []
  for (const id of [...seriesIds].sort((left, right) => left - right)) {
    const run = runs.at(-1)
    if (run !== undefined && id === run.last + 1) run.last = id
    else runs.push({ first: id, last: id })
  }
  return { seriesIds, runs, tier: 0, slot: -Infinity }
}
