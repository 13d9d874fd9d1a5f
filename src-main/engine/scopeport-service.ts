import type { EpochMs, HostProfile, Listener, Settings } from '../contract/index.ts'
import { assertNever } from '../domain/assert-never.ts'
import { counterRate } from '../domain/counter-rate.ts'
import type { Reading, SampleValue } from '../domain/sample.ts'
import type { Peer } from '../net/session-socket.ts'
import { TcpHost } from '../net/tcp-host.ts'
import type { ScopePortPackage } from '../protocols/scopeport/messages.ts'
import { describeSensor } from '../protocols/scopeport/sensors.ts'
import {
  createScopePortSession,
  refusalBytes,
  type ScopePortEvent,
  type ScopePortQuestion,
  type ScopePortReply,
} from '../protocols/scopeport/session.ts'
import { ActiveAddresses } from './active-addresses.ts'
import type { BlacklistService } from './blacklist-service.ts'
import type { Catalogue } from './catalogue.ts'
import type { HostState } from './catalogue-state.ts'
import { EMPTY_PROFILE } from './host-profile.ts'
import type { IngestService } from './ingest-service.ts'
import type { LoginJournal } from './login-journal.ts'
import type { PasswordService } from './password-service.ts'

interface ScopePortServiceOptions {
  readonly catalogue: Catalogue
  readonly ingest: IngestService
  readonly blacklist: BlacklistService
  readonly journal: LoginJournal
  readonly passwords: PasswordService
  readonly now: () => EpochMs
  readonly onListener: (listener: Listener) => void
}

type ScopePortHost = TcpHost<ScopePortQuestion, ScopePortReply, ScopePortEvent>

/** The raw value of a counter is kept beside its rate, under the sensor's name with this ending. */
const COUNTER_SUFFIX = '.count'
const PROTOCOL = 'ScopePort'

/** The ScopePort server: who may log in, and what becomes of what they send. */
export class ScopePortService {
  readonly #options: ScopePortServiceOptions
  readonly #activeAddresses = new ActiveAddresses()
  #host: ScopePortHost | null = null
  #listener: Listener = {
    name: 'scopeport',
    host: '',
    port: 0,
    state: 'off',
    // Nobody can be known or believed before the database is open.
    reason: 'It waits for the database.',
    nextTryAt: null,
    connections: 0,
  }

  constructor(options: ScopePortServiceOptions) {
    this.#options = options
  }

  get listener(): Listener {
    return this.#host?.listener ?? this.#listener
  }

  /** Address → name of the host that logged in from there last, within a day. */
  get activeAddresses(): ReadonlyMap<string, string> {
    return this.#activeAddresses.since(this.#options.now())
  }

  /** Listens as the settings say; a running listener is replaced. */
  async listen(settings: Settings['scopeport']): Promise<void> {
    await this.stop()
    const { host, port } = settings
    this.#listener = { ...this.#listener, host, port, state: 'off', reason: null, nextTryAt: null }
    if (!settings.enabled) return this.#options.onListener(this.#listener)
    this.#host = new TcpHost({
      name: 'scopeport',
      host,
      port,
      limits: settings,
      now: this.#options.now,
      refuse: (peer) => this.#refuseBlacklisted(peer),
      onOverLimit: (peer, reason) => this.#refuseOverLimit(peer, reason),
      openSession: () => createScopePortSession(),
      onAsk: (question, peer) => this.#answer(question, peer),
      onEvent: (event, peer) => this.#onEvent(event, peer),
      onState: this.#options.onListener,
    })
    await this.#host.start()
  }

  async stop(): Promise<void> {
    const host = this.#host
    this.#host = null
    await host?.stop()
  }

  #refuseBlacklisted(peer: Peer): Uint8Array | null {
    const entry = this.#options.blacklist.findAndCount(peer.address)
    if (entry === null) return null
    this.#refused(peer, null, `on the blacklist (${entry.host})`)
    return refusalBytes('Blacklisted')
  }

  #refuseOverLimit(peer: Peer, reason: string): Uint8Array {
    this.#refused(peer, null, reason)
    return refusalBytes(`There are ${reason}`)
  }

  #onEvent(event: ScopePortEvent, peer: Peer): void {
    switch (event.kind) {
      case 'login-accepted': {
        const host = this.#options.catalogue.hostByLogin(event.loginId)
        if (host !== null) {
          this.#activeAddresses.note(peer.address, host.record.name, this.#options.now())
        }
        const identity = String(event.loginId)
        this.#options.journal.add({
          protocol: PROTOCOL,
          address: peer.address,
          identity,
          outcome: 'accepted',
          reason: null,
        })
        break
      }
      case 'refused':
        this.#refused(peer, event.identity, event.reason)
        if (event.countsAsFailure) this.#options.blacklist.noteFailure(peer.address, PROTOCOL, event.reason)
        break
      default:
        assertNever(event)
    }
  }

  #refused(peer: Peer, identity: string | null, reason: string): void {
    this.#options.journal.add({
      protocol: PROTOCOL,
      address: peer.address,
      identity,
      outcome: 'refused',
      reason,
    })
  }

  async #answer(question: ScopePortQuestion, peer: Peer): Promise<ScopePortReply> {
    switch (question.kind) {
      case 'authenticate':
        return this.#authenticate(question.loginId, question.password)
      case 'store':
        return this.#store(question.loginId, question.package, peer)
      default:
        return assertNever(question)
    }
  }

  async #authenticate(loginId: number, password: string): Promise<ScopePortReply> {
    const { catalogue, passwords } = this.#options
    const host = catalogue.hostByLogin(loginId)
    const credential = catalogue.credential(loginId)
    if (host === null || credential === null) {
      return refused(`there is no host ${loginId} with a password`, 'client')
    }
    try {
      const verdict = await passwords.verify(password, credential.passwordHash)
      if (verdict === 'busy') return refused('Too many logins at once; try again', 'console')
      if (verdict === 'wrong') return refused(`wrong password for host ${loginId}`, 'client')
      // Its agent goes on sending and has done nothing wrong: that may not blacklist its address.
      if (!host.record.enabled) return refused(`host ${loginId} is disabled`, 'operator')
      return { kind: 'accepted' }
    } catch (error) {
      return refused(`The login could not be checked: ${messageOf(error)}`, 'console')
    }
  }

  async #store(loginId: number, sent: ScopePortPackage, peer: Peer): Promise<ScopePortReply> {
    const { catalogue, ingest, now } = this.#options
    const host = catalogue.hostByLogin(loginId)
    if (host === null || host.isLeaving) {
      return { kind: 'not-stored', reason: `host ${loginId} has just been removed` }
    }
    try {
      if (sent.kind === 'profile') await this.#storeProfile(host, sent.update)
      else {
        const identity = catalogue.identityOf('scopeport', String(loginId), host)
        await ingest.store(identity, now(), this.#readingsOf(host, loginId, sent.sensor, sent.value))
      }
      return { kind: 'stored' }
    } catch (error) {
      return { kind: 'not-stored', reason: `${messageOf(error)} (${peer.address})` }
    }
  }

  async #storeProfile(host: HostState, update: Partial<HostProfile>): Promise<void> {
    // Two messages of one host may be on their way to the disk together: each must see the other's part.
    const before = host.profile
    const profile: HostProfile = { ...EMPTY_PROFILE, ...before, ...update, updatedAt: this.#options.now() }
    host.profile = profile
    try {
      await this.#options.ingest.storeProfile(host.record.id, profile)
    } catch (error) {
      if (host.profile === profile) host.profile = before
      throw error
    }
    this.#options.catalogue.noteHostChanged()
  }

  #readingsOf(host: HostState, loginId: number, sensor: string, value: SampleValue): Reading[] {
    const { unit, label, isCounter } = describeSensor(sensor)
    if (!isCounter) return [{ metric: sensor, unit, label, value }]
    const { catalogue, now } = this.#options
    const identity = catalogue.identityOf('scopeport', String(loginId), host)
    const count: Reading = { metric: sensor + COUNTER_SUFFIX, unit: '', label: `${label}, count`, value }
    if (typeof value !== 'number') return [count, { metric: sensor, unit, label, value }]
    const last = catalogue.lastValue(identity, count.metric)
    const previous =
      last !== null && typeof last.value === 'number' ? { at: last.at, value: last.value } : null
    const rate = counterRate(previous, { at: now(), value })
    return rate === null ? [count] : [count, { metric: sensor, unit, label, value: rate }]
  }
}

function refused(reason: string, cause: 'client' | 'operator' | 'console'): ScopePortReply {
  return { kind: 'refused', reason, cause }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
