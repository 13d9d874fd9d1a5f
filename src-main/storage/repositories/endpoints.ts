import type { Db } from '../schema.ts'
import type { EndpointRecord } from '../store.ts'

export async function allEndpoints(db: Db): Promise<readonly EndpointRecord[]> {
  const rows = await db.selectFrom('endpoints').selectAll().orderBy('id').execute()
  return rows.map((row) => ({
    id: row.id,
    address: row.address,
    name: row.name,
    enabled: row.is_enabled !== 0,
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
  await db.deleteFrom('endpoints').where('id', '=', id).execute()
}
