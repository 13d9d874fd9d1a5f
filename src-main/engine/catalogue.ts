import type { EpochMs, SourceName } from '../contract/index.ts'
import type { Reading, SampleValue } from '../domain/sample.ts'
import type { CredentialRecord, HostRecord, IdentityRecord, SeriesRecord, Store } from '../storage/store.ts'
import { type HostState, IdentityState, SeriesState } from './catalogue-state.ts'
import { HostDirectory, hostRecord } from './host-directory.ts'
import { type NewRows, WaitingRows } from './waiting-rows.ts'

/** Twice what one record of collectl may name (collectl.md §7). */
export const SERIES_PER_IDENTITY = 20_000

interface CatalogueOptions {
  readonly now: () => EpochMs
  readonly onHostAdded: (host: HostState) => void
  readonly onSeriesAdded: () => void
  readonly onHostChanged: () => void
}

/** Setting that keeps the last ids: what is deleted must not come back as something else. */
export const LAST_IDS = 'last-ids'

interface LastIds {
  readonly host: number
  readonly identity: number
  readonly series: number
}

/**
 * Hosts, identities and series in memory: who is who, without asking the
 * database for every value. A series belongs to an identity (source and name);
 * an identity belongs to a host, which is what merging and splitting change.
 */
export class Catalogue {
  readonly #options: CatalogueOptions
  readonly #directory = new HostDirectory()
  readonly #identities = new Map<string, IdentityState>()
  readonly #series = new Map<number, SeriesState>()
  readonly #waiting = new WaitingRows()
  #lastIdentityId = 0
  #lastSeriesId = 0

  constructor(options: CatalogueOptions) {
    this.#options = options
  }

  /** @param since newest values are looked for back to here */
  async load(store: Store, since: EpochMs): Promise<void> {
    const [hosts, identities, credentials, series, profiles, settings] = await Promise.all([
      store.hosts(),
      store.identities(),
      store.credentials(),
      store.series(),
      store.profiles(),
      store.settings(),
    ])
    for (const record of hosts) this.#directory.add(record)
    const byId = new Map<number, IdentityState>()
    for (const record of identities) {
      const host = this.host(record.hostId)
      this.#lastIdentityId = Math.max(this.#lastIdentityId, record.id)
      if (host !== null) byId.set(record.id, this.#putIdentity(record, host))
    }
    for (const record of series) {
      const identity = byId.get(record.identityId)
      this.#lastSeriesId = Math.max(this.#lastSeriesId, record.id)
      if (identity !== undefined) this.#addSeries(record, identity)
    }
    for (const credential of credentials) {
      const host = this.host(credential.hostId)
      if (host !== null) this.#directory.putLogin(credential, host)
    }
    for (const { hostId, profile } of profiles) {
      const host = this.host(hostId)
      if (host !== null && profile.updatedAt !== null) host.profile = profile
    }
    this.#noteLastIds(settings[LAST_IDS])
    await this.#loadNewest(store, since)
  }

  get hosts(): IterableIterator<HostState> {
    return this.#directory.all
  }

  get hostCount(): number {
    return this.#directory.size
  }

  get seriesCount(): number {
    return this.#series.size
  }

  get lastIds(): LastIds {
    return { host: this.#directory.lastId, identity: this.#lastIdentityId, series: this.#lastSeriesId }
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

  credential(loginId: number): CredentialRecord | null {
    return this.#directory.login(loginId)?.credential ?? null
  }

  credentialsOf(host: HostState): readonly CredentialRecord[] {
    return this.#directory.loginsOf(host)
  }

  series(id: number): SeriesState | null {
    return this.#series.get(id) ?? null
  }

  get allSeries(): IterableIterator<SeriesState> {
    return this.#series.values()
  }

  nextHostId(): number {
    return this.#directory.nextId()
  }

  findIdentity(source: SourceName, name: string): IdentityState | null {
    return this.#identities.get(identityKey(source, name)) ?? null
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
      this.#settleType(known, reading.value)
      return known
    }
    if (identity.seriesByMetric.size >= SERIES_PER_IDENTITY) return null
    const record: SeriesRecord = {
      id: ++this.#lastSeriesId,
      identityId: identity.record.id,
      metric: reading.metric,
      unit: reading.unit,
      label: reading.label,
      type: (isText ?? typeof reading.value === 'string') ? 'text' : 'number',
    }
    this.#waiting.addSeries(record)
    this.#options.onSeriesAdded()
    const series = this.#addSeries(record, identity)
    series.isUndecided = isText === undefined && reading.value === null
    return series
  }

  #settleType(series: SeriesState, value: SampleValue): void {
    if (value === null) return
    const isFirstWord = typeof value === 'string' && series.isUndecided
    const isNumberAtLast = typeof value === 'number' && series.record.type === 'text'
    series.isUndecided = false
    if (!isFirstWord && !isNumberAtLast) return
    series.record = { ...series.record, type: isFirstWord ? 'text' : 'number' }
    this.#waiting.addSeries(series.record)
  }

  /** Hands over the rows that wait for a commit. After a failure they come back by `returnNewRows`. */
  takeNewRows(): NewRows {
    return this.#waiting.take()
  }

  returnNewRows(rows: NewRows): void {
    this.#waiting.giveBack(rows)
    this.#dropRemovedRows()
  }

  addHost(record: HostRecord): HostState {
    return this.#directory.add(record)
  }

  setCredential(credential: CredentialRecord, host: HostState): void {
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
    for (const identity of host.identities) {
      this.#identities.delete(identityKey(identity.record.source, identity.record.name))
      for (const series of identity.seriesByMetric.values()) this.#series.delete(series.id)
    }
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
    const record: IdentityRecord = { id: ++this.#lastIdentityId, hostId: host.record.id, source, name }
    this.#waiting.addIdentity(record)
    return this.#putIdentity(record, host)
  }

  #putIdentity(record: IdentityRecord, host: HostState): IdentityState {
    const identity = new IdentityState(record, host)
    this.#identities.set(identityKey(record.source, record.name), identity)
    host.identities.add(identity)
    return identity
  }

  #addSeries(record: SeriesRecord, identity: IdentityState): SeriesState {
    const series = new SeriesState(record, identity)
    this.#series.set(record.id, series)
    identity.seriesByMetric.set(record.metric, series)
    return series
  }

  async #loadNewest(store: Store, since: EpochMs): Promise<void> {
    const latest = await store.latestSamples(since)
    latest.series.forEach((seriesId, index) => {
      const value = latest.value[index] ?? NaN
      this.series(seriesId)?.note(latest.at[index] ?? 0, Number.isNaN(value) ? null : value)
    })
    for (const series of this.allSeries) {
      if (series.record.type !== 'text') continue
      const spans = await store.states({ seriesId: series.id, from: since, to: this.#options.now() })
      const last = spans.at(-1)
      if (last !== undefined) series.note(last.to, last.value)
    }
  }

  #noteLastIds(stored: unknown): void {
    const { host = 0, identity = 0, series = 0 } = (stored ?? {}) as Partial<LastIds>
    this.#directory.noteUsedId(host)
    this.#lastIdentityId = Math.max(this.#lastIdentityId, identity)
    this.#lastSeriesId = Math.max(this.#lastSeriesId, series)
  }

  #dropRemovedRows(): void {
    const identityIds = new Set([...this.#identities.values()].map(({ record }) => record.id))
    this.#waiting.keep({
      host: ({ id }) => this.host(id) !== null,
      identity: ({ id }) => identityIds.has(id),
      series: ({ id }) => this.#series.has(id),
    })
  }
}

function identityKey(source: SourceName, name: string): string {
  return `${source} ${name.toLowerCase()}`
}
