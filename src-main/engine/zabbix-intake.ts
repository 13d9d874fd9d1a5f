import type { EpochMs } from '../contract/index.ts'
import type { ZabbixProxy } from '../domain/zabbix-configuration.ts'
import type { ProxyData } from '../protocols/zabbix/proxy-data.ts'
import { rowClock } from '../protocols/zabbix/row-times.ts'
import type { RegistrationRow } from '../protocols/zabbix/sections.ts'
import type { ValueRow, ValueRows } from '../protocols/zabbix/value-rows.ts'
import { NOTHING_RECEIVED, type ReceivedRows, type RegistrationRecord } from '../storage/received-records.ts'
import { inPortions, ROWS_A_TURN, type Turn } from './in-portions.ts'
import type { IngestService } from './ingest-service.ts'
import { OneAtATime } from './one-at-a-time.ts'
import type { ProxyActivity } from './proxy-activity.ts'
import type { StorageService } from './storage-service.ts'
import type { TasksService } from './tasks-service.ts'
import { itemOfAgent } from './zabbix-agent-items.ts'
import { ZabbixCursors } from './zabbix-cursors.ts'
import type { ZabbixInventory } from './zabbix-inventory.ts'
import type { ZabbixSeries } from './zabbix-series.ts'
import type { ZabbixSightings } from './zabbix-sightings.ts'
import { type FindItem, remarksInWords, takeValues, type TakenValues } from './zabbix-values.ts'

interface ZabbixIntakeOptions {
  readonly storage: StorageService
  readonly ingest: IngestService
  readonly inventory: ZabbixInventory
  readonly activity: ProxyActivity
  readonly tasks: TasksService
  readonly series: ZabbixSeries
  readonly sightings: ZabbixSightings
  /** Agents have registered, and their rows are stored. */
  readonly onRegistered: (rows: readonly RegistrationRecord[]) => void
  /** Something that pages show of availability, discovery or registrations is new. */
  readonly onSighted: () => void
  readonly now: () => EpochMs
  /** How the next turn of the loop is waited for, between two portions of a large packet. */
  readonly turn?: Turn
}

interface Counts {
  readonly processed: number
  readonly failed: number
}

interface Packet {
  /** Whose cursor counts: `proxy 7`, `agent web01`. */
  readonly source: string
  readonly session: string | null
  readonly values: ValueRows
  readonly sentAt: EpochMs | null
  readonly findItem: FindItem
  readonly received: Omit<ReceivedRows, 'cursors' | 'positions'>
}

/** Values that may wait for the database before senders are told to wait themselves. */
export const UNSTORED_LIMIT = 250_000

/**
 * From what proxies and agents send to what is stored: every packet in one
 * transaction with the number up to which its session is known, so that it is
 * stored once however often it comes (zabbix.md §5, §10).
 */
export class ZabbixIntake {
  readonly #options: ZabbixIntakeOptions
  readonly #cursors = new ZabbixCursors()
  /**
   * A large packet is placed in several turns of the loop. Nothing else is meanwhile: two that
   * bring values of one series would take each other's times.
   */
  readonly #placing = new OneAtATime()
  readonly #inHand = new Set<Promise<unknown>>()
  /** Of large packets that are neither stored nor refused. */
  #rowsInHand = 0

  constructor(options: ZabbixIntakeOptions) {
    this.#options = options
  }

  /** The database is so far behind that nothing more is to be taken. */
  get isBehind(): boolean {
    return this.#options.ingest.unstored + this.#rowsInHand >= UNSTORED_LIMIT
  }

  /** Resolves when every packet that came in so far is stored or refused. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#inHand)
  }

  /** Resolves when it is stored; rejects when it could not be, and then nothing of it is kept. */
  async takeProxyData(proxy: ZabbixProxy, data: ProxyData, address: string): Promise<void> {
    const { inventory, sightings, activity, tasks, now } = this.#options
    const receivedAt = now()
    const clock = rowClock(data.sentAt, receivedAt)
    const timed = data.discovery.map((row) => ({
      ...row,
      at: (row.at === null ? null : clock.timeOf(row.at)) ?? receivedAt,
    }))
    const received = {
      availability: sightings.noteAvailability(
        data.availability,
        (id) => inventory.interface(id)?.host.proxyId === proxy.id,
        receivedAt,
      ),
      discovered: sightings.noteDiscovery(timed, (id) => inventory.discoveryRule(id)?.proxyId === proxy.id),
      registrations: sightings.noteRegistrations(data.registrations, proxy.id, receivedAt),
    }
    const { history, session, sentAt } = data
    const findItem = (row: ValueRow) => this.#itemOfProxy(proxy.id, row.itemId)
    const source = `proxy ${proxy.id}`
    const taken = await this.#take({ source, session, values: history, sentAt, findItem, received })
    await tasks.finish(proxy.id, data.results)
    activity.seen(proxy.id, {
      version: data.version,
      address,
      delaySeconds: data.delaySeconds,
      values: taken?.placed.length ?? 0,
      ...(clock.skewMs === null ? {} : { clockSkewMs: clock.skewMs }),
    })
    this.#remark(proxy.id, taken, clock.isBelieved ? null : clock.skewMs)
    this.#announce(received)
  }

  /** Values that agents and senders bring themselves. */
  async takeAgentValues(
    from: 'agent' | 'sender',
    { session, values, sentAt }: { session: string | null; values: ValueRows; sentAt: EpochMs | null },
    address: string,
  ): Promise<Counts> {
    const { activity, inventory } = this.#options
    // In this turn of the loop: the next packet of the session must not come before it.
    const taken = await this.#take({
      // One agent has one session for all its hosts, and all its values have its name.
      source: `agent ${values.rows[0]?.host ?? ''}`,
      session: from === 'agent' ? session : null,
      values,
      sentAt,
      findItem: (row) => itemOfAgent(inventory, row, from === 'agent' ? 'active' : 'trapper', address),
      received: NOTHING_RECEIVED,
    })
    const hosts = new Set<string>()
    await inPortions(values.rows, ({ host }) => void hosts.add(host), this.#options.turn)
    for (const name of hosts) {
      const host = inventory.hostByName(name)
      if (host?.proxyId === null) activity.agentSeen(host.id)
    }
    return { processed: taken?.processed ?? 0, failed: taken?.failed ?? 0 }
  }

  /** An agent that nobody knows asked for its items. */
  async takeRegistration(agent: RegistrationRow): Promise<void> {
    const { ingest, sightings, now } = this.#options
    const registrations = sightings.noteRegistrations([agent], null, now())
    const received = { ...NOTHING_RECEIVED, registrations }
    if (registrations.length > 0) await ingest.storePlaced([], received)
    this.#announce(received)
  }

  async #take(packet: Packet): Promise<TakenValues | null> {
    const { length } = packet.values.rows
    const large = length > ROWS_A_TURN ? length : 0
    const stored = this.#takeInTurn(packet)
    this.#rowsInHand += large
    this.#inHand.add(stored)
    try {
      return await stored
    } finally {
      this.#rowsInHand -= large
      this.#inHand.delete(stored)
    }
  }

  async #takeInTurn(packet: Packet): Promise<TakenValues | null> {
    const { source, session, values } = packet
    if (session === null || values.rows.length === 0) return this.#store(packet, 0, null)
    let taken: TakenValues | null = null
    const store = () => this.#options.storage.store
    await this.#cursors.inTurn({ source, session, store }, async (last) => {
      // Of a row without an id nothing is known; the last id stays.
      const next = values.lastId === 0 ? last : values.lastId
      taken = await this.#store(packet, last, next)
      return next
    })
    return taken
  }

  async #store(packet: Packet, last: number, next: number | null): Promise<TakenValues | null> {
    const { ingest, activity, sightings, series, tasks, now, turn } = this.#options
    const { source, session, values, sentAt, findItem, received } = packet
    const receivedAt = now()
    const clock = rowClock(sentAt, receivedAt)
    const taken = await this.#placing.run(() =>
      takeValues(values, { last, clock, receivedAt, findItem, series, turn }),
    )
    const cursors =
      next === null || session === null || next === last
        ? []
        : [{ source, session, lastId: next, at: receivedAt }]
    const { positions, placed, problems } = taken
    const rows = { ...received, cursors, positions }
    const isNothing =
      placed.length + cursors.length + positions.length === 0 &&
      received.availability.length + received.discovered.length + received.registrations.length === 0
    if (isNothing) return taken
    try {
      await ingest.storePlaced(placed, rows)
    } catch (error) {
      taken.takeBack()
      throw error
    }
    sightings.notePositions(positions)
    for (const [itemId, problem] of problems) activity.setProblem(itemId, problem)
    const awaited = [...problems.keys()].filter((itemId) => tasks.isAwaited(itemId))
    if (awaited.length > 0) await tasks.noteValues(awaited)
    return taken
  }

  #itemOfProxy(proxyId: number, itemId: number): ReturnType<FindItem> {
    const known = this.#options.inventory.item(itemId)
    if (known === null) return 'unknown item'
    if (known.host.proxyId !== proxyId) return 'item of another proxy'
    return known.host.enabled && known.item.enabled ? known : 'disabled item'
  }

  #remark(proxyId: number, taken: TakenValues | null, wrongSkewMs: number | null): void {
    const { activity } = this.#options
    const words = taken === null ? null : remarksInWords(taken.remarks)
    if (words !== null) activity.note(proxyId, 'warning', words)
    if (wrongSkewMs === null) return
    const minutes = Math.round(Math.abs(wrongSkewMs) / 60_000)
    activity.note(
      proxyId,
      'warning',
      wrongSkewMs > 0
        ? `The clock of the proxy is ${minutes} min ahead. Its values are moved by as much.`
        : `The clock of the proxy is ${minutes} min behind. Its values are moved by as much.`,
    )
  }

  #announce(received: Packet['received']): void {
    const { registrations, availability, discovered } = received
    if (registrations.length > 0) this.#options.onRegistered(registrations)
    if (registrations.length + availability.length + discovered.length > 0) this.#options.onSighted()
  }
}
