import { connect, isIP, type Socket } from 'node:net'
import type { EpochMs } from '../contract/index.ts'
import type { CollectlEvent, CollectlSession } from '../protocols/collectl/events.ts'
import type { Effect } from '../protocols/session.ts'
import { formatSocketAddress } from './socket-address.ts'
import { socketErrorInWords } from './socket-error.ts'
import type { Timers } from './timers.ts'

/** collectl.md §7. */
export const CONNECT_TIMEOUT_MS = 5_000
const KEEP_ALIVE_DELAY_MS = 30_000

export interface ClientConnectionOptions {
  readonly host: string
  readonly port: number
  readonly timers: Timers
  readonly createSession: (connectedAt: EpochMs) => CollectlSession
  /** The name was looked up; not called for an address. */
  readonly onResolved: () => void
  readonly onConnected: () => void
  readonly onEvent: (event: CollectlEvent) => void
  /** The connection is over, or never came to be; `reason` is for a person. Called once, and not after `close`. */
  readonly onLost: (reason: string) => void
}

/**
 * One connection to one collectl: moves bytes from the socket into a session,
 * keeps the session's time, and never writes. The socket is read as fast as it
 * fills, because a reader that stops makes collectl stop (collectl.md §6).
 */
export class ClientConnection {
  readonly #options: ClientConnectionOptions
  readonly #socket: Socket
  readonly #address: string
  #session: CollectlSession | null = null
  #isOver = false
  #failure: unknown = null
  #cancelTimer: (() => void) | null = null
  #timerAt: EpochMs = 0

  constructor(options: ClientConnectionOptions) {
    const { host, port, timers, onResolved } = options
    this.#options = options
    this.#address = formatSocketAddress({ host, port })
    this.#socket = connect({ host, port, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_DELAY_MS })
    this.#cancelTimer = timers.after(CONNECT_TIMEOUT_MS, () =>
      this.#lose(`${this.#address} did not answer within ${CONNECT_TIMEOUT_MS / 1000} s.`),
    )
    if (isIP(host) === 0) {
      this.#socket.once('lookup', (error) => {
        if (!error && !this.#isOver) onResolved()
      })
    }
    this.#socket.once('connect', () => this.#start())
    this.#socket.on('data', (bytes) => this.#receive(bytes))
    this.#socket.on('error', (error) => (this.#failure = error))
    this.#socket.once('close', () => this.#ended())
  }

  /** Cuts the connection; resolves when the socket is closed. No callback comes after the call. */
  close(): Promise<void> {
    this.#isOver = true
    this.#cancelTimer?.()
    if (this.#socket.closed) return Promise.resolve()
    return new Promise((resolve) => {
      this.#socket.once('close', () => resolve())
      this.#socket.destroy()
    })
  }

  #start(): void {
    if (this.#isOver) return
    this.#cancelTimer?.()
    this.#cancelTimer = null
    this.#session = this.#options.createSession(this.#options.timers.now())
    this.#options.onConnected()
    this.#keepTime()
  }

  #receive(bytes: Uint8Array): void {
    if (this.#isOver || this.#session === null) return
    this.#carryOut(this.#session.receive(bytes, this.#options.timers.now()))
    this.#keepTime()
  }

  #ended(): void {
    if (this.#isOver) return
    const session = this.#session
    if (session !== null) this.#carryOut(session.end(this.#options.timers.now()))
    const reason =
      this.#failure === null
        ? `collectl at ${this.#address} closed the connection.`
        : socketErrorInWords(this.#failure, this.#address)
    this.#lose(reason)
  }

  #carryOut(effects: readonly Effect<never, CollectlEvent>[]): void {
    for (const effect of effects) {
      // A listener may close the connection in the middle of a batch.
      if (this.#isOver) return
      if (effect.kind === 'publish') this.#options.onEvent(effect.event)
      else if (effect.kind === 'close') this.#lose(effect.reason)
    }
  }

  #lose(reason: string): void {
    if (this.#isOver) return
    void this.close()
    this.#options.onLost(reason)
  }

  /** One alarm that runs late at most: most deadlines only move on, and a new alarm for each chunk would cost more than the parsing. */
  #keepTime(): void {
    const deadline = this.#session?.nextDeadline ?? null
    if (this.#isOver || deadline === null) return
    if (this.#cancelTimer !== null && this.#timerAt <= deadline) return
    this.#cancelTimer?.()
    this.#timerAt = deadline
    const delayMs = Math.max(1, deadline - this.#options.timers.now())
    this.#cancelTimer = this.#options.timers.after(delayMs, () => this.#tick())
  }

  #tick(): void {
    this.#cancelTimer = null
    const session = this.#session
    if (this.#isOver || session === null) return
    const now = this.#options.timers.now()
    if (now >= (session.nextDeadline ?? Infinity)) this.#carryOut(session.tick(now))
    this.#keepTime()
  }
}
