import type { EpochMs, SourceName } from '../contract/index.ts'
import { isSameMachine } from '../domain/host-name.ts'
import type { Reading, SampleValue } from '../domain/sample.ts'
import type { CredentialRecord, HostRecord, IdentityRecord, SeriesRecord, Store } from '../storage/store.ts'
import { HostState, IdentityState, SeriesState } from './catalogue-state.ts'

/** Rows that the next commit has to take along, because samples refer to them. */
export interface NewRows {
  readonly hosts: HostRecord[]
  readonly identities: IdentityRecord[]
  readonly series: SeriesRecord[]
}

interface CatalogueOptions {
  readonly now: () => EpochMs
  readonly onHostAdded: (host: HostState) => void
  readonly onSeriesAdded: () => void
  readonly onHostChanged: () => void
}

/** How far back the newest values are looked for at start. */
const RECENT_MS = 15 * 60_000

/**
 * Hosts, identities and series in memory: who is who, without asking the
 * database for every value. A series belongs to an identity (source and name);
 * an identity belongs to a host, which is what merging and splitting change.
 */
export class Catalogue {
  readonly #options: CatalogueOptions
  readonly #hosts = new Map<number, HostState>()
  readonly #identities = new Map<string, IdentityState>()
  readonly #series = new Map<number, SeriesState>()
  /** ScopePort login id → host; differs from the host's own id after a merge. */
  readonly #logins = new Map<number, { host: HostState; credential: CredentialRecord }>()
  #newRows: NewRows = emptyRows()
  #lastHostId = 0
  #lastIdentityId = 0
  #lastSeriesId = 0

  constructor(options: CatalogueOptions) {
    this.#options = options
  }

  async load(store: Store): Promise<void> {
    const [hosts, identities, credentials, series, profiles] = await Promise.all([
      store.hosts(),
      store.identities(),
      store.credentials(),
      store.series(),
      store.profiles(),
    ])
    for (const record of hosts) this.#addHost(record)
    for (const record of identities) this.#loadIdentity(record)
    const identitiesById = new Map(
      [...this.#identities.values()].map((identity) => [identity.record.id, identity]),
    )
    for (const record of series) {
      const identity = identitiesById.get(record.identityId)
      if (identity !== undefined) this.#addSeries(record, identity)
    }
    for (const credential of credentials) {
      const host = this.#hosts.get(credential.hostId)
      if (host === undefined) continue
      if (host.credential === null || credential.loginId === host.record.id) host.credential = credential
      this.#logins.set(credential.loginId, { host, credential })
      this.#lastHostId = Math.max(this.#lastHostId, credential.loginId)
    }
    for (const { hostId, profile } of profiles) {
      const host = this.#hosts.get(hostId)
      if (host !== undefined) host.profile = profile
    }
    const latest = await store.latestSamples(this.#options.now() - RECENT_MS)
    latest.series.forEach((seriesId, index) => {
      const value = latest.value[index] ?? NaN
      this.#series.get(seriesId)?.note(latest.at[index] ?? 0, Number.isNaN(value) ? null : value)
    })
  }

  get hosts(): IterableIterator<HostState> {
    return this.#hosts.values()
  }

  get hostCount(): number {
    return this.#hosts.size
  }

  get seriesCount(): number {
    return this.#series.size
  }

  host(id: number): HostState | null {
    return this.#hosts.get(id) ?? null
  }

  hostByName(name: string): HostState | null {
    const wanted = name.trim().toLowerCase()
    for (const host of this.#hosts.values()) if (host.record.name.toLowerCase() === wanted) return host
    return null
  }

  hostByLogin(loginId: number): HostState | null {
    return this.#logins.get(loginId)?.host ?? null
  }

  credential(loginId: number): CredentialRecord | null {
    return this.#logins.get(loginId)?.credential ?? null
  }

  series(id: number): SeriesState | null {
    return this.#series.get(id) ?? null
  }

  get allSeries(): IterableIterator<SeriesState> {
    return this.#series.values()
  }

  nextHostId(): number {
    return ++this.#lastHostId
  }

  /** The identity of this name; made, and joined with the host of the same name, when it is new. */
  identity(source: SourceName, name: string): IdentityState {
    const known = this.#identities.get(identityKey(source, name))
    if (known !== undefined) return known
    const host = this.#hostForName(name) ?? this.#newHost(name)
    return this.addIdentity(source, name, host)
  }

  /** The same for a host that is known already, as after a ScopePort login. */
  identityOf(source: SourceName, name: string, host: HostState): IdentityState {
    return this.#identities.get(identityKey(source, name)) ?? this.addIdentity(source, name, host)
  }

  addIdentity(source: SourceName, name: string, host: HostState): IdentityState {
    const record: IdentityRecord = { id: ++this.#lastIdentityId, hostId: host.record.id, source, name }
    this.#newRows.identities.push(record)
    return this.#putIdentity(record, host)
  }

  /**
   * The series of a reading; made when it is new. A text series becomes a
   * numeric one with its first number and stays that (a sensor that once said
   * "unknown" is still a sensor).
   */
  seriesOf(identity: IdentityState, reading: Reading): SeriesState {
    const known = identity.seriesByMetric.get(reading.metric)
    if (known !== undefined) {
      if (known.record.type === 'text' && typeof reading.value === 'number')
        this.#redefine(known, { type: 'number' })
      return known
    }
    const record: SeriesRecord = {
      id: ++this.#lastSeriesId,
      identityId: identity.record.id,
      metric: reading.metric,
      unit: reading.unit,
      label: reading.label,
      type: typeof reading.value === 'string' ? 'text' : 'number',
    }
    this.#newRows.series.push(record)
    this.#options.onSeriesAdded()
    return this.#addSeries(record, identity)
  }

  /** Hands over the rows that wait for a commit. After a failure they come back by `returnNewRows`. */
  takeNewRows(): NewRows {
    const rows = this.#newRows
    this.#newRows = emptyRows()
    return rows
  }

  returnNewRows(rows: NewRows): void {
    this.#newRows.hosts.unshift(...rows.hosts.filter(({ id }) => this.#hosts.has(id)))
    this.#newRows.identities.unshift(...rows.identities)
    this.#newRows.series.unshift(...rows.series.filter(({ id }) => this.#series.has(id)))
  }

  addHost(record: HostRecord): HostState {
    return this.#addHost(record)
  }

  setCredential(credential: CredentialRecord, host: HostState): void {
    this.#logins.set(credential.loginId, { host, credential })
    host.credential = credential
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

  moveLogins(from: HostState, to: HostState): void {
    for (const login of this.#logins.values()) if (login.host === from) login.host = to
    to.credential ??= from.credential
    to.profile ??= from.profile
  }

  removeHost(host: HostState): void {
    this.#hosts.delete(host.record.id)
    for (const [loginId, login] of this.#logins) if (login.host === host) this.#logins.delete(loginId)
    for (const identity of host.identities) {
      this.#identities.delete(identityKey(identity.record.source, identity.record.name))
      for (const series of identity.seriesByMetric.values()) this.#series.delete(series.id)
    }
    this.#newRows = {
      hosts: this.#newRows.hosts.filter(({ id }) => id !== host.record.id),
      identities: this.#newRows.identities.filter(({ hostId }) => hostId !== host.record.id),
      series: this.#newRows.series.filter(({ id }) => this.#series.has(id)),
    }
  }

  /** A value of this name that a start after a crash still knows, for rates of counters. */
  lastValue(identity: IdentityState, metric: string): { at: EpochMs; value: SampleValue } | null {
    const series = identity.seriesByMetric.get(metric)
    return series === undefined || series.lastAt === null
      ? null
      : { at: series.lastAt, value: series.lastValue }
  }

  #hostForName(name: string): HostState | null {
    const exact = this.hostByName(name)
    if (exact !== null) return exact
    for (const host of this.#hosts.values()) {
      const hostname = host.profile?.hostname ?? ''
      if (isSameMachine(host.record.name, name) || isSameMachine(hostname, name)) return host
    }
    return null
  }

  #newHost(name: string): HostState {
    const record: HostRecord = { id: this.nextHostId(), name, enabled: true, createdAt: this.#options.now() }
    this.#newRows.hosts.push(record)
    const host = this.#addHost(record)
    this.#options.onHostAdded(host)
    return host
  }

  #addHost(record: HostRecord): HostState {
    const host = new HostState(record)
    this.#hosts.set(record.id, host)
    this.#lastHostId = Math.max(this.#lastHostId, record.id)
    return host
  }

  #loadIdentity(record: IdentityRecord): void {
    this.#lastIdentityId = Math.max(this.#lastIdentityId, record.id)
    const host = this.#hosts.get(record.hostId)
    if (host !== undefined) this.#putIdentity(record, host)
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
    this.#lastSeriesId = Math.max(this.#lastSeriesId, record.id)
    return series
  }

  #redefine(series: SeriesState, change: Partial<SeriesRecord>): void {
    series.record = { ...series.record, ...change }
    this.#newRows.series.push(series.record)
  }
}

function identityKey(source: SourceName, name: string): string {
  return `${source} ${name.toLowerCase()}`
}

function emptyRows(): NewRows {
  return { hosts: [], identities: [], series: [] }
}
