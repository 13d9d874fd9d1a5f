import type { EpochMs } from '../contract/index.ts'
import type { Peer } from '../net/session-socket.ts'
import { TcpHost } from '../net/tcp-host.ts'
import type { CollectlEvent } from '../protocols/collectl/events.ts'
import { createPushedSession } from '../protocols/collectl/pushed-session.ts'
import type { StreamObserver } from './collectl-stream.ts'

/** Where one machine of a run connects. */
export interface StreamDoor {
  readonly port: number
  /** Ends the stream and lets nobody in any more. */
  close(reason: string): Promise<void>
}

interface PrivateDoorOptions {
  readonly intervalMs: number
  /** Multiplies how long silence is borne. */
  readonly patience: number
  readonly observer: StreamObserver
  readonly now: () => EpochMs
}

/**
 * A port of loopback for one machine alone: the end of its reverse tunnel, or
 * where the collectl of this machine connects. Whoever comes first is it, and
 * nobody else is let in, so that several machines behind one address are never
 * mistaken for each other.
 *
 * @throws Error when loopback has no port to give
 */
export async function openPrivateDoor({
  intervalMs,
  patience,
  observer,
  now,
}: PrivateDoorOptions): Promise<StreamDoor> {
  let guest: Peer | null = null
  let isClosed = false
  const host = new TcpHost<never, never, CollectlEvent>({
    name: 'collectl-run',
    host: '127.0.0.1',
    port: 0,
    limits: { maxConnections: 1, maxConnectionsPerAddress: 1 },
    now,
    // collectl would take a single byte for a question: it is turned away in silence.
    refuse: () => (guest === null && !isClosed ? null : new Uint8Array(0)),
    onOverLimit: () => null,
    openSession: (peer) => {
      guest = peer
      observer.opened(peer.address)
      return createPushedSession({ connectedAt: now(), knownIntervalMs: intervalMs, patience })
    },
    onAsk: () => Promise.reject(new Error('collectl asks nothing')),
    onEvent: (event) => observer.event(event),
    onState: () => undefined,
    onClosed: (_peer, reason) => observer.closed(reason),
  })
  await host.start()
  const { state, port, reason } = host.listener
  if (state !== 'listening') {
    await host.stop(0)
    throw new Error(reason ?? 'Loopback has no port to listen on.')
  }
  return {
    port,
    close: async (why) => {
      isClosed = true
      if (guest !== null) host.cut(guest, why)
      await host.stop(0)
    },
  }
}
