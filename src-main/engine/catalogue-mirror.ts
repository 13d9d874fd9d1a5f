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
 * stays: only a host that was there before it was asked can be gone.
 */
export class CatalogueMirror {
  readonly #catalogue: Catalogue

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue
  }

  /**
   * Reads one after the other, so that no identity is older than the hosts.
   * What another console changes meanwhile is told to the next look.
   */
  async pullHosts(store: Store): Promise<void> {
    const before = [...this.#catalogue.hosts].filter(({ isStored }) => isStored)
    const hosts = await store.hosts()
    const identities = await store.identities()
    const credentials = await store.credentials()
    const profiles = await store.profiles()
    this.#applyHosts({ hosts, identities, credentials, profiles }, before)
  }

  #applyHosts({ hosts, identities, credentials, profiles }: HostRows, before: readonly HostState[]): void {
    const catalogue = this.#catalogue
    for (const record of hosts) {
      const known = catalogue.host(record.id) ?? catalogue.addHost(record)
      known.record = record
      known.isStored = true
    }
    for (const record of identities) catalogue.adoptIdentity(record)
    for (const credential of credentials) this.#applyCredential(credential)
    for (const { hostId, profile } of profiles) {
      const host = catalogue.host(hostId)
      const before = host?.profile?.updatedAt ?? -Infinity
      if (host !== null && profile.updatedAt !== null && profile.updatedAt > before) host.profile = profile
    }
    // Whose identities are there has come back since: it would lose their series.
    const stored = new Set([...hosts.map(({ id }) => id), ...identities.map(({ hostId }) => hostId)])
    const isKnown = (host: HostState): boolean => catalogue.host(host.record.id) === host
    for (const host of [...before, ...[...catalogue.spareHosts].filter((spare) => this.#isSpare(spare))])
      if (!stored.has(host.record.id) && isKnown(host)) catalogue.removeHost(host)
    catalogue.spareHosts.clear()
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
    return host.identities.size === 0 && host.credential === null
  }
}
