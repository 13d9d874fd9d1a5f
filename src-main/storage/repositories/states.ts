import type { EpochMs, StateSpan } from '../../contract/index.ts'
import type { Db } from '../schema.ts'
import { chunksOf } from './chunks.ts'

interface Observation {
  readonly seriesId: number
  readonly at: EpochMs
  /** Null: not available. */
  readonly value: string | null
  /** From which distance on nobody knows what was in between; absent: however far. */
  readonly gapMs?: number
}

/** Spans that touch `from`..`to`, oldest first, whole even where they reach out of the range. */
export async function statesInRange(
  db: Db,
  query: { readonly seriesId: number; readonly from: EpochMs; readonly to: EpochMs },
): Promise<readonly StateSpan[]> {
  const rows = await db
    .selectFrom('states')
    .select(['since_at', 'until_at', 'value'])
    .where('series_id', '=', query.seriesId)
    .where('since_at', '<=', query.to)
    .where('until_at', '>=', query.from)
    .orderBy('since_at')
    .execute()
  return rows.map((row) => ({ from: row.since_at, to: row.until_at, value: row.value }))
}

/**
 * Joins what was observed to the spans of its series: an equal neighbour that
 * is no gap away grows to reach it, otherwise it begins a span of its own.
 * What comes late finds its place; inside a span of another value it parts
 * that span.
 */
export async function observeStates(db: Db, observations: readonly Observation[]): Promise<void> {
  for (const observation of observations) await observeState(db, observation)
}

async function observeState(db: Db, observation: Observation): Promise<void> {
  const { seriesId, at, value, gapMs = Infinity } = observation
  const before = await neighbour(db, seriesId, at, 'before')
  if (before !== undefined && at <= before.until_at) {
    if (before.value === value) return
    await deleteSpan(db, seriesId, before.since_at)
    if (before.since_at < at) await insertSpan(db, seriesId, before.since_at, at - 1, before.value)
    if (before.until_at > at) await insertSpan(db, seriesId, at + 1, before.until_at, before.value)
    return observeState(db, observation)
  }
  const after = await neighbour(db, seriesId, at, 'after')
  const joinsBefore = before !== undefined && before.value === value && at - before.until_at <= gapMs
  const joinsAfter = after !== undefined && after.value === value && after.since_at - at <= gapMs
  if (joinsAfter) await deleteSpan(db, seriesId, after.since_at)
  const until = joinsAfter ? after.until_at : at
  if (!joinsBefore) return insertSpan(db, seriesId, at, until, value)
  await db
    .updateTable('states')
    .set({ until_at: until })
    .where('series_id', '=', seriesId)
    .where('since_at', '=', before.since_at)
    .execute()
}

async function neighbour(db: Db, seriesId: number, at: EpochMs, side: 'before' | 'after') {
  const isBefore = side === 'before'
  return db
    .selectFrom('states')
    .select(['since_at', 'until_at', 'value'])
    .where('series_id', '=', seriesId)
    .where('since_at', isBefore ? '<=' : '>', at)
    .orderBy('since_at', isBefore ? 'desc' : 'asc')
    .limit(1)
    .executeTakeFirst()
}

async function insertSpan(
  db: Db,
  seriesId: number,
  since: EpochMs,
  until: EpochMs,
  value: string | null,
): Promise<void> {
  await db
    .insertInto('states')
    .values({ series_id: seriesId, since_at: since, until_at: until, value })
    .execute()
}

async function deleteSpan(db: Db, seriesId: number, since: EpochMs): Promise<void> {
  await db.deleteFrom('states').where('series_id', '=', seriesId).where('since_at', '=', since).execute()
}

/** Deletes spans that ended before; gives their number. */
export async function deleteStatesBefore(db: Db, before: EpochMs): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('states')
    .where('until_at', '<', before)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

export async function deleteStatesOf(db: Db, seriesIds: readonly number[]): Promise<void> {
  await db.deleteFrom('states').where('series_id', 'in', seriesIds).execute()
}

/** All spans of a series, in place of those that are there. */
export async function replaceStates(db: Db, seriesId: number, spans: readonly StateSpan[]): Promise<void> {
  await deleteStatesOf(db, [seriesId])
  for (const chunk of chunksOf(spans)) {
    await db
      .insertInto('states')
      .values(
        chunk.map(({ from, to, value }) => ({ series_id: seriesId, since_at: from, until_at: to, value })),
      )
      .execute()
  }
}
