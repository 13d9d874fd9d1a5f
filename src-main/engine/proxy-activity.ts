import type { ConnectionNote, EpochMs } from '../contract/index.ts'
import { RateMeter } from './rate-meter.ts'

/** What the console knows of a proxy from the wire. Recorded by whoever talks to it, read by the pages. */
export interface ActivityView {
  readonly version: string | null
  readonly lastSeenAt: EpochMs | null
  /** Where it came from, or was reached, last. */
  readonly address: string | null
  readonly delaySeconds: number | null
  readonly clockSkewMs: number | null
  readonly valuesPerSecond: number
  /** Why a passive one cannot be reached, or what was refused last; null while all is well. */
  readonly error: string | null
  readonly nextTryAt: EpochMs | null
}

/** One successful exchange with a proxy. What is left out stays as it was. */
export interface Sighting {
  readonly version?: string | null
  readonly address?: string
  /** Of a data packet: `proxy_delay`, 0 where it has none. */
  readonly delaySeconds?: number
  readonly clockSkewMs?: number
  readonly values?: number
}

interface ProxyRecordInMemory {
  version: string | null
  lastSeenAt: EpochMs | null
  address: string | null
  delaySeconds: number | null
  clockSkewMs: number | null
  error: string | null
  nextTryAt: EpochMs | null
  readonly rate: RateMeter
  /** Where it came from before `address`, and when it was last there. */
  before: { readonly address: string; readonly at: EpochMs } | null
  notes: ConnectionNote[]
}

/** One that moves comes from elsewhere and stays there; two that share a name take turns. */
const TURNS_MS = 60_000

/** Rows of the connection journal that are kept of one proxy. */
const NOTES_KEPT = 200
/** Problems of items that are kept in all. */
const PROBLEMS_KEPT = 100_000

/** Live state of proxies and of their items, in memory. */
export class ProxyActivity {
  readonly #now: () => EpochMs
  readonly #onChange: () => void
  readonly #proxies = new Map<number, ProxyRecordInMemory>()
  readonly #problems = new Map<number, string>()
  readonly #agentsSeen = new Map<number, EpochMs>()
  #lastNoteId = 0

  constructor({ now, onChange }: { now: () => EpochMs; onChange: () => void }) {
    this.#now = now
    this.#onChange = onChange
  }

  /** What the database knows from before the start. */
  restore(id: number, { version, lastSeenAt }: Pick<ActivityView, 'version' | 'lastSeenAt'>): void {
    const record = this.#record(id)
    record.version = version
    record.lastSeenAt = lastSeenAt
  }

  /** The proxy was there: it asked, sent, or answered. */
  seen(id: number, sighting: Sighting = {}): void {
    const record = this.#record(id)
    const now = this.#now()
    record.lastSeenAt = now
    if (sighting.version !== undefined) record.version = sighting.version
    if (sighting.address !== undefined) this.#noteAddress(id, record, sighting.address)
    if (sighting.delaySeconds !== undefined) record.delaySeconds = sighting.delaySeconds
    if (sighting.clockSkewMs !== undefined) record.clockSkewMs = sighting.clockSkewMs
    if (sighting.values !== undefined) record.rate.add(sighting.values, now)
    record.error = null
    record.nextTryAt = null
    this.#onChange()
  }

  /** Two programs with one name steal each other's tasks and configuration; nothing of what they send is lost. */
  #noteAddress(id: number, record: ProxyRecordInMemory, address: string): void {
    const { address: last, before } = record
    if (last === address) return
    record.address = address
    const now = this.#now()
    if (last !== null) record.before = { address: last, at: now }
    if (before === null || before.address !== address || now - before.at > TURNS_MS) return
    const both = [address, last].sort().join(' and ')
    this.note(id, 'warning', `Two programs use this name, from ${both}: give one of them another.`)
  }

  /** It could not be reached, or what it wanted was refused. */
  failed(id: number, error: string, nextTryAt: EpochMs | null = null): void {
    const record = this.#record(id)
    record.error = error
    record.nextTryAt = nextTryAt
    this.note(id, 'problem', error)
  }

  /** A row of the connection journal. The same once more only raises the count of the newest. */
  note(id: number, level: ConnectionNote['level'], text: string): void {
    const record = this.#record(id)
    const at = this.#now()
    const [newest] = record.notes
    if (newest?.text === text && newest.level === level) {
      record.notes = [{ ...newest, at, count: newest.count + 1 }, ...record.notes.slice(1)]
    } else {
      const note: ConnectionNote = { id: ++this.#lastNoteId, at, firstAt: at, count: 1, level, text }
      record.notes = [note, ...record.notes.slice(0, NOTES_KEPT - 1)]
    }
    this.#onChange()
  }

  of(id: number): ActivityView {
    const { rate, notes: _, before: __, ...record } = this.#record(id)
    return { ...record, valuesPerSecond: rate.perSecond(this.#now()) }
  }

  /** Newest first. */
  notesOf(id: number): readonly ConnectionNote[] {
    return this.#record(id).notes
  }

  /** Why an item cannot be measured; null when it can be. */
  setProblem(itemId: number, problem: string | null): void {
    if (problem === null) {
      this.#problems.delete(itemId)
      return
    }
    if (this.#problems.size < PROBLEMS_KEPT || this.#problems.has(itemId)) this.#problems.set(itemId, problem)
  }

  problemOf(itemId: number): string | null {
    return this.#problems.get(itemId) ?? null
  }

  /** A host without a proxy asked what to measure, or sent something. */
  agentSeen(zabbixHostId: number): void {
    this.#agentsSeen.set(zabbixHostId, this.#now())
  }

  agentSeenAt(zabbixHostId: number): EpochMs | null {
    return this.#agentsSeen.get(zabbixHostId) ?? null
  }

  forget(id: number): void {
    this.#proxies.delete(id)
  }

  #record(id: number): ProxyRecordInMemory {
    const known = this.#proxies.get(id)
    if (known !== undefined) return known
    const record: ProxyRecordInMemory = {
      version: null,
      lastSeenAt: null,
      address: null,
      before: null,
      delaySeconds: null,
      clockSkewMs: null,
      error: null,
      nextTryAt: null,
      rate: new RateMeter(),
      notes: [],
    }
    this.#proxies.set(id, record)
    return record
  }
}
