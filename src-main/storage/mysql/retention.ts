import type { EpochMs } from '../../contract/index.ts'
import { HOUR_MS, MINUTE_MS, bucketStart } from '../../domain/rollup.ts'
import { deleteAnnotationsBefore } from '../repositories/annotations.ts'
import { deleteLoginsBefore } from '../repositories/logins.ts'
import type { RetentionLimits } from '../store.ts'
import type { TierLayout } from '../tiers.ts'
import type { ConnectionPool } from './connection-pool.ts'
import { databaseOver } from './kysely-database.ts'
import { dropPartitions } from './partition-drop.ts'
import { readPartitions } from './partitions.ts'
import { oldestPending } from './pending-buckets.ts'
import { retrying } from './retry.ts'
import { type SampleDay, dayOf, readDays, slotOf } from './sample-days.ts'
import type { Parameter, Session } from './session.ts'
import { findTierStart } from './tier-starts.ts'
import { DAY_MINUTES, DAY_MS, HOUR_TIER, MINUTE_TIER } from './tiers.ts'

/** Rows that one statement deletes at most: commits hardly notice it. */
const ROWS_PER_SLICE = 5_000
const SERIES_PER_SLICE = 64
/** For one call; a server that is never done with it would never roll up. */
const LONGEST_MS = 60_000
/**
 * Of a day that holds more, nothing is deleted row by row: it stays until its
 * last hour is too old, and is thrown away as a whole.
 */
const DELETABLE_ROWS = 1_000_000

/**
 * Deletes what lies before each limit, but nothing that is still to be rolled
 * up; gives the number of rows. What it does not manage in its time is left for
 * the next call: roll-ups want their turn.
 */
export async function deleteOlder(pool: ConnectionPool, limits: RetentionLimits): Promise<number> {
  const slices = new Slices(pool)
  const [oldestMinute, oldestHour] = await pool.use(async (session) => [
    (await oldestPending(session, MINUTE_MS)) ?? Infinity,
    (await oldestPending(session, HOUR_MS)) ?? Infinity,
  ])
  // Fine tiers first: while another console rolls up in between, it can't bring back what is gone.
  let deleted = await deleteRaw(slices, Math.min(limits.rawBefore, oldestMinute))
  const minuteBefore = Math.min(limits.minuteBefore, oldestHour, bucketStart(oldestMinute, HOUR_MS))
  deleted += await deleteTier(slices, MINUTE_TIER, MINUTE_MS, minuteBefore)
  deleted += await deleteTier(slices, HOUR_TIER, HOUR_MS, limits.hourBefore)
  deleted += await slices.run((session) =>
    deleteLoginsBefore(databaseOver(session), limits.loginsBefore, ROWS_PER_SLICE),
  )
  deleted += await slices.run((session) => deleteAnnotationsBefore(databaseOver(session), limits.hourBefore))
  deleted += await slices.execute(`delete from states where until_at < ? limit ${ROWS_PER_SLICE}`, [
    limits.hourBefore,
  ])
  return deleted
}

/** Repeats small deletes until there is nothing left, or no time. */
class Slices {
  readonly pool: ConnectionPool
  readonly #endsAt = performance.now() + LONGEST_MS

  constructor(pool: ConnectionPool) {
    this.pool = pool
  }

  get isOver(): boolean {
    return performance.now() >= this.#endsAt
  }

  execute(sql: string, parameters: readonly Parameter[]): Promise<number> {
    return this.run(async (session) => (await session.execute(sql, parameters)).affectedRows)
  }

  async run(deleteSlice: (session: Session) => Promise<number>): Promise<number> {
    let deleted = 0
    while (!this.isOver) {
      const slice = await retrying(() => this.pool.use(deleteSlice))
      if (slice === 0) break
      deleted += slice
    }
    return deleted
  }
}

/** Whole days are thrown away; of the day in which the limit lies, what is before it goes while that is cheap. */
async function deleteRaw(slices: Slices, before: EpochMs): Promise<number> {
  const { pool } = slices
  const limitDay = dayOf(before)
  const old = (await pool.use(readDays)).filter(({ firstAt }) => firstAt < before)
  if (old.length === 0) return 0
  const dropped = await pool.use((session) => dropPartitions(session, limitDay * DAY_MINUTES))
  // Row by row would take longer than waiting for the next time.
  if (dropped === null) return 0
  let deleted = dropped
  for (const day of old) {
    const isOver = day.day < limitDay
    if (!isOver && !(await pool.use((session) => isDeletable(session, day)))) continue
    // Nothing is left of a day that was thrown away; one that shares a partition goes row by row.
    deleted += await deleteFromDay(slices, day, before)
    if (slices.isOver) break
    await pool.use((session) => moveStart(session, day, isOver ? null : before))
  }
  return deleted
}

async function isDeletable(session: Session, { day }: SampleDay): Promise<boolean> {
  const slot = day * DAY_MINUTES
  const partition = (await readPartitions(session)).find((each) => each.before > slot)
  return partition === undefined || partition.rows <= DELETABLE_ROWS
}

async function deleteFromDay(slices: Slices, day: SampleDay, before: EpochMs): Promise<number> {
  const firstSlot = day.day * DAY_MINUTES
  const limitSlot = slotOf(day, Math.min(before, (day.day + 1) * DAY_MS))
  const whole = await slices.execute(
    `delete from samples_raw where slot >= ? and slot < ? limit ${ROWS_PER_SLICE}`,
    [firstSlot, limitSlot],
  )
  const hasPart = day.slotMinutes === DAY_MINUTES && limitSlot === firstSlot
  return hasPart ? whole + (await deleteFromSlot(slices, firstSlot, before - firstSlot * MINUTE_MS)) : whole
}

/** The beginning of a day that is one slot: some series at a time, each of which lies in one piece. */
async function deleteFromSlot(slices: Slices, slot: number, before: number): Promise<number> {
  const [range] = await slices.pool.use((session) =>
    session.rows('select min(series_id), max(series_id) from samples_raw where slot = ?', [slot]),
  )
  if (range === undefined || range[0] === null) return 0
  let deleted = 0
  for (let first = Number(range[0]); first <= Number(range[1]); first += SERIES_PER_SLICE) {
    deleted += await slices.execute(
      `delete from samples_raw where slot = ? and series_id >= ? and series_id < ? and at < ?
       limit ${ROWS_PER_SLICE}`,
      [slot, first, first + SERIES_PER_SLICE, before],
    )
  }
  return deleted
}

/** Nothing of the day lies before `firstAt` any more; null: nothing at all. */
async function moveStart(session: Session, { day }: SampleDay, firstAt: EpochMs | null): Promise<void> {
  if (firstAt === null) await session.execute('delete from sample_days where day = ?', [day])
  else
    await session.execute('update sample_days set first_at = greatest(first_at, ?) where day = ?', [
      firstAt,
      day,
    ])
}

async function deleteTier(
  slices: Slices,
  tier: TierLayout,
  bucketMs: number,
  before: EpochMs,
): Promise<number> {
  const { table, slotMs } = tier
  const deleted = await slices.execute(
    `delete from ${table} where slot < ? order by slot limit ${ROWS_PER_SLICE}`,
    [Math.floor(before / slotMs)],
  )
  if (deleted > 0) await slices.pool.use((session) => findTierStart(session, bucketMs, tier))
  return deleted
}
