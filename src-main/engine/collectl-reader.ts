import { hostname } from 'node:os'
import type { Endpoint, EpochMs } from '../contract/index.ts'
import { parseSocketAddress } from '../net/socket-address.ts'
import type { TcpClient } from '../net/tcp-client.ts'
import type { EndpointRecord } from '../storage/store.ts'
import type { IdentityState } from './catalogue-state.ts'

/** An endpoint and the connection to it. */
export interface Reader {
  record: EndpointRecord
  readonly client: TcpClient
  identity: IdentityState | null
  lastAt: EpochMs | null
  wasStreaming: boolean
}

/** @param readBy name of the other console that reads it; null: this one does */
export function viewOf({ record: stored, client, identity }: Reader, readBy: string | null): Endpoint {
  const { ownerId: _ownerId, ...record } = stored
  const { hostFromStream, ...snapshot } = client.snapshot()
  // A client that has just been told to start is not shown as one that somebody stopped.
  const shown = snapshot.state === 'paused' ? 'connecting' : snapshot.state
  return {
    ...record,
    ...snapshot,
    state: !record.enabled ? 'paused' : readBy === null ? shown : 'elsewhere',
    host: identity?.host.record.name ?? hostFromStream,
    hostId: identity?.host.record.id ?? null,
    readBy,
  }
}

export function baseNameOf({ record, client }: Reader): string {
  const address = parseSocketAddress(record.address)
  const fromAddress = address === null || isLoopback(address.host) ? shortHostname() : address.host
  return record.name ?? client.snapshot().hostFromStream ?? fromAddress
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

export function shortHostname(): string {
  return hostname().split('.', 1)[0] ?? hostname()
}
