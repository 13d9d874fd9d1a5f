import { doomedSeries, forgetDoomed } from '../repositories/series.ts'
import { deleteStatesOf } from '../repositories/states.ts'
import type { TierLayout } from '../tiers.ts'
import type { ConnectionPool } from './connection-pool.ts'
import { databaseOver } from './kysely-database.ts'
import { LARGEST_LIST, byLength, filledUp, marks } from './lists.ts'
import { transact } from './retry.ts'
import { readDays, slotsWithin } from './sample-days.ts'
import type { Session } from './session.ts'
import { HOUR_TIER, MINUTE_TIER } from './tiers.ts'

/** Rows that one transaction deletes at most: commits hardly notice it. */
const ROWS_PER_SLICE = 5_000

type SampleTable = TierLayout['table']

/** Slots of one table in which a series may have rows. */
interface Stretch {
  readonly table: SampleTable
  readonly slots: readonly number[]
}

const deleteSql = {
  samples_raw: deleteFrom('samples_raw'),
  samples_minute: deleteFrom('samples_minute'),
  samples_hour: deleteFrom('samples_hour'),
}

function deleteFrom(table: SampleTable): (length: number) => string {
  return byLength(
    (length) =>
      `delete from ${table} where slot in ${marks(length)} and series_id = ? limit ${ROWS_PER_SLICE}`,
  )
}

/** Deletes the samples of deleted series, in small transactions. */
export async function purgeDoomed(pool: ConnectionPool): Promise<void> {
  const doomed = await pool.use((session) => doomedSeries(databaseOver(session)))
  if (doomed.length === 0) return
  const stretches = await pool.use(stretchesOf)
  for (const seriesId of doomed) {
    for (const stretch of stretches) {
      while (await transact(pool, (session) => deleteSlice(session, seriesId, stretch)));
    }
    await transact(pool, async (session) => {
      if (!(await isStillDoomed(session, seriesId))) return
      await deleteStatesOf(databaseOver(session), [seriesId])
      await forgetDoomed(databaseOver(session), [seriesId])
    })
  }
}

/**
 * Within the transaction of a commit: a doomed series whose number is taken
 * again loses its old samples at once and is not doomed any more.
 */
export async function reviveSeries(session: Session, seriesIds: readonly number[]): Promise<void> {
  if (seriesIds.length === 0) return
  const db = databaseOver(session)
  const doomed = new Set(await doomedSeries(db))
  const revived = seriesIds.filter((id) => doomed.has(id))
  if (revived.length === 0) return
  const stretches = await stretchesOf(session)
  for (const seriesId of revived) {
    // Whoever is deleting its samples right now has to be done first.
    if (!(await isStillDoomed(session, seriesId))) continue
    for (const stretch of stretches) while (await deleteRows(session, seriesId, stretch));
  }
  await deleteStatesOf(db, revived)
  await forgetDoomed(db, revived)
}

/** True when there may be more. */
async function deleteSlice(session: Session, seriesId: number, stretch: Stretch): Promise<boolean> {
  return (await isStillDoomed(session, seriesId)) && deleteRows(session, seriesId, stretch)
}

async function deleteRows(session: Session, seriesId: number, { table, slots }: Stretch): Promise<boolean> {
  const list = filledUp(slots)
  const { affectedRows } = await session.execute(deleteSql[table](list.length), [...list, seriesId])
  return affectedRows === ROWS_PER_SLICE
}

/** Keeps the row until the transaction ends: its number cannot be taken again meanwhile. */
async function isStillDoomed(session: Session, seriesId: number): Promise<boolean> {
  const rows = await session.rows('select series_id from doomed_series where series_id = ? for update', [
    seriesId,
  ])
  return rows.length > 0
}

async function stretchesOf(session: Session): Promise<readonly Stretch[]> {
  const days = await readDays(session)
  const raw = days.flatMap((day) => chunks('samples_raw', slotsWithin(day, 0, Infinity)))
  return [
    ...raw,
    ...(await tierStretches(session, MINUTE_TIER)),
    ...(await tierStretches(session, HOUR_TIER)),
  ]
}

async function tierStretches(session: Session, { table }: TierLayout): Promise<readonly Stretch[]> {
  const [row] = await session.rows(`select min(slot), max(slot) from ${table}`)
  if (row === undefined || row[0] === null) return []
  const [first, last] = [Number(row[0]), Number(row[1])]
  return chunks(
    table,
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  )
}

function chunks(table: SampleTable, slots: readonly number[]): readonly Stretch[] {
  const stretches: Stretch[] = []
  for (let start = 0; start < slots.length; start += LARGEST_LIST)
    stretches.push({ table, slots: slots.slice(start, start + LARGEST_LIST) })
  return stretches
}
