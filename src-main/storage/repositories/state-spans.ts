import { sql } from 'kysely'
import type { EpochMs } from '../../contract/index.ts'
import type { LineSpan, StateLine } from '../../domain/state-line.ts'
import type { Db } from '../schema.ts'
import { chunksOf } from './chunks.ts'

/** Spans of many series at once, found by one step into the index each, however many there are. */

interface Moment {
  readonly seriesId: number
  readonly at: EpochMs
}

interface Window {
  readonly seriesId: number
  readonly from: EpochMs
  readonly to: EpochMs
}

interface Row {
  readonly series_id: number
  readonly since_at: EpochMs
  readonly until_at: EpochMs
  readonly value: string | null
}

/** Rows of one statement; few sizes, so that statements stay prepared. */
const ROW_COUNTS = [256, 64, 16, 4, 1] as const
const LEAST_MOMENTS = 8

/** Of each series the last span that begins before its moment; none is left out of the map. */
export async function spansBefore(
  db: Db,
  moments: readonly Moment[],
): Promise<ReadonlyMap<number, LineSpan>> {
  return nearest(db, moments, sql`near.since_at < wanted.at order by near.since_at desc limit 1`)
}

/** Of each series the first span that begins after its moment; none is left out of the map. */
export async function spansAfter(db: Db, moments: readonly Moment[]): Promise<ReadonlyMap<number, LineSpan>> {
  return nearest(db, moments, sql`near.since_at > wanted.at order by near.since_at limit 1`)
}

async function nearest(
  db: Db,
  moments: readonly Moment[],
  condition: ReturnType<typeof sql>,
): Promise<ReadonlyMap<number, LineSpan>> {
  // The drivers send numbers as floats, by which no index is searched.
  const wanted = sql.join(
    padded(moments).map(
      ({ seriesId, at }) => sql`select cast(${seriesId} as signed) as id, cast(${at} as signed) as at`,
    ),
    sql` union all `,
  )
  const { rows } = await sql<Row>`
    select states.series_id, states.since_at, states.until_at, states.value
    from (${wanted}) as wanted
    inner join states on states.series_id = wanted.id and states.since_at = (
      select near.since_at from states as near where near.series_id = wanted.id and ${condition}
    )`.execute(db)
  return new Map(rows.map((row) => [row.series_id, spanOf(row)]))
}

/** Of each series those that begin from `from` to `to`, oldest first; null when all together are more than so many. */
export async function spansWithin(
  db: Db,
  windows: readonly Window[],
  most: number,
): Promise<ReadonlyMap<number, readonly LineSpan[]> | null> {
  const rows = await db
    .selectFrom('states')
    .select(['series_id', 'since_at', 'until_at', 'value'])
    .where((where) =>
      where.or(
        padded(windows).map(({ seriesId, from, to }) =>
          where.and([
            where('series_id', '=', seriesId),
            where('since_at', '>=', from),
            where('since_at', '<=', to),
          ]),
        ),
      ),
    )
    .orderBy('series_id')
    .orderBy('since_at')
    .limit(most + 1)
    .execute()
  if (rows.length > most) return null
  const spans = new Map<number, LineSpan[]>()
  for (const row of rows) {
    const own = spans.get(row.series_id)
    if (own === undefined) spans.set(row.series_id, [spanOf(row)])
    else own.push(spanOf(row))
  }
  return spans
}

/** Writes what has changed of each series. */
export async function putChanges(db: Db, lines: ReadonlyMap<number, StateLine>): Promise<void> {
  const put: Row[] = []
  const gone: Moment[] = []
  for (const [seriesId, line] of lines) {
    const { changes } = line
    for (const at of changes.gone) gone.push({ seriesId, at })
    for (const { since, until, value } of changes.put)
      put.push({ series_id: seriesId, since_at: since, until_at: until, value })
  }
  for (const chunk of chunksOf(gone, ROW_COUNTS[0])) await deleteSpans(db, chunk)
  let start = 0
  for (const count of ROW_COUNTS) {
    for (; start + count <= put.length; start += count) {
      await db
        .replaceInto('states')
        .values(put.slice(start, start + count))
        .execute()
    }
  }
}

async function deleteSpans(db: Db, spans: readonly Moment[]): Promise<void> {
  await db
    .deleteFrom('states')
    .where((where) =>
      where.or(
        padded(spans).map(({ seriesId, at }) =>
          where.and([where('series_id', '=', seriesId), where('since_at', '=', at)]),
        ),
      ),
    )
    .execute()
}

/** A list of one of few lengths: its last entry again and again changes nothing. */
function padded<Entry>(entries: readonly Entry[]): readonly Entry[] {
  const last = entries.at(-1)
  if (last === undefined) return entries
  let length = LEAST_MOMENTS
  while (length < entries.length) length *= 2
  return [...entries, ...new Array<Entry>(length - entries.length).fill(last)]
}

function spanOf({ since_at, until_at, value }: Row): LineSpan {
  return { since: since_at, until: until_at, value }
}
