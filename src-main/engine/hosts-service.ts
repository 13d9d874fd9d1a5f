import type { EpochMs, Host, HostState as HostStateName } from '../contract/index.ts'
import { staleAfterMs } from '../domain/interval-estimate.ts'
import type { CredentialRecord, Store } from '../storage/store.ts'
import type { Catalogue } from './catalogue.ts'
import type { HostState, IdentityState } from './catalogue-state.ts'
import type { ChangeLog } from './change-log.ts'
import { ExpectedError } from './expected-error.ts'
import type { IngestService } from './ingest-service.ts'
import type { PasswordService } from './password-service.ts'
import type { StorageService } from './storage-service.ts'

interface HostsServiceOptions {
  readonly catalogue: Catalogue
  readonly storage: StorageService
  readonly ingest: IngestService
  readonly passwords: PasswordService
  readonly changes: ChangeLog
  readonly now: () => EpochMs
}

type HostWithPassword = Host & { password: string }

/** ScopePort's own console called a host outdated after two minutes (scopeport.md §4). */
const SCOPEPORT_STALE_MS = 120_000

/** Hosts as pages see and change them. */
export class HostsService {
  readonly #options: HostsServiceOptions

  constructor(options: HostsServiceOptions) {
    this.#options = options
  }

  list(): Host[] {
    return [...this.#options.catalogue.hosts].map((host) => this.#view(host))
  }

  get(id: number): Host {
    return this.#view(this.#find(id))
  }

  async create(name: string): Promise<HostWithPassword> {
    const { catalogue, storage, now } = this.#options
    this.#refuseTaken(name, null)
    const record = { id: catalogue.nextHostId(), name, enabled: true, createdAt: now() }
    const { password, credential } = await this.#newCredential(record.id, record.id)
    await storage.store.insertHost(record)
    await storage.store.putCredential(credential)
    const host = catalogue.addHost(record)
    catalogue.setCredential(credential, host)
    return { ...this.#view(host), password }
  }

  async update(
    id: number,
    patch: { name?: string | undefined; enabled?: boolean | undefined },
  ): Promise<Host> {
    const host = this.#find(id)
    if (patch.name !== undefined) this.#refuseTaken(patch.name, host)
    const change = {
      ...(patch.name === undefined ? {} : { name: patch.name }),
      ...(patch.enabled === undefined ? {} : { enabled: patch.enabled }),
    }
    const store = await this.#settledStore()
    await store.updateHost(id, change)
    host.record = { ...host.record, ...change }
    this.#options.catalogue.noteHostChanged()
    return this.#view(host)
  }

  async remove(id: number): Promise<Host> {
    const host = this.#find(id)
    const view = this.#view(host)
    const store = await this.#settledStore()
    await store.deleteHost(id)
    this.#options.catalogue.removeHost(host)
    this.#options.catalogue.noteHostChanged()
    return view
  }

  async rotatePassword(id: number): Promise<HostWithPassword> {
    const host = this.#find(id)
    const { password, credential } = await this.#newCredential(host.credential?.loginId ?? id, id)
    const store = await this.#settledStore()
    await store.putCredential(credential)
    this.#options.catalogue.setCredential(credential, host)
    return { ...this.#view(host), password }
  }

  async merge(id: number, fromId: number): Promise<Host> {
    const { catalogue, changes } = this.#options
    if (id === fromId) throw new ExpectedError('HOST_MERGE_REFUSED', 'A host cannot be merged with itself.')
    const [to, from] = [this.#find(id), this.#find(fromId)]
    const identities = [...from.identities]
    const store = await this.#settledStore()
    await store.moveIdentities({ identityIds: identities.map(({ record }) => record.id), toHostId: id })
    await store.moveCredentials({ fromHostId: fromId, toHostId: id })
    await store.deleteHost(fromId)
    catalogue.move(identities, to)
    catalogue.moveLogins(from, to)
    catalogue.removeHost(from)
    changes.add({ kind: 'host-merged', subject: to.record.name, detail: from.record.name, hostId: id })
    catalogue.noteHostChanged()
    return this.#view(to)
  }

  async split(id: number, identityId: number, name: string | undefined): Promise<Host> {
    const { catalogue, now } = this.#options
    const from = this.#find(id)
    const identity = [...from.identities].find(({ record }) => record.id === identityId)
    if (identity === undefined) throw new ExpectedError('NOT_FOUND', 'This host has no such identity.')
    if (from.identities.size === 1)
      throw new ExpectedError('HOST_MERGE_REFUSED', 'This is the only identity of the host.')
    const wanted = name ?? this.#freeName(identity)
    this.#refuseTaken(wanted, null)
    const record = { id: catalogue.nextHostId(), name: wanted, enabled: true, createdAt: now() }
    const store = await this.#settledStore()
    await store.insertHost(record)
    await store.moveIdentities({ identityIds: [identityId], toHostId: record.id })
    const host = catalogue.addHost(record)
    catalogue.move([identity], host)
    catalogue.noteHostChanged()
    return this.#view(host)
  }

  stateOf(host: HostState): HostStateName {
    if (!host.record.enabled) return 'disabled'
    const { lastSampleAt } = host
    if (lastSampleAt === null) return 'silent'
    const now = this.#options.now()
    const isFresh = [...host.identities].some((identity) => {
      if (identity.lastSampleAt === null) return false
      const measured = staleAfterMs(identity.intervalMs)
      const after = identity.record.source === 'scopeport' ? Math.max(measured, SCOPEPORT_STALE_MS) : measured
      return now - identity.lastSampleAt <= after
    })
    return isFresh ? 'good' : 'stale'
  }

  /** The store, once it holds every host and identity that came in with values. */
  async #settledStore(): Promise<Store> {
    await this.#options.ingest.settle()
    return this.#options.storage.store
  }

  async #newCredential(
    loginId: number,
    hostId: number,
  ): Promise<{ password: string; credential: CredentialRecord }> {
    const { passwords, now } = this.#options
    const password = passwords.generate()
    const passwordHash = await passwords.hash(password)
    return { password, credential: { loginId, hostId, passwordHash, changedAt: now() } }
  }

  #freeName(identity: IdentityState): string {
    const base =
      identity.record.source === 'scopeport'
        ? `${identity.host.record.name} (ScopePort)`
        : identity.record.name
    for (let number = 1; ; number++) {
      const name = number === 1 ? base : `${base} ${number}`
      if (this.#options.catalogue.hostByName(name) === null) return name
    }
  }

  #find(id: number): HostState {
    const host = this.#options.catalogue.host(id)
    if (host === null) throw new ExpectedError('NOT_FOUND', `There is no host ${id}.`)
    return host
  }

  #refuseTaken(name: string, except: HostState | null): void {
    const other = this.#options.catalogue.hostByName(name)
    if (other !== null && other !== except)
      throw new ExpectedError('HOST_NAME_TAKEN', `Another host is named “${name}”.`)
  }

  #view(host: HostState): Host {
    const identities = [...host.identities].map((identity) => ({
      id: identity.record.id,
      source: identity.record.source,
      name: identity.record.name,
      seriesCount: identity.seriesByMetric.size,
      lastSampleAt: identity.lastSampleAt,
    }))
    return {
      id: host.record.id,
      name: host.record.name,
      enabled: host.record.enabled,
      state: this.stateOf(host),
      sources: host.sources,
      identities,
      hasPassword: host.credential !== null,
      passwordChangedAt: host.credential?.changedAt ?? null,
      lastSampleAt: host.lastSampleAt,
      createdAt: host.record.createdAt,
      seriesCount: identities.reduce((sum, { seriesCount }) => sum + seriesCount, 0),
      profile: host.profile,
    }
  }
}
