import type { Db } from '../schema.ts'
import type { EndpointRecord } from '../store.ts'

export async function allEndpoints(db: Db): Promise<readonly EndpointRecord[]> {
  const rows = await db
    .selectFrom('endpoints')
    .leftJoin('endpoint_owners', 'endpoint_owners.endpoint_id', 'endpoints.id')
    .select(['endpoints.id', 'address', 'name', 'is_enabled', 'console_id'])
    .orderBy('endpoints.id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    address: row.address,
    name: row.name,
    enabled: row.is_enabled !== 0,
    ...(row.console_id === null ? {} : { ownerId: row.console_id }),
  }))
}

/** Rejects with a constraint error when the id is taken. */
export async function insertEndpoint(db: Db, endpoint: EndpointRecord): Promise<void> {
  await db
    .insertInto('endpoints')
    .values({
      id: endpoint.id,
      address: endpoint.address,
      name: endpoint.name,
      is_enabled: endpoint.enabled ? 1 : 0,
    })
    .execute()
  const { id, ownerId } = endpoint
  if (ownerId !== undefined) await claimEndpoint(db, { id, consoleId: ownerId, from: null })
}

/** Of two that claim it at once, one is told that it was late, or meets a constraint. */
export async function claimEndpoint(
  db: Db,
  { id, consoleId, from }: { readonly id: number; readonly consoleId: string; readonly from: string | null },
): Promise<boolean> {
  if (from !== null) {
    const { numUpdatedRows } = await db
      .updateTable('endpoint_owners')
      .set({ console_id: consoleId })
      .where('endpoint_id', '=', id)
      .where('console_id', '=', from)
      .executeTakeFirstOrThrow()
    return numUpdatedRows > 0n
  }
  const owner = await db
    .selectFrom('endpoint_owners')
    .select('console_id')
    .where('endpoint_id', '=', id)
    .executeTakeFirst()
  if (owner !== undefined) return owner.console_id === consoleId
  await db.insertInto('endpoint_owners').values({ endpoint_id: id, console_id: consoleId }).execute()
  return true
}

export async function updateEndpoint(
  db: Db,
  id: number,
  patch: Partial<Pick<EndpointRecord, 'name' | 'enabled'>>,
): Promise<void> {
  const { name, enabled } = patch
  if (name === undefined && enabled === undefined) return
  await db
    .updateTable('endpoints')
    .set({
      ...(name === undefined ? {} : { name }),
      ...(enabled === undefined ? {} : { is_enabled: enabled ? 1 : 0 }),
    })
    .where('id', '=', id)
    .execute()
}

export async function deleteEndpoint(db: Db, id: number): Promise<void> {
  await db.deleteFrom('endpoint_owners').where('endpoint_id', '=', id).execute()
  await db.deleteFrom('endpoints').where('id', '=', id).execute()
}
