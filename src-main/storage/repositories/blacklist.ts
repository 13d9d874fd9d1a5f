import type { BlacklistEntry, EpochMs } from '../../contract/index.ts'
import type { Db } from '../schema.ts'
import { epochOfSqlDateTime, sqlDateTime } from './sql-time.ts'

/**
 * The documented table joined with our notes. A row without a note is another
 * tool's: it blocks as ours do, and what that tool did not write is null, or 0
 * for its age. Rows without a host block nobody and are left out.
 */
export async function allBlacklisted(db: Db): Promise<readonly BlacklistEntry[]> {
  const rows = await db
    .selectFrom('blacklisted_hosts as entry')
    .leftJoin('blacklist_notes as note', 'note.entry_id', 'entry.id')
    .select(['entry.id', 'entry.host', 'entry.created_at', 'entry.updated_at'])
    .select(['note.reason', 'note.created_at as noted_at', 'note.expires_at', 'note.hits'])
    .select(['note.last_hit_at', 'note.origin'])
    .where('entry.host', 'is not', null)
    .orderBy('entry.id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    host: row.host ?? '',
    reason: row.reason,
    createdAt: row.noted_at ?? epochOfSqlDateTime(row.created_at) ?? epochOfSqlDateTime(row.updated_at) ?? 0,
    expiresAt: row.expires_at,
    hits: row.hits ?? 0,
    lastHitAt: row.last_hit_at,
    origin: row.origin === 'rule' || row.origin === 'person' ? row.origin : 'other',
  }))
}

/** Gives the id of the new row. */
export async function insertBlacklisted(db: Db, entry: Omit<BlacklistEntry, 'id'>): Promise<number> {
  const time = sqlDateTime(entry.createdAt)
  const { insertId } = await db
    .insertInto('blacklisted_hosts')
    .values({ host: entry.host, created_at: time, updated_at: time })
    .executeTakeFirstOrThrow()
  const id = Number(insertId)
  // An entry of the same number may be left of a row that another tool has deleted.
  await db.deleteFrom('blacklist_notes').where('entry_id', '=', id).execute()
  await db
    .insertInto('blacklist_notes')
    .values({
      entry_id: id,
      reason: entry.reason,
      created_at: entry.createdAt,
      expires_at: entry.expiresAt,
      hits: entry.hits,
      last_hit_at: entry.lastHitAt,
      origin: entry.origin,
    })
    .execute()
  return id
}

export async function deleteBlacklisted(db: Db, id: number): Promise<void> {
  await db.deleteFrom('blacklist_notes').where('entry_id', '=', id).execute()
  await db.deleteFrom('blacklisted_hosts').where('id', '=', id).execute()
}

/** Adds to the hits; another tool's row gets its note with the first one. */
export async function addBlacklistHits(
  db: Db,
  hits: readonly { readonly id: number; readonly hits: number; readonly lastHitAt: EpochMs }[],
): Promise<void> {
  for (const hit of hits) {
    const { numUpdatedRows } = await db
      .updateTable('blacklist_notes')
      .set((expression) => ({ hits: expression('hits', '+', hit.hits), last_hit_at: hit.lastHitAt }))
      .where('entry_id', '=', hit.id)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows > 0n) continue
    const entry = await db
      .selectFrom('blacklisted_hosts')
      .select('id')
      .where('id', '=', hit.id)
      .executeTakeFirst()
    if (entry === undefined) continue
    await db
      .insertInto('blacklist_notes')
      .values({
        entry_id: hit.id,
        reason: null,
        created_at: null,
        expires_at: null,
        hits: hit.hits,
        last_hit_at: hit.lastHitAt,
        origin: 'other',
      })
      .execute()
  }
}
