import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { EpochMs, Tier } from '../../contract/index.ts'
import {
  type DecimateWindow,
  bucketWidthMs,
  decimateRollups,
  decimateSamples,
} from '../../domain/decimate.ts'
import {
  HOUR_MS,
  MINUTE_MS,
  type RollupColumns,
  bucketStart,
  overlayRollups,
  rollUpBuckets,
  rollUpSamples,
} from '../../domain/rollup.ts'
import type { SampleRange } from '../../domain/sample.ts'
import { planTier } from '../../domain/tier-plan.ts'
import type { RangeQuery } from '../store.ts'
import { MINUTE } from '../tiers.ts'
import { type TierReaders, tierReaders } from './tier-reader.ts'

/** Stretch at the end of a range by which the density of a series is measured. */
const MEASURED_MS = 31 * 24 * HOUR_MS

/** Slots that a point stands for before they are read as one. */
const SLOTS_A_POINT = 2

interface Stretch {
  readonly from: EpochMs
  readonly before: EpochMs
}

/** Answers ranges from the tier that fits, completed by what is not rolled up yet. */
export class RangeReader {
  readonly #database: DatabaseSync
  readonly #tiers: TierReaders
  readonly #pendingWithin: StatementSync

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#tiers = tierReaders(database)
    this.#pendingWithin = database.prepare(
      'select bucket from rollup_pending where bucket_ms = ? and bucket >= ? and bucket <= ? order by bucket',
    )
  }

  /** One range a series, in the order asked, all of one moment of the database. */
  read(query: RangeQuery): readonly SampleRange[] {
    this.#database.exec('begin')
    try {
      const { raw, minute, hour } = this.#tiers
      const oldestRaw = raw.oldest()
      const rawFrom = oldestRaw === null ? null : Math.max(oldestRaw, query.rawFrom ?? -Infinity)
      const start = { rawFrom, minuteFrom: minute.oldest(), hourFrom: hour.oldest() }
      const window: DecimateWindow = query
      return query.seriesIds.map((seriesId) => {
        const rowsPerHour = this.#rowsPerHour(seriesId, query)
        return this.#readTier(seriesId, planTier({ ...window, ...start, rowsPerHour }), window)
      })
    } finally {
      this.#database.exec('commit')
    }
  }

  #readTier(seriesId: number, tier: Tier, window: DecimateWindow): SampleRange {
    const { from, to } = window
    switch (tier) {
      case 'raw': {
        this.#tiers.raw.collect(seriesId, from, to)
        const { t, v } = this.#tiers.raw.takeSamples()
        return { tier, ...decimateSamples(t, v, window) }
      }
      case '1m':
        return { tier, ...decimateRollups(this.#minutesFor(seriesId, window), window) }
      case '1h':
        return { tier, ...decimateRollups(this.#hours(seriesId, from, to), window) }
    }
  }

  /** As fine as the points need: where each will stand for slots, sums of slots, but for the ends of the range. */
  #minutesFor(seriesId: number, window: DecimateWindow): RollupColumns {
    const { from, to } = window
    const firstPending = this.#pendingStretches(MINUTE_MS, from, to)[0]?.from ?? to + 1
    const slotsFrom = Math.ceil(from / MINUTE.slotMs) * MINUTE.slotMs
    const slotsBefore = bucketStart(firstPending, MINUTE.slotMs)
    if (bucketWidthMs(window) < SLOTS_A_POINT * MINUTE.slotMs || slotsFrom >= slotsBefore)
      return this.#minutes(seriesId, from, to)
    const head = this.#minutes(seriesId, from, slotsFrom - 1)
    this.#tiers.minute.collectSlots(seriesId, slotsFrom, slotsBefore)
    const slots = this.#tiers.minute.takeRollups()
    const tail = this.#minutes(seriesId, slotsBefore, to)
    return overlayRollups(overlayRollups(head, slots), tail)
  }

  /** Minutes that begin within the range. */
  #minutes(seriesId: number, from: EpochMs, to: EpochMs): RollupColumns {
    const { raw, minute } = this.#tiers
    minute.collect(seriesId, from, to)
    const stored = minute.takeRollups()
    for (const stretch of this.#pendingStretches(MINUTE_MS, from, to)) {
      raw.collect(seriesId, stretch.from, stretch.before - 1)
    }
    const { t, v } = raw.takeSamples()
    return overlayRollups(stored, rollUpSamples(t, v, MINUTE_MS))
  }

  /** Hours that begin within the range. */
  #hours(seriesId: number, from: EpochMs, to: EpochMs): RollupColumns {
    const { hour } = this.#tiers
    hour.collect(seriesId, from, to)
    let hours = hour.takeRollups()
    for (const stretch of this.#pendingStretches(HOUR_MS, from, to)) {
      const minutes = this.#minutes(seriesId, stretch.from, stretch.before - 1)
      hours = overlayRollups(hours, rollUpBuckets(minutes, HOUR_MS))
    }
    return hours
  }

  /** Neighbouring buckets within the range whose row of the coarser tier is not up to date. */
  #pendingStretches(bucketMs: number, from: EpochMs, to: EpochMs): readonly Stretch[] {
    const pending = new Set<EpochMs>()
    for (const [tierMs, reach] of [
      [MINUTE_MS, bucketMs - MINUTE_MS],
      [bucketMs, 0],
    ] as const) {
      for (const row of this.#pendingWithin.iterate(tierMs, from, to + reach)) {
        const bucket = bucketStart(Number(row['bucket']), bucketMs)
        if (bucket >= from && bucket <= to) pending.add(bucket)
      }
    }
    const stretches: { from: EpochMs; before: EpochMs }[] = []
    for (const bucket of [...pending].sort((left, right) => left - right)) {
      const last = stretches.at(-1)
      if (last !== undefined && last.before === bucket) last.before = bucket + bucketMs
      else stretches.push({ from: bucket, before: bucket + bucketMs })
    }
    return stretches
  }

  /** Samples in an hour that has any; null when the range is too short or too new to tell. */
  #rowsPerHour(seriesId: number, { from, to }: RangeQuery): number | null {
    if (to - from <= HOUR_MS) return null
    this.#tiers.hour.collect(seriesId, Math.max(from, to - MEASURED_MS), to)
    const { count } = this.#tiers.hour.takeRollups()
    const samples = count.reduce((sum, each) => sum + each, 0)
    return samples === 0 ? null : samples / count.length
  }
}
