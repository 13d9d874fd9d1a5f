import type { EpochMs, StateSpan } from '../../contract/index.ts'
import { type LineSpan, StateLine, type StateObservation } from '../../domain/state-line.ts'
import type { Db } from '../schema.ts'
import { chunksOf } from './chunks.ts'
import { putChanges, spansAfter, spansBefore, spansWithin } from './state-spans.ts'

interface Observation extends StateObservation {
  readonly seriesId: number
}

const SERIES_PER_QUERY = 256
/** Spans that are held at once to find the place of what is late. */
const MOST_SPANS = 8_192
/** Later than any span begins. */
const END_OF_TIME = 8.64e15

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
 * Joins what was observed to the spans of its series (`domain/state-line.ts`).
 * Nearly everything comes after all that is known; what does not is told apart
 * here, because it needs more of the spans.
 */
export async function observeStates(db: Db, observations: readonly Observation[]): Promise<void> {
  const bySeries = Map.groupBy(observations, ({ seriesId }) => seriesId)
  for (const ids of chunksOf([...bySeries.keys()], SERIES_PER_QUERY)) {
    const newest = await spansBefore(
      db,
      ids.map((seriesId) => ({ seriesId, at: END_OF_TIME })),
    )
    const lines = new Map<number, StateLine>()
    const late: Observation[] = []
    for (const seriesId of ids) {
      const own = bySeries.get(seriesId) ?? []
      const last = newest.get(seriesId)
      if (last !== undefined && own.some(({ at }) => at <= last.since)) late.push(...own)
      else lines.set(seriesId, lineOf(last === undefined ? [] : [last], own))
    }
    await putChanges(db, lines)
    if (late.length > 0) await observeLate(db, late)
  }
}

/** Observations of few series, among spans that are there; in halves where those are too many to hold. */
async function observeLate(db: Db, observations: readonly Observation[]): Promise<void> {
  const bySeries = Map.groupBy(observations, ({ seriesId }) => seriesId)
  const windows = [...bySeries].map(([seriesId, own]) => ({
    seriesId,
    from: Math.min(...own.map(({ at }) => at)),
    to: Math.max(...own.map(({ at }) => at)),
  }))
  const within = await spansWithin(db, windows, MOST_SPANS)
  if (within === null) {
    const middle = Math.ceil(observations.length / 2)
    await observeLate(db, observations.slice(0, middle))
    return observeLate(db, observations.slice(middle))
  }
  const before = await spansBefore(
    db,
    windows.map(({ seriesId, from }) => ({ seriesId, at: from })),
  )
  const after = await spansAfter(
    db,
    windows.map(({ seriesId, to }) => ({ seriesId, at: to })),
  )
  const lines = new Map<number, StateLine>()
  for (const [seriesId, own] of bySeries) {
    const ends = [before.get(seriesId), ...(within.get(seriesId) ?? []), after.get(seriesId)]
    lines.set(
      seriesId,
      lineOf(
        ends.filter((span) => span !== undefined),
        own,
      ),
    )
  }
  await putChanges(db, lines)
}

function lineOf(spans: readonly LineSpan[], observations: readonly Observation[]): StateLine {
  const line = new StateLine(spans)
  for (const observation of observations) line.observe(observation)
  return line
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
