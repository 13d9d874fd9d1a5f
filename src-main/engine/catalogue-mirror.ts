import type { CredentialRecord, HostRecord, IdentityRecord, SeriesRecord, Store } from '../storage/store.ts'
import type { Catalogue } from './catalogue.ts'
import type { HostState, IdentityState } from './catalogue-state.ts'

/** What the database holds of hosts, in this order: who is named later may refer to who is named before. */
interface HostRows {
  readonly hosts: readonly HostRecord[]
  readonly identities: readonly IdentityRecord[]
  readonly credentials: readonly CredentialRecord[]
  readonly profiles: Awaited<ReturnType<Store['profiles']>>
}

/**
 * Brings the catalogue in memory to what the database says, after another
 * console has changed it. What is new here and on its way to the database
 * stays: only a host that was seen there before can be gone.
 */
export class CatalogueMirror {
  readonly #catalogue: Catalogue
  #seen: ReadonlySet<number> = new Set()

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue
  }

  /** All of the catalogue was just read from the database. */
  begin(): void {
    this.#seen = new Set([...this.#catalogue.hosts].map(({ record }) => record.id))
  }

  async pullHosts(store: Store): Promise<void> {
    const [hosts, identities, credentials, profiles] = await Promise.all([
      store.hosts(),
      store.identities(),
      store.credentials(),
      store.profiles(),
    ])
    this.applyHosts({ hosts, identities, credentials, profiles })
  }

  applyHosts({ hosts, identities, credentials, profiles }: HostRows): void {
    const catalogue = this.#catalogue
    for (const record of hosts) {
      const known = catalogue.host(record.id)
      if (known === null) catalogue.addHost(record)
      else known.record = record
    }
    for (const record of identities) catalogue.adoptIdentity(record)
    for (const credential of credentials) this.#applyCredential(credential)
    for (const { hostId, profile } of profiles) {
      const host = catalogue.host(hostId)
      const before = host?.profile?.updatedAt ?? -Infinity
      if (host !== null && profile.updatedAt !== null && profile.updatedAt > before) host.profile = profile
    }
    const stored = new Set(hosts.map(({ id }) => id))
    for (const host of [...catalogue.hosts]) {
      if (stored.has(host.record.id)) continue
      if (this.#seen.has(host.record.id) || this.#isSpare(host)) catalogue.removeHost(host)
    }
    catalogue.spareHosts.clear()
    this.#seen = stored
    catalogue.noteAdopted()
  }

  async pullSeries(store: Store, firstId: number, lastId: number): Promise<void> {
    this.applySeries(await store.seriesWithin(firstId, lastId))
  }

  applySeries(series: readonly SeriesRecord[]): void {
    const identities = new Map<number, IdentityState>()
    for (const host of this.#catalogue.hosts)
      for (const identity of host.identities) identities.set(identity.record.id, identity)
    for (const record of series) {
      const identity = identities.get(record.identityId)
      if (identity !== undefined) this.#catalogue.adoptSeries(record, identity)
    }
    this.#catalogue.noteAdopted()
  }

  #applyCredential(credential: CredentialRecord): void {
    const catalogue = this.#catalogue
    const host = catalogue.host(credential.hostId)
    if (host === null) return
    const known = catalogue.credential(credential.loginId)
    const isSame =
      known !== null &&
      known.hostId === credential.hostId &&
      known.passwordHash === credential.passwordHash &&
      catalogue.hostByLogin(credential.loginId) === host
    if (isSame) return
    if (known !== null) catalogue.moveLogins([credential.loginId], host)
    catalogue.setCredential(credential, host)
  }

  /** Made here for an identity that turned out to have a host already. */
  #isSpare(host: HostState): boolean {
    return this.#catalogue.spareHosts.has(host) && host.identities.size === 0 && host.credential === null
  }
}
