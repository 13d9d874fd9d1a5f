import type { CollectlFormat, EndpointState, EpochMs } from '../contract/index.ts'
import type { CollectlEvent, CollectlSession, CollectlSessionOptions } from '../protocols/collectl/events.ts'
import type { Timers } from './timers.ts'

/** Everything that a row of the contract's `Endpoint` says about its connection. */
export interface TcpClientSnapshot {
  readonly state: EndpointState
  readonly format: CollectlFormat | null
  /** Median of the last five distances between records. */
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
  /** Called when anything in the snapshot but its counters, times of records and skew has changed. */
  readonly onState: (snapshot: TcpClientSnapshot) => void
  readonly timers?: Timers
  /** 0 ≤ x < 1, for the jitter. */
  readonly random?: () => number
}

export interface TcpClient {
  /** Connects, and connects again for as long as it takes. A second call does nothing. */
  start(): void
  /** Ends the connection and every timer; resolves when the socket is closed. No event comes after it. */
  stop(): Promise<void>
  /** Tries at once instead of at `nextTryAt`; nothing happens unless the client waits for a try. */
  retryNow(): void
  /** Closes the connection until `start` (never leaves a socket undrained: collectl would stall). */
  pause(): Promise<void>
  snapshot(): TcpClientSnapshot
}

/** Reads one collectl server, and never writes a byte to it (collectl.md §6, §7). */
export declare function createTcpClient(options: TcpClientOptions): TcpClient
