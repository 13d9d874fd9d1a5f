import type { EpochMs } from '../contract/index.ts'

/**
 * What proxies and agents tell beside their values. It travels in the same
 * transaction as the values of its packet, so that a packet is known whole or
 * not at all.
 */
export interface ReceivedRows {
  readonly cursors: readonly CursorRecord[]
  readonly positions: readonly LogPositionRecord[]
  readonly availability: readonly AvailabilityRecord[]
  readonly discovered: readonly DiscoveredRecord[]
  readonly registrations: readonly RegistrationRecord[]
}

/** Up to which id the values of a sender are stored; ids begin anew with each session (zabbix.md §5). */
export interface CursorRecord {
  /** `proxy 7`, `agent web01` */
  readonly source: string
  readonly session: string
  readonly lastId: number
  readonly at: EpochMs
}

/** How far a log file has been read. */
export interface LogPositionRecord {
  readonly itemId: number
  readonly size: number
  readonly modifiedAt: number
}

export interface AvailabilityRecord {
  readonly interfaceId: number
  readonly available: 'unknown' | 'up' | 'down'
  readonly error: string
  readonly since: EpochMs
  readonly updatedAt: EpochMs
}

/** A service, or a machine as a whole (`checkId` null), that discovery has found. */
export interface DiscoveredRecord {
  readonly id: number
  readonly ruleId: number
  readonly checkId: number | null
  readonly ip: string
  readonly dns: string
  readonly port: number
  readonly value: string
  readonly isUp: boolean
  readonly since: EpochMs
  readonly firstSeenAt: EpochMs
  readonly lastSeenAt: EpochMs
}

/** An agent that has registered itself; unique by proxy and host. */
export interface RegistrationRecord {
  readonly id: number
  /** Null: it came without a proxy. */
  readonly proxyId: number | null
  readonly host: string
  readonly ip: string
  readonly dns: string
  readonly port: number
  readonly metadata: string
  readonly tls: 'none' | 'psk' | 'cert'
  readonly firstSeenAt: EpochMs
  readonly lastSeenAt: EpochMs
}

export const NOTHING_RECEIVED: ReceivedRows = {
  cursors: [],
  positions: [],
  availability: [],
  discovered: [],
  registrations: [],
}

export interface ReadableReceivedStore {
  /** Everything but the cursors. */
  received(): Promise<Omit<ReceivedRows, 'cursors'>>
  /** Up to which id the values of this session are stored; null when nothing is known of it. */
  cursor(source: string, session: string): Promise<number | null>
}
