import type { EpochMs } from '../../contract/index.ts'
import { HOUR_MS, MINUTE_MS } from '../../domain/rollup.ts'
import type { SampleBatch } from '../../domain/sample.ts'
import type { TierLayout } from '../tiers.ts'
import { newestInSlot } from './newest-in-slot.ts'
import { pendingWithin } from './pending-buckets.ts'
import { type SampleDay, dayOf, readDays, slotOf } from './sample-days.ts'
import type { Session } from './session.ts'
import { DAY_MINUTES, HOUR_TIER, MINUTE_TIER } from './tiers.ts'

/** Beyond every value of the column `at`, and beyond all time. */
const LARGEST_AT = 2 ** 31 - 1
const LARGEST_TIME = Number.MAX_SAFE_INTEGER

interface Latest {
  readonly at: EpochMs
  readonly value: number
}

/**
 * The newest raw sample of each series of the catalogue that has one after
 * `since`. Where a series was last seen is looked up from coarse to fine: the
 * hours say in which hour, its minutes in which minute; what is not rolled up
 * yet is looked at itself.
 */
export async function readLatest(session: Session, since: EpochMs): Promise<SampleBatch> {
  return new LatestReader(session, await readDays(session), since).read()
}

class LatestReader {
  readonly #session: Session
  readonly #days: readonly SampleDay[]
  readonly #since: EpochMs
  readonly #found = new Map<number, Latest>()

  constructor(session: Session, days: readonly SampleDay[], since: EpochMs) {
    this.#session = session
    this.#days = days.filter(({ day }) => day >= dayOf(since))
    this.#since = since
  }

  async read(): Promise<SampleBatch> {
    const rows = await this.#session.rows('select id from series order by id')
    const all = rows.map(([id]) => Number(id))
    const silent = new Set(all)
    for (const day of [...this.#days].reverse().filter(({ slotMinutes }) => slotMinutes === DAY_MINUTES)) {
      // A day in one slot has its newest at hand.
      for (const id of await this.#lookUp(day.day * DAY_MINUTES, LARGEST_AT, [...silent])) silent.delete(id)
    }
    if (this.#days.some(({ slotMinutes }) => slotMinutes !== DAY_MINUTES)) await this.#lookThroughTiers(all)
    const found = [...this.#found].filter(([, { at }]) => at > this.#since)
    return {
      series: Int32Array.from(found, ([series]) => series),
      at: Float64Array.from(found, ([, { at }]) => at),
      value: Float64Array.from(found, ([, { value }]) => value),
    }
  }

  /** What is not rolled up, and then minute by minute where the tiers say that there is something. */
  async #lookThroughTiers(all: readonly number[]): Promise<void> {
    const hourStart = Math.floor(this.#since / HOUR_MS) * HOUR_MS
    const pendingMinutes = await pendingWithin(this.#session, MINUTE_MS, hourStart, LARGEST_TIME)
    const pendingHours = await pendingWithin(this.#session, HOUR_MS, hourStart, LARGEST_TIME)
    for (const minute of [...pendingMinutes].reverse()) await this.#lookIntoMinute(minute, all)
    const minutes = new Map<EpochMs, number[]>()
    const hours = new Map<EpochMs, number[]>()
    for (const [id, hour] of await this.#newestHours(all)) push(hours, hour, id)
    for (const hour of pendingHours) for (const id of all) push(hours, hour, id)
    for (const [hour, ids] of hours) {
      const newest = await this.#newestOf(MINUTE_TIER, Math.floor(hour / MINUTE_TIER.slotMs), ids)
      for (const [id, at] of newest) push(minutes, at, id)
    }
    for (const [minute, ids] of [...minutes].sort(([left], [right]) => right - left))
      await this.#lookIntoMinute(minute, ids)
  }

  /** The newest hour of each series that has one. */
  async #newestHours(all: readonly number[]): Promise<ReadonlyMap<number, EpochMs>> {
    const found = new Map<number, EpochMs>()
    const silent = new Set(all)
    for (const { day } of [...this.#days].reverse()) {
      if (silent.size === 0) break
      for (const [id, at] of await this.#newestOf(HOUR_TIER, day, [...silent])) {
        found.set(id, at)
        silent.delete(id)
      }
    }
    return found
  }

  async #newestOf(
    tier: TierLayout,
    slot: number,
    ids: readonly number[],
  ): Promise<readonly (readonly [id: number, at: EpochMs])[]> {
    const rows = await newestInSlot(this.#session, tier.table, slot, LARGEST_AT, ids)
    return rows.map(({ id, at }) => [id, slot * tier.slotMs + at * tier.stepMs] as const)
  }

  async #lookIntoMinute(minute: EpochMs, ids: readonly number[]): Promise<void> {
    const day = this.#days.find((each) => each.day === dayOf(minute))
    if (day === undefined) return
    const wanted = ids.filter((id) => (this.#found.get(id)?.at ?? -Infinity) < minute + MINUTE_MS - 1)
    const slot = slotOf(day, minute)
    await this.#lookUp(slot, minute + MINUTE_MS - slot * MINUTE_MS, wanted)
  }

  /** Takes the newest of a slot, and gives the series that have any. */
  async #lookUp(slot: number, before: number, ids: readonly number[]): Promise<readonly number[]> {
    const entries = await newestInSlot(this.#session, 'samples_raw', slot, before, ids)
    for (const { id, at, value } of entries) {
      const latest = { at: slot * MINUTE_MS + at, value: value ?? NaN }
      if (latest.at > (this.#found.get(id)?.at ?? -Infinity)) this.#found.set(id, latest)
    }
    return entries.map(({ id }) => id)
  }
}

function push(into: Map<EpochMs, number[]>, key: EpochMs, id: number): void {
  const known = into.get(key)
  if (known === undefined) into.set(key, [id])
  else known.push(id)
}
