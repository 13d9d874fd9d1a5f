import type { Database, Db } from '../schema.ts'
import type { SeriesRecord } from '../store.ts'
import { chunksOf } from './chunks.ts'

export async function allSeries(db: Db): Promise<readonly SeriesRecord[]> {
  return (await db.selectFrom('series').selectAll().orderBy('id').execute()).map(recordOf)
}

export async function seriesWithin(
  db: Db,
  firstId: number,
  lastId: number,
): Promise<readonly SeriesRecord[]> {
  const rows = await db
    .selectFrom('series')
    .selectAll()
    .where('id', '>=', firstId)
    .where('id', '<=', lastId)
    .orderBy('id')
    .execute()
  return rows.map(recordOf)
}

function recordOf(row: Database['series']): SeriesRecord {
  return {
    id: row.id,
    identityId: row.identity_id,
    metric: row.metric,
    unit: row.unit,
    label: row.label,
    type: row.type === 'text' ? 'text' : 'number',
  }
}

/** Remembers that the samples of these series are to be deleted. */
export async function doomSeries(db: Db, seriesIds: readonly number[]): Promise<void> {
  for (const chunk of chunksOf(seriesIds)) {
    await db.deleteFrom('doomed_series').where('series_id', 'in', chunk).execute()
    await db
      .insertInto('doomed_series')
      .values(chunk.map((series_id) => ({ series_id })))
      .execute()
  }
}

export async function doomedSeries(db: Db): Promise<readonly number[]> {
  const rows = await db.selectFrom('doomed_series').select('series_id').orderBy('series_id').execute()
  return rows.map((row) => row.series_id)
}

export async function forgetDoomed(db: Db, seriesIds: readonly number[]): Promise<void> {
  for (const chunk of chunksOf(seriesIds)) {
    await db.deleteFrom('doomed_series').where('series_id', 'in', chunk).execute()
  }
}
