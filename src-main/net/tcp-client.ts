import { isIP } from 'node:net'
import type { CollectlFormat, EndpointState, EpochMs } from '../contract/index.ts'
import { assertNever } from '../domain/assert-never.ts'
import type { CollectlEvent, CollectlSession, CollectlSessionOptions } from '../protocols/collectl/events.ts'
import { COLLECTL_LIMITS } from '../protocols/collectl/limits.ts'
import { Backoff } from './backoff.ts'
import { ClientConnection } from './client-connection.ts'
import { systemTimers, type Timers } from './timers.ts'

/** Everything that a row of the contract's `Endpoint` says about its connection. */
export interface TcpClientSnapshot {
  readonly state: EndpointState
  readonly format: CollectlFormat | null
  /** Median of the last five distances between records; stays known while the connection is down. */
  readonly intervalMs: number | null
  /** When the last record arrived, by our clock. */
  readonly lastRecordAt: EpochMs | null
  /** What is wrong and what helps; null while all is well. */
  readonly error: string | null
  readonly nextTryAt: EpochMs | null
  readonly connectedSince: EpochMs | null
  readonly clockSkewMs: number | null
  readonly recordsTotal: number
  readonly recordsDropped: number
  readonly valuesPerRecord: number
  /** The name that the sender gives itself, where its format carries one. */
  readonly hostFromStream: string | null
}

export interface TcpClientOptions {
  readonly host: string
  readonly port: number
  readonly createSession: (options: CollectlSessionOptions) => CollectlSession
  /** Each event of the session, in order; the snapshot already includes it. */
  readonly onEvent: (event: CollectlEvent) => void
  /** Called after a change of state, format, error, next try, connected-since or host; not for each record. */
  readonly onState: (snapshot: TcpClientSnapshot) => void
  readonly timers?: Timers
  /** 0 ≤ x < 1, for the jitter. */
  readonly random?: () => number
}

export interface TcpClient {
  /** Connects, and connects again for as long as it takes. While it runs a second call does nothing. */
  start(): void
  /** Ends the connection and every timer, and may be followed by `start`; resolves when the socket is closed. No callback comes after the call. */
  stop(): Promise<void>
  /** Tries at once instead of at `nextTryAt`; does nothing unless the client waits for its next try. */
  retryNow(): void
  /** As `stop`, and shows `paused`. The socket is closed: one that is open but not read would stop collectl. */
  pause(): Promise<void>
  snapshot(): TcpClientSnapshot
}

/** Patience 20 waits five minutes for a first byte: enough for collectls that sample once a minute. */
const GREATEST_PATIENCE = 20

const PAUSED = { state: 'paused', error: null, nextTryAt: null, connectedSince: null } as const

const INITIAL: TcpClientSnapshot = {
  ...PAUSED,
  format: null,
  intervalMs: null,
  lastRecordAt: null,
  clockSkewMs: null,
  recordsTotal: 0,
  recordsDropped: 0,
  valuesPerRecord: 0,
  hostFromStream: null,
}

class ReconnectingClient implements TcpClient {
  readonly #options: TcpClientOptions
  readonly #timers: Timers
  readonly #backoff: Backoff
  #snapshot = INITIAL
  #connection: ClientConnection | null = null
  /** The last connection until its socket is closed: there is never a second one beside it. */
  #closing: Promise<void> = Promise.resolve()
  #cancelRetry: (() => void) | null = null
  #isRunning = false
  /** The last connection ended without a byte: that stays said until one comes. */
  #wasSilent = false
  #patience = 1

  constructor(options: TcpClientOptions) {
    this.#options = options
    this.#timers = options.timers ?? systemTimers
    this.#backoff = new Backoff(options.random ?? Math.random)
  }

  snapshot(): TcpClientSnapshot {
    return this.#snapshot
  }

  start(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    this.#connectWhenClosed()
  }

  stop(): Promise<void> {
    this.#isRunning = false
    this.#cancelRetry?.()
    this.#cancelRetry = null
    const connection = this.#connection
    this.#connection = null
    if (connection !== null) this.#closing = connection.close()
    this.#snapshot = { ...this.#snapshot, ...PAUSED }
    return this.#closing
  }

  pause(): Promise<void> {
    const closed = this.stop()
    this.#backoff.reset()
    this.#show(PAUSED)
    return closed
  }

  retryNow(): void {
    if (this.#cancelRetry === null) return
    this.#cancelRetry()
    this.#cancelRetry = null
    this.#connectWhenClosed()
  }

  #connectWhenClosed(): void {
    void this.#closing.then(() => {
      if (this.#isRunning && this.#connection === null && this.#cancelRetry === null) this.#connect()
    })
  }

  #connect(): void {
    const { host, port, createSession } = this.#options
    this.#show({ state: isIP(host) === 0 ? 'resolving' : 'connecting', nextTryAt: null })
    if (!this.#isRunning) return
    this.#connection = new ClientConnection({
      host,
      port,
      timers: this.#timers,
      createSession: (connectedAt) =>
        createSession({ connectedAt, knownIntervalMs: this.#snapshot.intervalMs, patience: this.#patience }),
      onResolved: () => this.#show({ state: 'connecting' }),
      onConnected: () =>
        this.#show({
          state: 'waiting',
          error: this.#wasSilent ? this.#snapshot.error : null,
          connectedSince: this.#timers.now(),
          format: null,
        }),
      onEvent: (event) => this.#take(event),
      onLost: (reason) => this.#lose(reason),
    })
  }

  #lose(reason: string): void {
    const connection = this.#connection
    this.#connection = null
    if (connection !== null) this.#closing = connection.close()
    const { connectedSince, intervalMs, state, error: trouble } = this.#snapshot
    const now = this.#timers.now()
    // Silence may only mean that a collectl samples more seldom than we waited.
    if (
      intervalMs === null &&
      connectedSince !== null &&
      now - connectedSince >= COLLECTL_LIMITS.firstByteMs
    ) {
      this.#patience = Math.min(GREATEST_PATIENCE, this.#patience * 2)
    }
    const delayMs = this.#backoff.nextDelayMs()
    this.#cancelRetry = this.#timers.after(delayMs, () => {
      this.#cancelRetry = null
      this.#connectWhenClosed()
    })
    // What collectl said before it hung up explains more than that it did.
    const isExplained = connectedSince !== null && state !== 'stale' && trouble !== null && !this.#wasSilent
    const error = isExplained ? trouble : reason
    this.#wasSilent = state === 'waiting'
    this.#show({ state: 'retrying', error, connectedSince: null, nextTryAt: now + delayMs })
  }

  #take(event: CollectlEvent): void {
    switch (event.kind) {
      case 'state':
        this.#show({ state: event.state, ...(this.#wasSilent ? { error: null } : {}) })
        this.#wasSilent = false
        break
      case 'detected':
        this.#show({ format: event.format, hostFromStream: event.host ?? this.#snapshot.hostFromStream })
        break
      case 'trouble':
        this.#show({ error: event.message })
        break
      case 'record':
        this.#backoff.reset()
        if (event.intervalMs !== null) this.#patience = 1
        this.#snapshot = {
          ...this.#snapshot,
          intervalMs: event.intervalMs,
          lastRecordAt: event.receivedAt,
          clockSkewMs: event.clockSkewMs,
          recordsTotal: this.#snapshot.recordsTotal + 1,
          valuesPerRecord: event.readings.length,
        }
        break
      case 'dropped':
        this.#snapshot = { ...this.#snapshot, recordsDropped: this.#snapshot.recordsDropped + 1 }
        break
      default:
        assertNever(event)
    }
    if (this.#isRunning) this.#options.onEvent(event)
  }

  #show(change: Partial<TcpClientSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change }
    this.#options.onState(this.#snapshot)
  }
}

/** Reads one collectl server, and never writes a byte to it (collectl.md §6, §7). Does nothing until `start`. */
export function createTcpClient(options: TcpClientOptions): TcpClient {
  return new ReconnectingClient(options)
}
