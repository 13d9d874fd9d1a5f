import type { Db } from '../schema.ts'
import type { SeriesRecord } from '../store.ts'
import { chunksOf, insertOrUpdate } from './insert-or-update.ts'

export async function allSeries(db: Db): Promise<readonly SeriesRecord[]> {
  const rows = await db.selectFrom('series').selectAll().orderBy('id').execute()
  return rows.map((row) => ({
    id: row.id,
    identityId: row.identity_id,
    metric: row.metric,
    unit: row.unit,
    label: row.label,
    type: row.type === 'text' ? 'text' : 'number',
  }))
}

/** Rejects with a constraint error when another series of the identity has this metric. */
export async function putSeries(db: Db, series: readonly SeriesRecord[]): Promise<void> {
  await insertOrUpdate(series, {
    knownIds: (ids) => db.selectFrom('series').select('id').where('id', 'in', ids).execute(),
    insert: (rows) => db.insertInto('series').values(rows.map(rowOf)).execute(),
    update: (row) => db.updateTable('series').set(rowOf(row)).where('id', '=', row.id).execute(),
  })
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

function rowOf(series: SeriesRecord) {
  return {
    id: series.id,
    identity_id: series.identityId,
    metric: series.metric,
    unit: series.unit,
    label: series.label,
    type: series.type,
  }
}
