import type { CollectlListenerView, EpochMs, Listener } from '../contract/index.ts'
import type { Peer } from '../net/session-socket.ts'
import { TcpHost } from '../net/tcp-host.ts'
import type { CollectlEvent } from '../protocols/collectl/events.ts'
import { createPushedSession } from '../protocols/collectl/pushed-session.ts'
import { DEFAULT_COLLECTL_PORT } from '../protocols/collectl/server-command.ts'
import type { Store } from '../storage/store.ts'
import type { BlacklistService } from './blacklist-service.ts'
import type { CollectlGuests } from './collectl-guests.ts'
import type { StreamObserver } from './collectl-stream.ts'
import { ExpectedError } from './expected-error.ts'
import type { LoginJournal } from './login-journal.ts'
import { OneAtATime } from './one-at-a-time.ts'
import type { StreamDoor } from './private-door.ts'
import type { StorageService } from './storage-service.ts'

interface CollectlListenerOptions {
  readonly storage: StorageService
  readonly blacklist: BlacklistService
  readonly journal: LoginJournal
  readonly guests: CollectlGuests
  /** Multiplies how long silence is borne. */
  readonly patience: number
  readonly now: () => EpochMs
  readonly onListener: (listener: Listener) => void
}

interface Wanted {
  readonly enabled: boolean
  readonly host: string
  readonly port: number
  readonly allowAny: boolean
}

interface Expected {
  readonly observer: StreamObserver
  readonly intervalMs: number
  peer: Peer | null
}

type CollectlHost = TcpHost<never, never, CollectlEvent>

const SETTING = 'collectl-listener'
const PROTOCOL = 'collectl'
const DEFAULTS: Wanted = { enabled: false, host: '0.0.0.0', port: DEFAULT_COLLECTL_PORT, allowAny: false }
/** One collectl is one connection; nobody has two thousand machines behind one address. */
const LIMITS = { maxConnections: 2_048, maxConnectionsPerAddress: 256 }
const OFF = { name: 'collectl', state: 'off', reason: null, nextTryAt: null, connections: 0 } as const
/** Words would be a question to collectl, which stops at a single byte (collectl.md §6). */
const SILENCE = new Uint8Array(0)

/**
 * Where collectls connect that were started with our address. Off until a run
 * or a person wants it; by default only addresses that a run expects get in,
 * and each of them once.
 */
export class CollectlListener {
  readonly #options: CollectlListenerOptions
  readonly #turn = new OneAtATime()
  readonly #expected = new Map<string, Expected>()
  readonly #streams = new Map<Peer, StreamObserver>()
  #wanted: Wanted = DEFAULTS
  #holds = 0
  #host: CollectlHost | null = null
  #isStopped = false

  constructor(options: CollectlListenerOptions) {
    this.#options = options
  }

  /** Reads how it was left. */
  async load(store: Store): Promise<void> {
    const saved = (await store.settings())[SETTING]
    this.#wanted = { ...DEFAULTS, ...(typeof saved === 'object' && saved !== null ? saved : {}) }
  }

  start(): Promise<void> {
    this.#isStopped = false
    return this.#settle()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#settle()
  }

  get listener(): Listener {
    return this.#host?.listener ?? { ...OFF, host: this.#wanted.host, port: this.#wanted.port }
  }

  get view(): CollectlListenerView {
    const { host, port, state, reason, nextTryAt, connections } = this.listener
    const { enabled, allowAny, port: wantedPort } = this.#wanted
    const { list: guests } = this.#options.guests
    return { enabled, host, port, wantedPort, allowAny, state, reason, nextTryAt, connections, guests }
  }

  /**
   * @throws ExpectedError COLLECTL_LISTENER_IN_USE when it would have to listen
   *   elsewhere while a run uses it; StoreError
   */
  update(change: { [Key in keyof Wanted]?: Wanted[Key] | undefined }): Promise<CollectlListenerView> {
    const known = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    return this.#turn.run(async () => {
      const wanted: Wanted = { ...this.#wanted, ...known }
      const isMoved = wanted.host !== this.#wanted.host || wanted.port !== this.#wanted.port
      if (isMoved && this.#holds > 0) {
        throw new ExpectedError(
          'COLLECTL_LISTENER_IN_USE',
          'A run uses the listener: change its address when the run has ended.',
        )
      }
      await this.#options.storage.store.putSetting(SETTING, wanted)
      this.#wanted = wanted
      if (isMoved) await this.#close()
      await this.#openOrClose()
      return this.view
    })
  }

  /** A run begins to need it. Resolves when it listens, or has failed to. */
  hold(): Promise<void> {
    this.#holds++
    return this.#settle()
  }

  release(): Promise<void> {
    this.#holds--
    return this.#settle()
  }

  /**
   * Lets one connection from this address in, and gives the door that closes
   * it; null where it does not listen or the address is expected already, so
   * that its connections could not be told apart.
   */
  expect(address: string, intervalMs: number, observer: StreamObserver): StreamDoor | null {
    const { state, port } = this.listener
    if (state !== 'listening' || this.#expected.has(address)) return null
    const expected: Expected = { observer, intervalMs, peer: null }
    this.#expected.set(address, expected)
    return {
      port,
      close: (reason) => {
        this.#expected.delete(address)
        if (expected.peer !== null) this.#host?.cut(expected.peer, reason)
        return Promise.resolve()
      },
    }
  }

  #settle(): Promise<void> {
    return this.#turn.run(() => this.#openOrClose())
  }

  async #openOrClose(): Promise<void> {
    const isWanted = !this.#isStopped && (this.#wanted.enabled || this.#holds > 0)
    if (isWanted && this.#host === null) await this.#open()
    else if (!isWanted) await this.#close()
  }

  async #open(): Promise<void> {
    const { now, onListener } = this.#options
    this.#host = new TcpHost<never, never, CollectlEvent>({
      name: 'collectl',
      host: this.#wanted.host,
      port: this.#wanted.port,
      limits: LIMITS,
      now,
      refuse: (peer) => this.#refuse(peer),
      onOverLimit: (peer, reason) => {
        this.#refused(peer, reason)
        return null
      },
      openSession: (peer) => this.#openSession(peer),
      onAsk: () => Promise.reject(new Error('collectl asks nothing')),
      onEvent: (event, peer) => this.#streams.get(peer)?.event(event),
      onState: onListener,
      onClosed: (peer, reason) => this.#onClosed(peer, reason),
    })
    await this.#host.start()
  }

  async #close(): Promise<void> {
    const host = this.#host
    if (host === null) return
    this.#host = null
    await host.stop(0)
    this.#options.onListener(this.listener)
  }

  #refuse(peer: Peer): Uint8Array | null {
    const { blacklist } = this.#options
    const entry = blacklist.findAndCount(peer.address)
    if (entry !== null) return this.#refused(peer, `on the blacklist (${entry.host})`)
    const expected = this.#expected.get(peer.address)
    if (expected !== undefined && expected.peer === null) return null
    if (this.#wanted.allowAny) return null
    return this.#refused(
      peer,
      expected === undefined ? 'no run expects this address' : 'the run reads this address already',
    )
  }

  #refused(peer: Peer, reason: string): Uint8Array {
    const { journal } = this.#options
    journal.add({ protocol: PROTOCOL, address: peer.address, identity: null, outcome: 'refused', reason })
    return SILENCE
  }

  #openSession(peer: Peer) {
    const { now, guests, journal, patience } = this.#options
    const expected = this.#expected.get(peer.address)
    const isExpected = expected !== undefined && expected.peer === null
    const observer = isExpected ? expected.observer : guests.receive(peer.address)
    if (isExpected) expected.peer = peer
    this.#streams.set(peer, observer)
    journal.add({
      protocol: PROTOCOL,
      address: peer.address,
      identity: null,
      outcome: 'accepted',
      reason: null,
    })
    observer.opened(peer.address)
    return createPushedSession({
      connectedAt: now(),
      knownIntervalMs: isExpected ? expected.intervalMs : null,
      patience,
    })
  }

  #onClosed(peer: Peer, reason: string): void {
    this.#streams.get(peer)?.closed(reason)
    this.#streams.delete(peer)
  }
}
