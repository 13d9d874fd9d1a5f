import type { HostProfile } from '../../contract/index.ts'
import type { Db } from '../schema.ts'
import { noteDeleted } from './id-blocks.ts'
import { type CredentialRecord, type HostRecord, type IdentityRecord, StoreError } from '../store.ts'

type HostProfileRow = { readonly hostId: number; readonly profile: HostProfile }

export async function allHosts(db: Db): Promise<readonly HostRecord[]> {
  const rows = await db.selectFrom('hosts').selectAll().orderBy('id').execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    enabled: row.is_enabled !== 0,
    createdAt: row.created_at,
  }))
}

/** Rejects with a constraint error when the id is taken. */
export async function insertHosts(db: Db, hosts: readonly HostRecord[]): Promise<void> {
  if (hosts.length === 0) return
  await db
    .insertInto('hosts')
    .values(
      hosts.map((host) => ({
        id: host.id,
        name: host.name,
        is_enabled: host.enabled ? 1 : 0,
        created_at: host.createdAt,
      })),
    )
    .execute()
}

export async function updateHost(
  db: Db,
  id: number,
  patch: Partial<Pick<HostRecord, 'name' | 'enabled'>>,
): Promise<void> {
  const { name, enabled } = patch
  if (name === undefined && enabled === undefined) return
  await db
    .updateTable('hosts')
    .set({
      ...(name === undefined ? {} : { name }),
      ...(enabled === undefined ? {} : { is_enabled: enabled ? 1 : 0 }),
    })
    .where('id', '=', id)
    .execute()
}

/** Removes the host with all that is known of it, and gives the ids of its series, whose samples remain. */
export async function deleteHost(db: Db, id: number): Promise<readonly number[]> {
  await lockHosts(db, [id])
  const ownIdentities = db.selectFrom('identities').select('id').where('host_id', '=', id)
  const series = await db
    .selectFrom('series')
    .select('id')
    .where('identity_id', 'in', ownIdentities)
    .execute()
  const identities = await ownIdentities.execute()
  const logins = await db.selectFrom('credentials').select('login_id').where('host_id', '=', id).execute()
  await noteDeleted(db, 'host', [id, ...logins.map((row) => row.login_id)])
  await noteDeleted(
    db,
    'identity',
    identities.map((row) => row.id),
  )
  await noteDeleted(
    db,
    'series',
    series.map((row) => row.id),
  )
  await db.deleteFrom('series').where('identity_id', 'in', ownIdentities).execute()
  await db.deleteFrom('identities').where('host_id', '=', id).execute()
  await db.deleteFrom('credentials').where('host_id', '=', id).execute()
  await db.deleteFrom('profiles').where('host_id', '=', id).execute()
  await db.deleteFrom('hosts').where('id', '=', id).execute()
  await db.deleteFrom('host_locks').where('host_id', '=', id).execute()
  return series.map((row) => row.id)
}

export async function allIdentities(db: Db): Promise<readonly IdentityRecord[]> {
  const rows = await db.selectFrom('identities').selectAll().orderBy('id').execute()
  return rows.map((row) => ({
    id: row.id,
    hostId: row.host_id,
    source: row.source as IdentityRecord['source'],
    name: row.name,
  }))
}

export async function moveIdentities(
  db: Db,
  move: { readonly identityIds: readonly number[]; readonly toHostId: number },
): Promise<void> {
  if (move.identityIds.length === 0) return
  await db
    .updateTable('identities')
    .set({ host_id: move.toHostId })
    .where('id', 'in', move.identityIds)
    .execute()
}

/**
 * Within a transaction. Rejects with `conflict` when one of the two is gone.
 * The profile of the host that stays is kept, where it has one.
 */
export async function mergeHosts(
  db: Db,
  { fromHostId, toHostId }: { readonly fromHostId: number; readonly toHostId: number },
): Promise<void> {
  await lockHosts(db, [fromHostId, toHostId])
  const there = await db.selectFrom('hosts').select('id').where('id', 'in', [fromHostId, toHostId]).execute()
  if (there.length < 2) {
    throw new StoreError('conflict', 'Another console has just removed or merged one of these hosts.')
  }
  await db.updateTable('identities').set({ host_id: toHostId }).where('host_id', '=', fromHostId).execute()
  await moveCredentials(db, { fromHostId, toHostId })
  const profile = await db
    .selectFrom('profiles')
    .select('host_id')
    .where('host_id', '=', toHostId)
    .executeTakeFirst()
  if (profile === undefined)
    await db.updateTable('profiles').set({ host_id: toHostId }).where('host_id', '=', fromHostId).execute()
  await db.deleteFrom('profiles').where('host_id', '=', fromHostId).execute()
  await noteDeleted(db, 'host', [fromHostId])
  await db.deleteFrom('hosts').where('id', '=', fromHostId).execute()
  await db.deleteFrom('host_locks').where('host_id', '=', fromHostId).execute()
}

/**
 * Two that merge or remove the same host, on whatever node of a cluster, write
 * the same row and so cannot both go on: a plain row lock does not leave its node.
 */
async function lockHosts(db: Db, ids: readonly number[]): Promise<void> {
  for (const id of [...ids].sort((left, right) => left - right)) {
    const { numUpdatedRows } = await db
      .updateTable('host_locks')
      .set((expression) => ({ taken: expression('taken', '+', 1) }))
      .where('host_id', '=', id)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) await db.insertInto('host_locks').values({ host_id: id, taken: 1 }).execute()
  }
}

export async function allCredentials(db: Db): Promise<readonly CredentialRecord[]> {
  const rows = await db.selectFrom('credentials').selectAll().orderBy('login_id').execute()
  return rows.map((row) => ({
    loginId: row.login_id,
    hostId: row.host_id,
    passwordHash: row.password_hash,
    changedAt: row.changed_at,
  }))
}

export async function putCredential(db: Db, credential: CredentialRecord): Promise<void> {
  await db.deleteFrom('credentials').where('login_id', '=', credential.loginId).execute()
  await db
    .insertInto('credentials')
    .values({
      login_id: credential.loginId,
      host_id: credential.hostId,
      password_hash: credential.passwordHash,
      changed_at: credential.changedAt,
    })
    .execute()
}

export async function moveCredentials(
  db: Db,
  move: { readonly fromHostId: number; readonly toHostId: number },
): Promise<void> {
  await db
    .updateTable('credentials')
    .set({ host_id: move.toHostId })
    .where('host_id', '=', move.fromHostId)
    .execute()
}

export async function allProfiles(db: Db): Promise<readonly HostProfileRow[]> {
  const rows = await db.selectFrom('profiles').selectAll().orderBy('host_id').execute()
  return rows.map((row) => ({ hostId: row.host_id, profile: JSON.parse(row.profile) as HostProfile }))
}

export async function putProfiles(db: Db, profiles: readonly HostProfileRow[]): Promise<void> {
  for (const { hostId, profile } of profiles) {
    await db.deleteFrom('profiles').where('host_id', '=', hostId).execute()
    await db
      .insertInto('profiles')
      .values({ host_id: hostId, profile: JSON.stringify(profile) })
      .execute()
  }
}
