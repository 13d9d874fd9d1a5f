import type { EpochMs } from '../../contract/index.ts'
import { type DecimateWindow, decimateRollups, decimateSamples } from '../../domain/decimate.ts'
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
import { byLength, filledUp, marks } from './lists.ts'
import { pendingWithin } from './pending-buckets.ts'
import { type SampleDay, dayOf, readDays } from './sample-days.ts'
import type { Session } from './session.ts'
import { type SampleColumns, readRaw, readTier } from './tier-reader.ts'
import { type TierStarts, readTierStarts } from './tier-starts.ts'
import { HOUR_TIER, MINUTE_TIER } from './tiers.ts'

/** Stretch at the end of a range by which the density of a series is measured. */
const MEASURED_DAYS = 31
/** Series whose density is asked for in one statement. */
const SERIES_PER_STATEMENT = 16

interface Stretch {
  readonly from: EpochMs
  readonly before: EpochMs
}

/** One range a series, in the order asked, all of one moment of the database. */
export async function readRanges(session: Session, query: RangeQuery): Promise<readonly SampleRange[]> {
  await session.command('set transaction isolation level repeatable read')
  await session.command('start transaction with consistent snapshot')
  try {
    const reader = new RangeReader(session, await readDays(session), await readTierStarts(session))
    return await reader.read(query)
  } finally {
    if (!session.isBroken) await session.command('commit').catch(() => session.destroy())
  }
}

/** Answers ranges from the tier that fits, completed by what is not rolled up yet. */
class RangeReader {
  readonly #session: Session
  readonly #days: readonly SampleDay[]
  readonly #starts: TierStarts

  constructor(session: Session, days: readonly SampleDay[], starts: TierStarts) {
    this.#session = session
    this.#days = days
    this.#starts = starts
  }

  async read(query: RangeQuery): Promise<readonly SampleRange[]> {
    const oldestRaw = this.#days.reduce((oldest, { firstAt }) => Math.min(oldest, firstAt), Infinity)
    const rawFrom = oldestRaw === Infinity ? null : Math.max(oldestRaw, query.rawFrom ?? -Infinity)
    const densities = await this.#rowsPerHour(query)
    const ranges: SampleRange[] = []
    for (const seriesId of query.seriesIds) {
      const rowsPerHour = densities.get(seriesId) ?? null
      const { from, to, maxPoints } = query
      const tier = planTier({
        from,
        to,
        maxPoints,
        maxBuckets: query.maxBuckets,
        rawFrom,
        ...this.#starts,
        rowsPerHour,
      })
      ranges.push(await this.#readTier(seriesId, tier, query))
    }
    return ranges
  }

  async #readTier(seriesId: number, tier: SampleRange['tier'], window: DecimateWindow): Promise<SampleRange> {
    const { from, to } = window
    switch (tier) {
      case 'raw': {
        const { t, v } = await this.#raw(seriesId, from, to)
        return { tier, ...decimateSamples(t, v, window) }
      }
      case '1m':
        return { tier, ...decimateRollups(await this.#minutes(seriesId, from, to), window) }
      case '1h':
        return { tier, ...decimateRollups(await this.#hours(seriesId, from, to), window) }
    }
  }

  #raw(seriesId: number, from: EpochMs, to: EpochMs): Promise<SampleColumns> {
    return readRaw(this.#session, this.#days, seriesId, from, to)
  }

  /** Minutes that begin within the range. */
  async #minutes(seriesId: number, from: EpochMs, to: EpochMs): Promise<RollupColumns> {
    const { minuteFrom } = this.#starts
    let minutes = await readTier(this.#session, MINUTE_TIER, seriesId, from, to, minuteFrom)
    for (const stretch of await this.#pendingStretches(MINUTE_MS, from, to)) {
      const { t, v } = await this.#raw(seriesId, stretch.from, stretch.before - 1)
      minutes = overlayRollups(minutes, rollUpSamples(t, v, MINUTE_MS))
    }
    return minutes
  }

  /** Hours that begin within the range. */
  async #hours(seriesId: number, from: EpochMs, to: EpochMs): Promise<RollupColumns> {
    const { hourFrom } = this.#starts
    let hours = await readTier(this.#session, HOUR_TIER, seriesId, from, to, hourFrom)
    for (const stretch of await this.#pendingStretches(HOUR_MS, from, to)) {
      const minutes = await this.#minutes(seriesId, stretch.from, stretch.before - 1)
      hours = overlayRollups(hours, rollUpBuckets(minutes, HOUR_MS))
    }
    return hours
  }

  /** Neighbouring buckets within the range whose row of the coarser tier is not up to date. */
  async #pendingStretches(bucketMs: number, from: EpochMs, to: EpochMs): Promise<readonly Stretch[]> {
    const buckets = [
      ...(await pendingWithin(this.#session, MINUTE_MS, from, to + bucketMs - MINUTE_MS)),
      ...(bucketMs === HOUR_MS ? await pendingWithin(this.#session, HOUR_MS, from, to) : []),
    ]
    const pending = new Set(buckets.map((bucket) => bucketStart(bucket, bucketMs)))
    const stretches: { from: EpochMs; before: EpochMs }[] = []
    for (const bucket of [...pending].sort((left, right) => left - right)) {
      if (bucket < from || bucket > to) continue
      const last = stretches.at(-1)
      if (last !== undefined && last.before === bucket) last.before = bucket + bucketMs
      else stretches.push({ from: bucket, before: bucket + bucketMs })
    }
    return stretches
  }

  /** Samples in an hour that has any, by series; left out when the range is too short or too new to tell. */
  async #rowsPerHour({ seriesIds, from, to }: RangeQuery): Promise<ReadonlyMap<number, number>> {
    const { hourFrom } = this.#starts
    const densities = new Map<number, number>()
    if (to - from <= HOUR_MS || hourFrom === null) return densities
    const lastDay = dayOf(to)
    const firstDay = Math.max(dayOf(Math.max(from, hourFrom)), lastDay - MEASURED_DAYS)
    if (firstDay > lastDay) return densities
    const days = Array.from({ length: lastDay - firstDay + 1 }, (_, index) => firstDay + index)
    const slots = filledUp(days)
    for (let start = 0; start < seriesIds.length; start += SERIES_PER_STATEMENT) {
      const series = filledUp(seriesIds.slice(start, start + SERIES_PER_STATEMENT))
      const sql = densitySql(slots.length)(series.length)
      for (const [id, samples, hours] of await this.#session.rows(sql, [...slots, ...series])) {
        if (Number(samples) > 0) densities.set(Number(id), Number(samples) / Number(hours))
      }
    }
    return densities
  }
}

const densityStatements = new Map<number, (length: number) => string>()

function densitySql(slots: number): (series: number) => string {
  let bySeries = densityStatements.get(slots)
  if (bySeries === undefined) {
    bySeries = byLength(
      (series) => `select series_id, sum(sample_count), count(*) from samples_hour force index (primary)
        where slot in ${marks(slots)} and series_id in ${marks(series)} group by series_id`,
    )
    densityStatements.set(slots, bySeries)
  }
  return bySeries
}
