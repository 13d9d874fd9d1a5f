import type { EpochMs, SourceName } from '../contract/index.ts'
import type { Reading, SampleValue } from '../domain/sample.ts'
import type * as port from '../storage/store.ts'
import { type CatalogueOptions, LAST_IDS, SERIES_PER_IDENTITY } from './catalogue-options.ts'
import { type CatalogueRows, rowsOf } from './catalogue-rows.ts'
import type { HostState, IdentityState, SeriesState } from './catalogue-state.ts'
import { HostDirectory, hostRecord } from './host-directory.ts'
import { IdSource, type UsedIds } from './id-source.ts'
import { IdentityIndex } from './identity-index.ts'
import { loadNewestValues } from './newest-values.ts'
import { type NewRows, WaitingRows } from './waiting-rows.ts'

/**
 * Hosts, identities and series in memory: who is who, without asking the
 * database for every value. A series belongs to an identity (source and name);
 * an identity belongs to a host, which is what merging and splitting change.
 */
export class Catalogue {
  readonly #options: CatalogueOptions
  readonly #ids: IdSource
  readonly #directory: HostDirectory
  readonly #index = new IdentityIndex()
  readonly #waiting = new WaitingRows()
  /** Hosts that were made for an identity which another console had first. */
  readonly spareHosts = new Set<HostState>()

  constructor(options: CatalogueOptions) {
    this.#options = options
    this.#ids = options.ids ?? new IdSource()
    this.#directory = new HostDirectory(this.#ids)
  }

  /** @param since newest values are looked for back to here */
  async load(store: port.Store, since: EpochMs): Promise<void> {
    const [hosts, identities, credentials, series, profiles, settings] = await Promise.all([
      store.hosts(),
      store.identities(),
      store.credentials(),
      store.series(),
      store.profiles(),
      store.settings(),
    ])
    for (const record of hosts) this.#directory.add(record).isStored = true
    const byId = new Map<number, IdentityState>()
    for (const record of identities) {
      const host = this.host(record.hostId)
      this.#ids.noteUsed('identity', record.id)
      if (host !== null) byId.set(record.id, this.#index.put(record, host))
    }
    for (const record of series) {
      const identity = byId.get(record.identityId)
      this.#ids.noteUsed('series', record.id)
      if (identity !== undefined) this.#index.addSeries(record, identity)
    }
    for (const credential of credentials) {
      const host = this.host(credential.hostId)
      if (host !== null) this.#directory.putLogin(credential, host)
    }
    for (const { hostId, profile } of profiles) {
      const host = this.host(hostId)
      if (host !== null && profile.updatedAt !== null) host.profile = profile
    }
    this.#ids.noteUsedUpTo((settings[LAST_IDS] ?? {}) as Partial<UsedIds>)
    await loadNewestValues(this, store, { since, now: this.#options.now() })
  }

  /** Forgets everything: the console goes on with the hosts of another database. */
  clear(): void {
    this.#directory.clear()
    this.#index.clear()
    this.#ids.clear()
    this.#waiting.take()
    this.spareHosts.clear()
  }

  /** All rows as a database holds them. */
  get rows(): CatalogueRows {
    return rowsOf(this, this.#index)
  }

  get hosts(): IterableIterator<HostState> {
    return this.#directory.all
  }

  get hostCount(): number {
    return this.#directory.size
  }

  get seriesCount(): number {
    return this.#index.seriesCount
  }

  get lastIds(): UsedIds {
    return this.#ids.last
  }

  host(id: number): HostState | null {
    return this.#directory.byId(id)
  }

  hostByName(name: string): HostState | null {
    return this.#directory.byName(name)
  }

  hostByLogin(loginId: number): HostState | null {
    return this.#directory.login(loginId)?.host ?? null
  }

  credential(loginId: number): port.CredentialRecord | null {
    return this.#directory.login(loginId)?.credential ?? null
  }

  credentialsOf(host: HostState): readonly port.CredentialRecord[] {
    return this.#directory.loginsOf(host)
  }

  series(id: number): SeriesState | null {
    return this.#index.series(id)
  }

  get allSeries(): IterableIterator<SeriesState> {
    return this.#index.allSeries
  }

  nextHostId(): number {
    return this.#directory.nextId()
  }

  findIdentity(source: SourceName, name: string): IdentityState | null {
    return this.#index.find(source, name)
  }

  /**
   * The identity of this name; when it is new, it is made and joined with the
   * host of that name.
   *
   * @param hostName where the host is called otherwise than the identity
   */
  identity(source: SourceName, name: string, hostName = name): IdentityState {
    const known = this.findIdentity(source, name)
    if (known !== null) return known
    return this.#addIdentity(source, name, this.#directory.byMachineName(hostName) ?? this.#newHost(hostName))
  }

  /** The same for a host that is known already, as after a ScopePort login. */
  identityOf(source: SourceName, name: string, host: HostState): IdentityState {
    return this.findIdentity(source, name) ?? this.#addIdentity(source, name, host)
  }

  /**
   * The series of a reading; made when it is new. One that has begun with "not
   * available" is what its first value is. A text series becomes a
   * numeric one with its first number and stays that (a sensor that once said
   * "unknown" is still a sensor). Null when the identity has as many series as
   * it may: names come from the peer, and memory is ours.
   *
   * @param isText where the protocol itself says what its values are
   */
  seriesOf(identity: IdentityState, reading: Reading, isText?: boolean): SeriesState | null {
    const known = identity.seriesByMetric.get(reading.metric)
    if (known !== undefined) {
      if (known.settleType(reading.value)) this.#waiting.addSeries(known.record)
      return known
    }
    if (identity.seriesByMetric.size >= SERIES_PER_IDENTITY) return null
    const record: port.SeriesRecord = {
      id: this.#ids.next('series'),
      identityId: identity.record.id,
      metric: reading.metric,
      unit: reading.unit,
      label: reading.label,
      type: (isText ?? typeof reading.value === 'string') ? 'text' : 'number',
    }
    this.#waiting.addSeries(record)
    this.#options.onSeriesAdded()
    const series = this.#index.addSeries(record, identity)
    series.isUndecided = isText === undefined && reading.value === null
    return series
  }

  /** The source says by now what a series is called, or what it is measured in. */
  describe(series: SeriesState, { unit, label }: Pick<port.SeriesRecord, 'unit' | 'label'>): void {
    series.record = { ...series.record, unit, label }
    this.#waiting.addSeries(series.record)
    this.#options.onSeriesAdded()
  }

  /** Hands over the rows that wait for a commit. `noteStored` or `returnNewRows` tells how that ended. */
  takeNewRows(): NewRows {
    return this.#waiting.take()
  }

  /** The commit that took these rows along has succeeded. */
  noteStored({ hosts }: NewRows): void {
    for (const { id } of hosts) {
      const host = this.host(id)
      if (host !== null) host.isStored = true
    }
  }

  returnNewRows(rows: NewRows): void {
    this.#waiting.giveBack(rows)
    this.#dropRemovedRows()
  }

  /** The batch as it is to be stored: values may have been taken under an id that has changed since. */
  withStoredIds(batch: port.WriteBatch): port.WriteBatch {
    return this.#index.newIds.inBatch(batch)
  }

  /** Another console has stored the same first: from now on it is called as there. */
  rename({ identities, series }: port.Renamed): void {
    const known = new Map([...this.#index.identities].map((identity) => [identity.record.id, identity]))
    for (const [from, to] of identities) {
      const identity = known.get(from)
      if (identity === undefined) continue
      this.#index.renameIdentity(identity, to)
      // Its row was perhaps left out of the commit.
      identity.host.isStored = false
      this.spareHosts.add(identity.host)
    }
    for (const [from, to] of series) this.#index.renameSeries(from, to)
    this.#waiting.rename(this.#index.newIds)
  }

  /** Whatever was named while there were no ids gets one that the database may see. */
  settleProvisional(): void {
    for (const host of [...this.hosts]) {
      if (!this.#ids.isProvisional(host.record.id)) continue
      const id = this.#ids.next('host')
      this.#index.newIds.addHost(host.record.id, id)
      this.#directory.rename(host, id)
      for (const identity of host.identities) identity.record = { ...identity.record, hostId: id }
    }
    for (const identity of this.#index.identities)
      if (this.#ids.isProvisional(identity.record.id))
        this.#index.renameIdentity(identity, this.#ids.next('identity'))
    for (const { id } of [...this.#index.allSeries])
      if (this.#ids.isProvisional(id)) this.#index.renameSeries(id, this.#ids.next('series'))
    this.#waiting.rename(this.#index.newIds)
    this.#ids.settleProvisional()
    this.#options.onSeriesAdded()
    this.noteHostChanged()
  }

  /** An identity as the database has it; its host has to be known. */
  adoptIdentity(record: port.IdentityRecord): IdentityState | null {
    const host = this.host(record.hostId)
    const known = this.findIdentity(record.source, record.name)
    this.#ids.noteUsed('identity', record.id)
    if (host === null) return null
    if (known === null) return this.#index.put(record, host)
    // Two that differ in nothing but case are one here; the first counts.
    if (known.record.name !== record.name) return null
    if (known.record.id !== record.id) {
      this.#index.renameIdentity(known, record.id)
      this.#waiting.rename(this.#index.newIds)
    }
    if (known.host !== host) this.move([known], host)
    return known
  }

  /** A series as the database has it. True when it is new here. */
  adoptSeries(record: port.SeriesRecord, identity: IdentityState): boolean {
    const known = identity.seriesByMetric.get(record.metric)
    this.#ids.noteUsed('series', record.id)
    if (known === undefined) {
      this.#index.addSeries(record, identity)
      return true
    }
    if (known.id !== record.id) {
      this.#index.renameSeries(known.id, record.id)
      this.#waiting.rename(this.#index.newIds)
    }
    known.record = record
    return false
  }

  /** A change that the pages do not know of yet: another console has made it. */
  noteAdopted(): void {
    this.#options.onSeriesAdded()
    this.noteHostChanged()
  }

  addHost(record: port.HostRecord): HostState {
    return this.#directory.add(record)
  }

  setCredential(credential: port.CredentialRecord, host: HostState): void {
    this.#directory.putLogin(credential, host)
    this.noteHostChanged()
  }

  /** Something of a host changed that pages show. */
  noteHostChanged(): void {
    this.#options.onHostChanged()
  }

  /** Moves identities, and whatever is known under them, to another host. */
  move(identities: readonly IdentityState[], to: HostState): void {
    for (const identity of identities) {
      identity.host.identities.delete(identity)
      identity.host = to
      identity.record = { ...identity.record, hostId: to.record.id }
      to.identities.add(identity)
    }
  }

  moveLogins(loginIds: readonly number[], to: HostState): void {
    for (const loginId of loginIds) this.#directory.moveLogin(loginId, to)
  }

  removeHost(host: HostState): void {
    this.#directory.remove(host)
    this.#index.removeAllOf(host)
    this.#dropRemovedRows()
  }

  /** A value of this name that a start after a crash still knows, for rates of counters. */
  lastValue(identity: IdentityState, metric: string): { at: EpochMs; value: SampleValue } | null {
    const series = identity.seriesByMetric.get(metric)
    if (series === undefined || series.lastAt === null) return null
    return { at: series.lastAt, value: series.lastValue }
  }

  #newHost(name: string): HostState {
    const record = hostRecord(this.nextHostId(), name, this.#options.now())
    this.#waiting.addHost(record)
    const host = this.#directory.add(record)
    this.#options.onHostAdded(host)
    return host
  }

  #addIdentity(source: SourceName, name: string, host: HostState): IdentityState {
    const id = this.#ids.next('identity')
    const record: port.IdentityRecord = { id, hostId: host.record.id, source, name }
    this.#waiting.addIdentity(record)
    return this.#index.put(record, host)
  }

  #dropRemovedRows(): void {
    const identityIds = new Set([...this.#index.identities].map(({ record }) => record.id))
    this.#waiting.keep({
      host: ({ id }) => this.host(id) !== null,
      identity: ({ id }) => identityIds.has(id),
      series: ({ id }) => this.#index.series(id) !== null,
    })
  }
}
