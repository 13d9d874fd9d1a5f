import type { Db } from '../schema.ts'
import {
  type HostRecord,
  type IdentityRecord,
  type Renamed,
  type SeriesRecord,
  StoreError,
  type WriteBatch,
} from '../store.ts'
import { insertHosts } from './hosts.ts'
import { chunksOf } from './chunks.ts'

type NewRows = Pick<WriteBatch, 'hosts' | 'identities' | 'series'>
type Ids = ReadonlyMap<number, number>

/**
 * Within a transaction: stores hosts, identities and series that are new in
 * memory. Another console may have met the same identity or metric first; its
 * row stays, and what we called it is told in `Renamed`. A batch that is sent
 * twice does no harm. Rejects with a constraint error when both come at the
 * same moment: then the batch begins again and finds the other's row.
 */
export async function putNewRows(db: Db, { hosts, identities, series }: NewRows): Promise<Renamed> {
  const renamedIdentities = await putIdentities(db, hosts, identities)
  const ids = new Map(renamedIdentities)
  const own = series.map((row) => ({ ...row, identityId: ids.get(row.identityId) ?? row.identityId }))
  return { identities: renamedIdentities, series: await putSeries(db, own) }
}

async function putIdentities(
  db: Db,
  hosts: readonly HostRecord[],
  identities: readonly IdentityRecord[],
): Promise<Renamed['identities']> {
  const renamed: (readonly [number, number])[] = []
  const added: IdentityRecord[] = []
  /** Hosts that nobody needs: the identity that they were made for has one. */
  const spare = new Set<number>()
  const needed = new Set<number>()
  for (const chunk of chunksOf(unique(identities))) {
    const found = await db
      .selectFrom('identities')
      .leftJoin('hosts', 'hosts.id', 'identities.host_id')
      .select(['identities.id', 'identities.source', 'identities.name', 'hosts.id as host'])
      .where(
        'identities.name',
        'in',
        chunk.map(({ name }) => name),
      )
      .execute()
    const byName = new Map(found.map((row) => [`${row.source} ${row.name}`, row]))
    for (const identity of chunk) {
      const there = byName.get(`${identity.source} ${identity.name}`)
      if (there === undefined) added.push(identity)
      else if (there.id !== identity.id) renamed.push([identity.id, there.id])
      const isAtHome = there !== undefined && there.host !== null
      if (isAtHome && there.id !== identity.id) spare.add(identity.hostId)
      else needed.add(identity.hostId)
      // Its host was removed by somebody; it is ours now.
      if (there !== undefined && !isAtHome) {
        await db
          .updateTable('identities')
          .set({ host_id: identity.hostId })
          .where('id', '=', there.id)
          .execute()
      }
    }
  }
  await insertMissingHosts(
    db,
    unique(hosts).filter(({ id }) => needed.has(id) || !spare.has(id)),
  )
  for (const chunk of chunksOf(added)) {
    await db
      .insertInto('identities')
      .values(chunk.map(({ id, hostId, source, name }) => ({ id, host_id: hostId, source, name })))
      .execute()
  }
  return renamed
}

async function insertMissingHosts(db: Db, hosts: readonly HostRecord[]): Promise<void> {
  for (const chunk of chunksOf(hosts)) {
    const ids = chunk.map(({ id }) => id)
    const there = await db.selectFrom('hosts').select('id').where('id', 'in', ids).execute()
    const known = new Set(there.map(({ id }) => id))
    await insertHosts(
      db,
      chunk.filter(({ id }) => !known.has(id)),
    )
  }
}

/** Unit, label and type of a known series are brought up to date. */
async function putSeries(db: Db, series: readonly SeriesRecord[]): Promise<Renamed['series']> {
  const renamed: (readonly [number, number])[] = []
  for (const chunk of chunksOf(unique(series))) {
    const byId = await db
      .selectFrom('series')
      .select(['id', 'identity_id', 'metric'])
      .where(
        'id',
        'in',
        chunk.map(({ id }) => id),
      )
      .execute()
    const byKey = await db
      .selectFrom('series')
      .select(['id', 'identity_id', 'metric'])
      .where('identity_id', 'in', [...new Set(chunk.map(({ identityId }) => identityId))])
      .where('metric', 'in', [...new Set(chunk.map(({ metric }) => metric))])
      .execute()
    const keys = new Map(byKey.map((row) => [`${row.identity_id} ${row.metric}`, row.id]))
    const owners = new Map(byId.map((row) => [row.id, `${row.identity_id} ${row.metric}`]))
    const added: SeriesRecord[] = []
    for (const row of chunk) {
      const key = `${row.identityId} ${row.metric}`
      const there = keys.get(key)
      const owner = owners.get(row.id)
      if (owner !== undefined && owner !== key) {
        throw new StoreError('conflict', `The series ${row.id} is another one in the database.`)
      }
      if (there === undefined) added.push(row)
      else if (there !== row.id) renamed.push([row.id, there])
      else await updateSeries(db, row)
    }
    if (added.length > 0) await db.insertInto('series').values(added.map(rowOf)).execute()
  }
  return renamed
}

function updateSeries(db: Db, { id, unit, label, type }: SeriesRecord): Promise<unknown> {
  return db.updateTable('series').set({ unit, label, type }).where('id', '=', id).execute()
}

function rowOf({ id, identityId, metric, unit, label, type }: SeriesRecord) {
  return { id, identity_id: identityId, metric, unit, label, type }
}

/** The last of those with the same id. */
function unique<Row extends { readonly id: number }>(rows: readonly Row[]): readonly Row[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}

/** What belongs to series under their new ids; the same object when none has one. */
export function withNewIds(batch: WriteBatch, { series: renamed }: Renamed): WriteBatch {
  if (renamed.length === 0) return batch
  const ids: Ids = new Map(renamed)
  const { samples, states } = batch
  return {
    ...batch,
    samples: { ...samples, series: samples.series.map((id) => ids.get(id) ?? id) },
    states: states.map((state) => ({ ...state, seriesId: ids.get(state.seriesId) ?? state.seriesId })),
  }
}
