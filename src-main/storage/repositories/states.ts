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
 * that span. What comes after all that is known, as nearly everything does, is
 * joined in memory and written many rows at a time.
 */
export async function observeStates(db: Db, observations: readonly Observation[]): Promise<void> {
  if (observations.length < FEW) return observeEach(db, observations)
  const bySeries = Map.groupBy(observations, ({ seriesId }) => seriesId)
  const changed: Span[] = []
  for (const ids of chunksOf([...bySeries.keys()], SERIES_PER_QUERY)) {
    const newest = await newestSpans(db, ids)
    for (const seriesId of ids) {
      const own = bySeries.get(seriesId) ?? []
      const spans = appended(newest.get(seriesId) ?? null, own)
      if (spans === null) await observeEach(db, own)
      else changed.push(...spans)
    }
  }
  await putSpans(db, changed)
}

interface Span {
  readonly series_id: number
  readonly since_at: EpochMs
  until_at: EpochMs
  readonly value: string | null
}

/** So few are not worth a query about all of them. */
const FEW = 8
const SERIES_PER_QUERY = 256
/** Rows of one statement; few sizes, so that statements stay prepared. */
const ROW_COUNTS = [128, 16, 1] as const

/** Spans that are new or longer; null when something lies before the end of what is known. */
function appended(newest: Span | null, observations: readonly Observation[]): readonly Span[] | null {
  const changed: Span[] = []
  let last = newest
  for (const { seriesId, at, value, gapMs = Infinity } of observations) {
    if (last !== null && at <= last.until_at) return null
    if (last === null || last.value !== value || at - last.until_at > gapMs) {
      last = { series_id: seriesId, since_at: at, until_at: at, value }
      changed.push(last)
      continue
    }
    last.until_at = at
    if (last === newest && changed.length === 0) changed.push(last)
  }
  return changed
}

/** The last span of each series that has one. */
async function newestSpans(db: Db, seriesIds: readonly number[]): Promise<ReadonlyMap<number, Span>> {
  const newest = db
    .selectFrom('states')
    .select((select) => ['series_id', select.fn.max('since_at').as('since_at')])
    .where('series_id', 'in', padded(seriesIds))
    .groupBy('series_id')
    .as('newest')
  const rows = await db
    .selectFrom(newest)
    .innerJoin('states', (join) =>
      join
        .onRef('states.series_id', '=', 'newest.series_id')
        .onRef('states.since_at', '=', 'newest.since_at'),
    )
    .select(['states.series_id', 'states.since_at', 'states.until_at', 'states.value'])
    .execute()
  return new Map(rows.map((row) => [row.series_id, { ...row }]))
}

/** Writes spans by their beginning: one that is there grows. */
async function putSpans(db: Db, spans: readonly Span[]): Promise<void> {
  let start = 0
  for (const count of ROW_COUNTS) {
    for (; start + count <= spans.length; start += count) {
      await db
        .replaceInto('states')
        .values(spans.slice(start, start + count))
        .execute()
    }
  }
}

/** A list of one of few lengths: its last entry again and again changes nothing. */
function padded(ids: readonly number[]): readonly number[] {
  let length = FEW
  while (length < ids.length) length *= 2
  return [...ids, ...new Array<number>(length - ids.length).fill(ids.at(-1) ?? 0)]
}

async function observeEach(db: Db, observations: readonly Observation[]): Promise<void> {
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
