import type { EpochMs } from '../../contract/index.ts'
import { momentTiers } from '../../domain/moment-tiers.ts'
import { MINUTE_MS } from '../../domain/rollup.ts'
import type { SampleBatch } from '../../domain/sample.ts'
import type { MomentQuery } from '../store.ts'
import type { TierLayout } from '../tiers.ts'
import { newestInSlot } from './newest-in-slot.ts'
import { type SampleDay, readDays, slotsWithin } from './sample-days.ts'
import type { Session } from './session.ts'
import { readTierStarts } from './tier-starts.ts'
import { HOUR_TIER, MINUTE_TIER } from './tiers.ts'

interface Found {
  readonly at: EpochMs
  readonly value: number
}

interface LookBack {
  readonly at: EpochMs
  readonly since: EpochMs
  /** Series that are found are taken out. */
  readonly missing: Set<number>
  readonly found: Map<number, Found>
}

/** What series said at a moment: slot by slot back from it, for those that are still missing. */
export async function readMoment(
  session: Session,
  { seriesIds, at, since }: MomentQuery,
): Promise<SampleBatch> {
  const found = new Map<number, Found>()
  const wanted = { at, since, missing: new Set(seriesIds), found }
  const days = await readDays(session)
  const rawFrom = days.reduce((oldest, { firstAt }) => Math.min(oldest, firstAt), Infinity)
  const from = { rawFrom: rawFrom === Infinity ? null : rawFrom, ...(await readTierStarts(session)) }
  for (const tier of momentTiers(from, since)) {
    if (tier === 'raw') await lookThroughDays(session, days, wanted)
    else await lookThroughTier(session, tier === '1m' ? MINUTE_TIER : HOUR_TIER, wanted)
  }
  return {
    series: Int32Array.from(found.keys()),
    at: Float64Array.from(found.values(), (each) => each.at),
    value: Float64Array.from(found.values(), ({ value }) => value),
  }
}

async function lookThroughDays(
  session: Session,
  days: readonly SampleDay[],
  wanted: LookBack,
): Promise<void> {
  const slots = days.flatMap((day) => slotsWithin(day, wanted.since + 1, wanted.at))
  for (const slot of slots.toReversed())
    await lookIntoSlot(session, { table: 'samples_raw', slot, begin: slot * MINUTE_MS, stepMs: 1 }, wanted)
}

async function lookThroughTier(session: Session, tier: TierLayout, wanted: LookBack): Promise<void> {
  const { table, slotMs, stepMs } = tier
  // The bucket that holds the moment began up to a step before it.
  const since = Math.floor(wanted.since / stepMs) * stepMs - 1
  const last = Math.floor((since + 1) / slotMs)
  for (let slot = Math.floor(wanted.at / slotMs); slot >= last; slot -= 1)
    await lookIntoSlot(session, { table, slot, begin: slot * slotMs, stepMs }, { ...wanted, since })
}

interface Slot {
  readonly table: TierLayout['table']
  readonly slot: number
  readonly begin: EpochMs
  readonly stepMs: number
}

async function lookIntoSlot(session: Session, place: Slot, wanted: LookBack): Promise<void> {
  const { at, since, missing, found } = wanted
  const { table, slot, begin, stepMs } = place
  if (missing.size === 0) return
  const before = Math.floor((at - begin) / stepMs) + 1
  for (const entry of await newestInSlot(session, table, slot, before, [...missing])) {
    missing.delete(entry.id)
    const time = begin + entry.at * stepMs
    if (time > since) found.set(entry.id, { at: time, value: entry.value ?? NaN })
  }
}
