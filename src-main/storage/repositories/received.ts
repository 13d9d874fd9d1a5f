import type { EpochMs } from '../../contract/index.ts'
import type { AvailabilityRecord, ReceivedRows, RegistrationRecord } from '../received-records.ts'
import type { Db } from '../schema.ts'
import { chunksOf } from './chunks.ts'

export async function allReceived(db: Db): Promise<Omit<ReceivedRows, 'cursors'>> {
  const positions = await db.selectFrom('log_positions').selectAll().execute()
  const availability = await db.selectFrom('availability').selectAll().execute()
  const discovered = await db.selectFrom('discovered').selectAll().orderBy('id').execute()
  const registrations = await db.selectFrom('registrations').selectAll().orderBy('id').execute()
  return {
    positions: positions.map((row) => ({
      itemId: row.item_id,
      size: row.size,
      modifiedAt: row.modified_at,
    })),
    availability: availability.map((row) => ({
      interfaceId: row.interface_id,
      available: row.available as AvailabilityRecord['available'],
      error: row.error,
      since: row.since_at,
      updatedAt: row.updated_at,
    })),
    discovered: discovered.map((row) => ({
      id: row.id,
      ruleId: row.rule_id,
      checkId: row.check_id,
      ip: row.ip,
      dns: row.dns,
      port: row.port,
      value: row.value,
      isUp: row.is_up !== 0,
      since: row.since_at,
      firstSeenAt: row.first_seen_at,
      lastSeenAt: row.last_seen_at,
    })),
    registrations: registrations.map((row) => ({
      id: row.id,
      proxyId: row.proxy_id,
      host: row.host,
      ip: row.ip,
      dns: row.dns,
      port: row.port,
      metadata: row.metadata,
      tls: row.tls as RegistrationRecord['tls'],
      firstSeenAt: row.first_seen_at,
      lastSeenAt: row.last_seen_at,
    })),
  }
}

export async function findCursor(db: Db, source: string, session: string): Promise<number | null> {
  const row = await db
    .selectFrom('cursors')
    .select('last_id')
    .where('source', '=', source)
    .where('session', '=', session)
    .executeTakeFirst()
  return row?.last_id ?? null
}

/** Within the transaction of the values that came along. Of two rows with one key the later counts. */
export async function putReceived(db: Db, rows: ReceivedRows): Promise<void> {
  for (const chunk of chunksOf(rows.cursors)) {
    const values = chunk.map(({ source, session, lastId, at }) => ({ source, session, last_id: lastId, at }))
    await db.replaceInto('cursors').values(values).execute()
  }
  for (const chunk of chunksOf(rows.positions)) {
    const values = chunk.map((row) => ({
      item_id: row.itemId,
      size: row.size,
      modified_at: row.modifiedAt,
    }))
    await db.replaceInto('log_positions').values(values).execute()
  }
  for (const chunk of chunksOf(rows.availability)) {
    const values = chunk.map((row) => ({
      interface_id: row.interfaceId,
      available: row.available,
      error: row.error,
      since_at: row.since,
      updated_at: row.updatedAt,
    }))
    await db.replaceInto('availability').values(values).execute()
  }
  for (const chunk of chunksOf(rows.discovered)) {
    const values = chunk.map((row) => ({
      id: row.id,
      rule_id: row.ruleId,
      check_id: row.checkId,
      ip: row.ip,
      dns: row.dns,
      port: row.port,
      value: row.value,
      is_up: row.isUp ? 1 : 0,
      since_at: row.since,
      first_seen_at: row.firstSeenAt,
      last_seen_at: row.lastSeenAt,
    }))
    await db.replaceInto('discovered').values(values).execute()
  }
  for (const chunk of chunksOf(rows.registrations)) {
    const values = chunk.map((row) => ({
      id: row.id,
      proxy_id: row.proxyId,
      host: row.host,
      ip: row.ip,
      dns: row.dns,
      port: row.port,
      metadata: row.metadata,
      tls: row.tls,
      first_seen_at: row.firstSeenAt,
      last_seen_at: row.lastSeenAt,
    }))
    await db.replaceInto('registrations').values(values).execute()
  }
}

/** Deletes what was not seen since: a session that has ended, a machine that is gone; gives the number of rows. */
export async function deleteReceivedBefore(db: Db, before: EpochMs): Promise<number> {
  const cursors = await db.deleteFrom('cursors').where('at', '<', before).executeTakeFirst()
  const discovered = await db.deleteFrom('discovered').where('last_seen_at', '<', before).executeTakeFirst()
  const registrations = await db
    .deleteFrom('registrations')
    .where('last_seen_at', '<', before)
    .executeTakeFirst()
  return [cursors, discovered, registrations].reduce((sum, each) => sum + Number(each.numDeletedRows), 0)
}
