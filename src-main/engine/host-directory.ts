import type { EpochMs } from '../contract/index.ts'
import { isSameMachine } from '../domain/host-name.ts'
import type { CredentialRecord, HostRecord } from '../storage/store.ts'
import { HostState } from './catalogue-state.ts'
import { IdSource } from './id-source.ts'

interface Login {
  host: HostState
  readonly credential: CredentialRecord
}

/** Hosts by id, by name, and by what their ScopePort clients log in with. */
export class HostDirectory {
  readonly #hosts = new Map<number, HostState>()
  /** ScopePort login id → host; differs from the host's own id after a merge. */
  readonly #logins = new Map<number, Login>()
  readonly #ids: IdSource

  constructor(ids = new IdSource()) {
    this.#ids = ids
  }

  clear(): void {
    this.#hosts.clear()
    this.#logins.clear()
  }

  get all(): IterableIterator<HostState> {
    return this.#hosts.values()
  }

  get size(): number {
    return this.#hosts.size
  }

  /** An id is never given twice: a client may still log in with it. */
  nextId(): number {
    return this.#ids.next('host')
  }

  noteUsedId(id: number): void {
    this.#ids.noteUsed('host', id)
  }

  byId(id: number): HostState | null {
    return this.#hosts.get(id) ?? null
  }

  byName(name: string): HostState | null {
    const wanted = name.trim().toLowerCase()
    for (const host of this.all) if (host.record.name.toLowerCase() === wanted) return host
    return null
  }

  /** The host that a protocol means by this name; null as well when it could mean two. */
  byMachineName(name: string): HostState | null {
    const exact = this.byName(name)
    if (exact !== null) return exact
    const found = [...this.all].filter((host) => {
      const hostname = host.profile?.hostname ?? ''
      return isSameMachine(host.record.name, name) || isSameMachine(hostname, name)
    })
    return found.length === 1 ? (found[0] ?? null) : null
  }

  add(record: HostRecord): HostState {
    const host = new HostState(record)
    this.#hosts.set(record.id, host)
    this.noteUsedId(record.id)
    return host
  }

  /** The host under an id of its own that the database may see. */
  rename(host: HostState, id: number): void {
    this.#hosts.delete(host.record.id)
    host.record = { ...host.record, id }
    this.#hosts.set(id, host)
  }

  remove(host: HostState): void {
    this.#hosts.delete(host.record.id)
    for (const [loginId, login] of this.#logins) if (login.host === host) this.#logins.delete(loginId)
  }

  login(loginId: number): Readonly<Login> | null {
    return this.#logins.get(loginId) ?? null
  }

  loginsOf(host: HostState): readonly CredentialRecord[] {
    return [...this.#logins.values()].filter((login) => login.host === host).map((login) => login.credential)
  }

  /** The host's own login, where it has several, is the one that pages show. */
  putLogin(credential: CredentialRecord, host: HostState): void {
    this.noteUsedId(credential.loginId)
    this.#logins.set(credential.loginId, { host, credential })
    if (host.credential === null || credential.loginId === host.record.id) host.credential = credential
  }

  moveLogin(loginId: number, to: HostState): void {
    const login = this.#logins.get(loginId)
    if (login === undefined) return
    const from = login.host
    const credential = { ...login.credential, hostId: to.record.id }
    this.putLogin(credential, to)
    if (from.credential?.loginId === loginId) from.credential = this.loginsOf(from)[0] ?? null
  }
}

/** When a host was made, where nobody but a protocol said so. */
export function hostRecord(id: number, name: string, createdAt: EpochMs): HostRecord {
  return { id, name, enabled: true, createdAt }
}
