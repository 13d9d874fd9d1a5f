import type { EpochMs } from '../contract/index.ts'
import type { AvailabilityRow, DiscoveryRow, RegistrationRow } from '../protocols/zabbix/sections.ts'
import type {
  AvailabilityRecord,
  DiscoveredRecord,
  LogPositionRecord,
  ReceivedRows,
  RegistrationRecord,
} from '../storage/received-records.ts'
import type { Store } from '../storage/store.ts'

/** Machines and services that are kept of all rules, and agents of one proxy. */
const DISCOVERED_KEPT = 200_000
const REGISTRATIONS_KEPT = 2_000

/**
 * What proxies tell beside their values, as it stands: who is reachable, what
 * discovery has found, which agents have registered, how far logs are read.
 * Each method gives the rows that are new or changed, for the transaction of
 * the packet that told them.
 */
export class ZabbixSightings {
  readonly #availability = new Map<number, AvailabilityRecord>()
  readonly #discovered = new Map<string, DiscoveredRecord>()
  readonly #registrations = new Map<string, RegistrationRecord>()
  readonly #positions = new Map<number, LogPositionRecord>()
  #lastDiscoveredId = 0
  #lastRegistrationId = 0

  async load(store: Store): Promise<void> {
    const { availability, discovered, registrations, positions } = await store.received()
    for (const row of availability) this.#availability.set(row.interfaceId, row)
    for (const row of positions) this.#positions.set(row.itemId, row)
    for (const row of discovered) {
      this.#discovered.set(serviceKey(row), row)
      this.#lastDiscoveredId = Math.max(this.#lastDiscoveredId, row.id)
    }
    for (const row of registrations) {
      this.#registrations.set(registrationKey(row.proxyId, row.host), row)
      this.#lastRegistrationId = Math.max(this.#lastRegistrationId, row.id)
    }
  }

  /** All of it, as a database holds it. */
  get records(): ReceivedRows {
    return {
      // What of each session is stored is in the database only.
      cursors: [],
      positions: [...this.#positions.values()],
      availability: [...this.#availability.values()],
      discovered: [...this.#discovered.values()],
      registrations: [...this.#registrations.values()],
    }
  }

  availabilityOf(interfaceId: number): AvailabilityRecord | null {
    return this.#availability.get(interfaceId) ?? null
  }

  discoveredBy(ruleIds: ReadonlySet<number>): DiscoveredRecord[] {
    return [...this.#discovered.values()].filter(({ ruleId }) => ruleIds.has(ruleId))
  }

  /** @param proxyId null for agents that came without a proxy */
  registrationsOf(proxyId: number | null): RegistrationRecord[] {
    return [...this.#registrations.values()].filter((row) => row.proxyId === proxyId)
  }

  registration(id: number): RegistrationRecord | null {
    return [...this.#registrations.values()].find((row) => row.id === id) ?? null
  }

  positionOf(itemId: number): LogPositionRecord | null {
    return this.#positions.get(itemId) ?? null
  }

  notePositions(positions: readonly LogPositionRecord[]): void {
    for (const position of positions) this.#positions.set(position.itemId, position)
  }

  /** The same row may come again, and right after a configuration all come as unknown (zabbix.md §5.1). */
  noteAvailability(
    rows: readonly AvailabilityRow[],
    isOurs: (interfaceId: number) => boolean,
    now: EpochMs,
  ): AvailabilityRecord[] {
    const changed: AvailabilityRecord[] = []
    for (const { interfaceId, state, error } of rows) {
      if (!isOurs(interfaceId)) continue
      const before = this.#availability.get(interfaceId)
      // "Unknown" after a configuration takes nothing back that is known.
      if (before !== undefined && state === 'unknown' && error === '') continue
      const since = before?.available === state ? before.since : now
      const record = { interfaceId, available: state, error, since, updatedAt: now }
      this.#availability.set(interfaceId, record)
      changed.push(record)
    }
    return changed
  }

  /** An address that has never answered is nothing that was found. */
  noteDiscovery(
    rows: readonly (DiscoveryRow & { readonly at: EpochMs })[],
    isOurs: (ruleId: number) => boolean,
  ): DiscoveredRecord[] {
    const changed = new Map<string, DiscoveredRecord>()
    for (const row of rows) {
      const { ruleId, checkId, ip, port, isUp, at } = row
      const key = serviceKey(row)
      const before = this.#discovered.get(key)
      if (!isOurs(ruleId)) continue
      if (before === undefined && (!isUp || this.#discovered.size >= DISCOVERED_KEPT)) continue
      const record: DiscoveredRecord = {
        id: before?.id ?? ++this.#lastDiscoveredId,
        ruleId,
        checkId,
        ip,
        dns: row.dns === '' ? (before?.dns ?? '') : row.dns,
        port,
        value: isUp ? row.value : (before?.value ?? ''),
        isUp,
        since: before?.isUp === isUp ? before.since : at,
        firstSeenAt: before?.firstSeenAt ?? at,
        lastSeenAt: isUp ? at : (before?.lastSeenAt ?? at),
      }
      this.#discovered.set(key, record)
      changed.set(key, record)
    }
    return [...changed.values()]
  }

  /** Comes again with each refresh of an agent, known or not (zabbix.md §5.3). */
  noteRegistrations(
    rows: readonly RegistrationRow[],
    proxyId: number | null,
    now: EpochMs,
  ): RegistrationRecord[] {
    const changed = new Map<string, RegistrationRecord>()
    for (const { at: _, ...row } of rows) {
      const key = registrationKey(proxyId, row.host)
      const before = this.#registrations.get(key)
      if (before === undefined && this.registrationsOf(proxyId).length >= REGISTRATIONS_KEPT) continue
      const record: RegistrationRecord = {
        id: before?.id ?? ++this.#lastRegistrationId,
        proxyId,
        ...row,
        firstSeenAt: before?.firstSeenAt ?? now,
        lastSeenAt: now,
      }
      this.#registrations.set(key, record)
      changed.set(key, record)
    }
    return [...changed.values()]
  }
}

function serviceKey({
  ruleId,
  checkId,
  ip,
  port,
}: Pick<DiscoveredRecord, 'ruleId' | 'checkId' | 'ip' | 'port'>): string {
  return `${ruleId} ${checkId ?? ''} ${ip} ${port}`
}

function registrationKey(proxyId: number | null, host: string): string {
  return `${proxyId ?? ''} ${host}`
}
