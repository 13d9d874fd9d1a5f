import type { BlacklistEntry, HostProfile } from '../contract/index.ts'
import type {
  CredentialRecord,
  EndpointRecord,
  HostRecord,
  IdentityRecord,
  SeriesRecord,
  Store,
  WriteBatch,
} from '../storage/store.ts'
import type { HeldRows } from './carried-memory.ts'

/** All that a console knows apart from what it measured: what a move to another database brings along. */
export interface CarriedRows {
  /** Tells databases that this console has filled from those of others; made once, and brought along. */
  readonly origin: string
  readonly hosts: readonly HostRecord[]
  readonly identities: readonly IdentityRecord[]
  readonly series: readonly SeriesRecord[]
  readonly credentials: readonly CredentialRecord[]
  readonly profiles: readonly { readonly hostId: number; readonly profile: HostProfile }[]
  readonly endpoints: readonly EndpointRecord[]
  readonly blacklist: readonly BlacklistEntry[]
  readonly settings: Readonly<Record<string, unknown>>
  /** Ids up to here were given out by this console. */
  readonly lastHostId: number
  /** Copied from the database itself, unless that is away. */
  readonly held: HeldRows
}

export type StoreContent = 'empty' | 'ours' | 'others'

/** Setting that holds the origin. */
export const ORIGIN = 'origin'

const SERIES_PER_COMMIT = 5_000
const NOTHING: WriteBatch = {
  hosts: [],
  identities: [],
  series: [],
  samples: { series: new Int32Array(), at: new Float64Array(), value: new Float64Array() },
  states: [],
  logins: [],
  profiles: [],
}

/** Whose hosts a database holds. Ours: this console has filled it, and nobody has given its ids to anything else since. */
export async function contentOf(store: Store, ours: CarriedRows): Promise<StoreContent> {
  const [hosts, identities, series, credentials, settings, boards, proxies] = await Promise.all([
    store.hosts(),
    store.identities(),
    store.series(),
    store.credentials(),
    store.settings(),
    store.boards(),
    store.proxies(),
  ])
  if (hosts.length + series.length + credentials.length + boards.length + proxies.length === 0) return 'empty'
  if (settings[ORIGIN] !== ours.origin) return 'others'
  const hostById = byId(ours.hosts)
  const identityById = byId(ours.identities)
  const seriesById = byId(ours.series)
  const isSame =
    hosts.every((host) => {
      const known = hostById.get(host.id)
      return known === undefined ? host.id <= ours.lastHostId : known.createdAt === host.createdAt
    }) &&
    identities.every(({ id, source, name }) => {
      const known = identityById.get(id)
      return known === undefined || (known.source === source && known.name === name)
    }) &&
    series.every(({ id, identityId, metric }) => {
      const known = seriesById.get(id)
      return known === undefined || (known.identityId === identityId && known.metric === metric)
    })
  return isSame ? 'ours' : 'others'
}

/**
 * Makes an empty database, or one of ours, know what this console knows: adds,
 * changes, and removes what is gone here. Done twice, the second time does
 * nothing.
 */
export async function carry(store: Store, ours: CarriedRows): Promise<void> {
  const known = byId(await store.series())
  const hostIds = new Set(ours.hosts.map(({ id }) => id))
  for (const { id } of await store.hosts()) if (!hostIds.has(id)) await store.deleteHost(id)
  await carryHosts(store, ours)
  const changed = ours.series.filter((one) => JSON.stringify(known.get(one.id)) !== JSON.stringify(one))
  for (let start = 0; start < changed.length; start += SERIES_PER_COMMIT)
    await store.commit({ ...NOTHING, series: changed.slice(start, start + SERIES_PER_COMMIT) })
  await carryCredentials(store, ours)
  await carryEndpoints(store, ours)
  await carryBlacklist(store, ours)
  const settings = await store.settings()
  for (const [name, value] of Object.entries({ ...ours.settings, [ORIGIN]: ours.origin }))
    if (JSON.stringify(settings[name]) !== JSON.stringify(value)) await store.putSetting(name, value)
}

/** A commit adds what is new; what has another name or another host by now is changed. */
async function carryHosts(store: Store, { hosts, identities, profiles }: CarriedRows): Promise<void> {
  const knownHosts = byId(await store.hosts())
  const knownIdentities = byId(await store.identities())
  await store.commit({ ...NOTHING, hosts, identities, profiles })
  for (const { id, name, enabled } of hosts) {
    const there = knownHosts.get(id)
    if (there !== undefined && (there.name !== name || there.enabled !== enabled))
      await store.updateHost(id, { name, enabled })
  }
  for (const { id, hostId } of identities) {
    const there = knownIdentities.get(id)
    if (there !== undefined && there.hostId !== hostId)
      await store.moveIdentities({ identityIds: [id], toHostId: hostId })
  }
}

async function carryCredentials(store: Store, { credentials }: CarriedRows): Promise<void> {
  const known = new Map((await store.credentials()).map((each) => [each.loginId, each]))
  for (const credential of credentials) {
    if (JSON.stringify(known.get(credential.loginId)) !== JSON.stringify(credential))
      await store.putCredential(credential)
  }
}

async function carryEndpoints(store: Store, { endpoints }: CarriedRows): Promise<void> {
  const known = byId(await store.endpoints())
  const wanted = byId(endpoints)
  for (const { id, address } of known.values())
    if (wanted.get(id)?.address !== address) await store.deleteEndpoint(id)
  for (const endpoint of endpoints) {
    const there = known.get(endpoint.id)
    if (there?.address !== endpoint.address) await store.insertEndpoint(endpoint)
    else if (there.name !== endpoint.name || there.enabled !== endpoint.enabled)
      await store.updateEndpoint(endpoint.id, {
        enabled: endpoint.enabled,
        ...(endpoint.name === null ? {} : { name: endpoint.name }),
      })
  }
}

/** What another tool has put on the list of that database stays there. */
async function carryBlacklist(store: Store, { blacklist }: CarriedRows): Promise<void> {
  const there = await store.blacklist()
  const wanted = new Set(blacklist.map(({ host }) => host))
  for (const { id, host, origin } of there)
    if (origin !== 'other' && !wanted.has(host)) await store.deleteBlacklisted(id)
  const known = new Map(there.map((entry) => [entry.host, entry]))
  for (const { id: _, ...entry } of blacklist) {
    const before = known.get(entry.host)
    if (before === undefined) await store.insertBlacklisted(entry)
    else if (entry.hits > before.hits && entry.lastHitAt !== null)
      await store.addBlacklistHits([
        { id: before.id, hits: entry.hits - before.hits, lastHitAt: entry.lastHitAt },
      ])
  }
}

function byId<Row extends { readonly id: number }>(rows: readonly Row[]): Map<number, Row> {
  return new Map(rows.map((row) => [row.id, row]))
}
