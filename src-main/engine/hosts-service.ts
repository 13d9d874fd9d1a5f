import type { EpochMs, Host, HostState as HostStateName } from '../contract/index.ts'
import { type CredentialRecord, type Store, StoreError } from '../storage/store.ts'
import type { Catalogue } from './catalogue.ts'
import type { HostState, IdentityState } from './catalogue-state.ts'
import type { ChangeLog } from './change-log.ts'
import { ExpectedError } from './expected-error.ts'
import { hostRecord } from './host-directory.ts'
import { EMPTY_PROFILE } from './host-profile.ts'
import { stateOf, viewOf } from './host-view.ts'
import type { IngestService } from './ingest-service.ts'
import { OneAtATime } from './one-at-a-time.ts'
import type { PasswordService } from './password-service.ts'
import type { StorageService } from './storage-service.ts'

interface HostsServiceOptions {
  readonly catalogue: Catalogue
  readonly storage: StorageService
  readonly ingest: IngestService
  readonly passwords: PasswordService
  readonly changes: ChangeLog
  readonly now: () => EpochMs
  /** Changes take turns, also with what other consoles have changed. */
  readonly turn?: OneAtATime
}

type HostWithPassword = Host & { password: string }

/** Hosts as pages see and change them. */
export class HostsService {
  readonly #options: HostsServiceOptions
  readonly #turn: OneAtATime

  constructor(options: HostsServiceOptions) {
    this.#options = options
    this.#turn = options.turn ?? new OneAtATime()
  }

  list(): Host[] {
    return [...this.#options.catalogue.hosts].map((host) => this.#view(host))
  }

  get(id: number): Host {
    return this.#view(this.#find(id))
  }

  stateOf(host: HostState): HostStateName {
    return stateOf(host, this.#options.now())
  }

  async create(name: string): Promise<HostWithPassword> {
    this.#refuseTaken(name, null)
    const { catalogue, storage, now } = this.#options
    const id = catalogue.nextHostId()
    const { password, credential } = await this.#newCredential(id)
    return this.#turn.run(async () => {
      this.#refuseTaken(name, null)
      const { store } = storage
      const record = hostRecord(id, name, now())
      // In memory first, so that a stream of the same name that begins now joins it.
      const host = catalogue.addHost(record)
      try {
        await store.insertHost(record)
        host.isStored = true
        await store.putCredential(credential)
      } catch (error) {
        catalogue.removeHost(host)
        await store.deleteHost(id).catch(() => undefined)
        throw error
      }
      catalogue.setCredential(credential, host)
      return { ...this.#view(host), password }
    })
  }

  update(id: number, patch: { name?: string | undefined; enabled?: boolean | undefined }): Promise<Host> {
    return this.#turn.run(async () => {
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
    })
  }

  /** What the host's clients may claim to be at a login, as the journal writes it. */
  loginIdentitiesOf(id: number): readonly string[] {
    const host = this.#find(id)
    const logins = this.#options.catalogue.credentialsOf(host).map(({ loginId }) => String(loginId))
    const named = [...host.identities].filter(({ record }) => record.source === 'scopeport')
    return [...new Set([String(id), ...logins, ...named.map(({ record }) => record.name)])]
  }

  /** Removes the host with everything that it sent. One that still sends comes back as a new one. */
  remove(id: number): Promise<Host> {
    return this.#turn.run(async () => {
      const { catalogue, ingest, storage } = this.#options
      const host = this.#find(id)
      const view = this.#view(host)
      host.isLeaving = true
      try {
        // Removing a host makes room: a full disk may not stand in its way.
        await fitsOnDisk(ingest.settle())
        await storage.store.deleteHost(id)
        ingest.forget(host)
      } catch (error) {
        host.isLeaving = false
        throw error
      }
      catalogue.removeHost(host)
      catalogue.noteHostChanged()
      return view
    })
  }

  /** One password a host: it holds for the host's own id, and for every login that merging brought. */
  async rotatePassword(id: number): Promise<HostWithPassword> {
    this.#find(id)
    const { password, credential } = await this.#newCredential(id)
    return this.#turn.run(async () => {
      const { catalogue } = this.#options
      const host = this.#find(id)
      const loginIds = new Set([...catalogue.credentialsOf(host).map(({ loginId }) => loginId), id])
      const store = await this.#settledStore()
      for (const loginId of loginIds) {
        await store.putCredential({ ...credential, loginId })
        catalogue.setCredential({ ...credential, loginId }, host)
      }
      return { ...this.#view(host), password }
    })
  }

  merge(id: number, fromId: number): Promise<Host> {
    return this.#turn.run(async () => {
      const { catalogue, changes } = this.#options
      if (id === fromId) throw new ExpectedError('HOST_MERGE_REFUSED', 'A host cannot be merged with itself.')
      const [to, from] = [this.#find(id), this.#find(fromId)]
      const store = await this.#settledStore()
      await store.mergeHosts({ fromHostId: fromId, toHostId: id })
      to.profile ??= from.profile
      catalogue.move([...from.identities], to)
      catalogue.moveLogins(
        catalogue.credentialsOf(from).map(({ loginId }) => loginId),
        to,
      )
      catalogue.removeHost(from)
      changes.add({ kind: 'host-merged', subject: to.record.name, detail: from.record.name, hostId: id })
      catalogue.noteHostChanged()
      return this.#view(to)
    })
  }

  /** A ScopePort identity takes its login and the profile along, and gets its old number back where that is free. */
  split(id: number, identityId: number, name: string | undefined): Promise<Host> {
    return this.#turn.run(async () => {
      const { catalogue, ingest, now } = this.#options
      const from = this.#find(id)
      const identity = [...from.identities].find(({ record }) => record.id === identityId)
      if (identity === undefined) throw new ExpectedError('NOT_FOUND', 'This host has no such identity.')
      if (from.identities.size === 1)
        throw new ExpectedError('HOST_MERGE_REFUSED', 'This is the only identity of the host.')
      const wanted = name ?? this.#freeName(identity)
      this.#refuseTaken(wanted, null)
      const login = this.#loginOf(identity)
      const isIdFree = login !== null && catalogue.host(login.loginId) === null
      const record = hostRecord(isIdFree ? login.loginId : catalogue.nextHostId(), wanted, now())
      const store = await this.#settledStore()
      await store.insertHost(record)
      await store.moveIdentities({ identityIds: [identityId], toHostId: record.id })
      if (login !== null) await store.putCredential({ ...login, hostId: record.id })
      const host = catalogue.addHost(record)
      host.isStored = true
      catalogue.move([identity], host)
      if (login !== null) catalogue.moveLogins([login.loginId], host)
      if (from.profile !== null && !from.sources.includes('scopeport')) {
        host.profile = from.profile
        from.profile = null
        await ingest.storeProfile(record.id, host.profile)
        await ingest.storeProfile(id, EMPTY_PROFILE)
      }
      catalogue.noteHostChanged()
      return this.#view(host)
    })
  }

  #loginOf({ record, host }: IdentityState): CredentialRecord | null {
    if (record.source !== 'scopeport') return null
    const credential = this.#options.catalogue.credential(Number(record.name))
    return credential?.hostId === host.record.id ? credential : null
  }

  /** The store, once it holds every host and identity that came in with values. */
  async #settledStore(): Promise<Store> {
    await this.#options.ingest.settle()
    return this.#options.storage.store
  }

  async #newCredential(id: number): Promise<{ password: string; credential: CredentialRecord }> {
    const { passwords, now } = this.#options
    const password = passwords.generate()
    const passwordHash = await passwords.hash(password)
    return { password, credential: { loginId: id, hostId: id, passwordHash, changedAt: now() } }
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
    if (other === null || other === except) return
    const way = other.credential === null ? ' It can get a password of its own for ScopePort.' : ''
    throw new ExpectedError('HOST_NAME_TAKEN', `Another host is named “${other.record.name}”.${way}`)
  }

  #view(host: HostState): Host {
    return viewOf(host, this.#options.now())
  }
}

/** Passes over that there was no space left for it; any other failure is passed on. */
async function fitsOnDisk(work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof StoreError && error.code === 'full')) throw error
  }
}
