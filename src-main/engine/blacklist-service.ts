import { networkInterfaces } from 'node:os'
import type { BlacklistEntry, EpochMs, Settings } from '../contract/index.ts'
import { AddressList } from '../domain/address-list.ts'
import { FailureWindow } from '../domain/failure-window.ts'
import { covers, formatNetwork, parseNetwork } from '../domain/ip-network.ts'
import type { ChangeLog } from './change-log.ts'
import { ExpectedError } from './expected-error.ts'
import type { LiveHub } from './live-hub.ts'
import type { Store } from '../storage/store.ts'
import type { StorageService } from './storage-service.ts'

interface BlacklistServiceOptions {
  readonly storage: StorageService
  readonly hub: LiveHub
  readonly changes: ChangeLog
  readonly rules: () => Settings['blacklist']
  readonly now: () => EpochMs
}

/** Rows that another tool writes into the table count within five seconds (scopeport.md §3). */
const RELOAD_MS = 4_000
const HITS_MS = 2_000

/** Who may not talk to the listeners, why, and who put them there. */
export class BlacklistService {
  readonly #options: BlacklistServiceOptions
  readonly #failures = new FailureWindow()
  readonly #hits = new Map<number, { id: number; hits: number; lastHitAt: EpochMs }>()
  /** On their way into the table, under negative ids: they count from the last failure on, not from the commit. */
  readonly #pending = new Map<string, BlacklistEntry>()
  #lastPendingId = 0
  #entries: readonly BlacklistEntry[] = []
  #list = new AddressList<BlacklistEntry>([], ({ host }) => host)
  #timers: NodeJS.Timeout[] = []
  #version = 0

  constructor(options: BlacklistServiceOptions) {
    this.#options = options
  }

  async start(store: Store): Promise<void> {
    await this.reload(store)
    for (const timer of this.#timers) clearInterval(timer)
    const ignore = (): void => undefined
    this.#timers = [
      setInterval(() => void this.reload(this.#options.storage.store).catch(ignore), RELOAD_MS),
      setInterval(() => void this.#flushHits().catch(ignore), HITS_MS),
    ]
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    await this.#flushHits().catch(() => undefined)
  }

  get size(): number {
    return this.#entries.length
  }

  /** The entry that keeps this address out; counts the hit. */
  findAndCount(address: string): BlacklistEntry | null {
    const entry = this.find(address)
    if (entry === null) return null
    const now = this.#options.now()
    const { hits } = this.#hits.get(entry.id) ?? { hits: 0 }
    this.#hits.set(entry.id, { id: entry.id, hits: hits + 1, lastHitAt: now })
    return entry
  }

  find(address: string): BlacklistEntry | null {
    const now = this.#options.now()
    const holds = ({ expiresAt }: BlacklistEntry): boolean => expiresAt === null || expiresAt > now
    const pending = this.#pending.get(address)
    return pending !== undefined && holds(pending) ? pending : this.#list.find(address, holds)
  }

  list(): BlacklistEntry[] {
    return this.#entries.map((entry) => {
      const fresh = this.#hits.get(entry.id)
      return fresh === undefined
        ? entry
        : { ...entry, hits: entry.hits + fresh.hits, lastHitAt: fresh.lastHitAt }
    })
  }

  /** Counts a failure of an address; the rule may put it on the list. */
  noteFailure(address: string, protocol: string, reason: string): void {
    const { now, rules } = this.#options
    const { enabled, failures, windowMinutes, expiryMinutes, allow } = rules()
    if (!enabled || new AddressList(allow, (text) => text).find(address) !== null) return
    if (!this.#failures.add(address, now(), { failures, windowMs: windowMinutes * 60_000 })) return
    if (this.find(address) !== null) return
    const words =
      failures === 1
        ? `1 failure within ${windowMinutes} min on ${protocol}, the last: ${reason}`
        : `${failures} failures within ${windowMinutes} min on ${protocol}, the last: ${reason}`
    const expiresAt = expiryMinutes === null ? null : now() + expiryMinutes * 60_000
    this.#block({
      host: address,
      reason: words,
      expiresAt,
      origin: 'rule',
      createdAt: now(),
      hits: 0,
      lastHitAt: null,
    })
  }

  async add({
    host,
    reason,
    expiresAt,
  }: {
    host: string
    reason?: string | undefined
    expiresAt?: EpochMs | null | undefined
  }): Promise<BlacklistEntry> {
    const network = parseNetwork(host)
    if (network === null)
      throw new ExpectedError(
        'BLACKLIST_HOST_INVALID',
        `“${host}” is neither an address nor a network such as 10.0.0.0/8.`,
      )
    if (expiresAt !== undefined && expiresAt !== null && expiresAt <= this.#options.now()) {
      throw new ExpectedError(
        'BAD_REQUEST',
        'expiresAt lies in the past: the entry would end before it began.',
      )
    }
    const text = formatNetwork(network)
    if (this.#entries.some((entry) => entry.host === text)) {
      throw new ExpectedError('BLACKLIST_ENTRY_EXISTS', `${text} is on the blacklist already.`)
    }
    return this.#insert({
      host: text,
      reason: reason === undefined || reason === '' ? null : reason,
      createdAt: this.#options.now(),
      expiresAt: expiresAt ?? null,
      hits: 0,
      lastHitAt: null,
      origin: 'person',
    })
  }

  async remove(id: number): Promise<BlacklistEntry> {
    const entry = this.list().find((candidate) => candidate.id === id)
    if (entry === undefined)
      throw new ExpectedError('NOT_FOUND', 'This entry is not on the blacklist any more.')
    await this.#options.storage.store.deleteBlacklisted(id)
    this.#hits.delete(id)
    this.#failures.forget(entry.host)
    this.#replace(this.#entries.filter((candidate) => candidate.id !== id))
    this.#options.changes.add({ kind: 'blacklist-removed', subject: entry.host, detail: entry.reason ?? '' })
    return entry
  }

  /** Takes the address off the list where only the rule has put it there, and counts it from the start again. */
  async pardon(address: string): Promise<void> {
    this.#failures.forget(address)
    const entry = this.#entries.find(({ host, origin }) => host === address && origin === 'rule')
    if (entry !== undefined) await this.remove(entry.id)
  }

  async restore(entry: BlacklistEntry): Promise<BlacklistEntry> {
    const there = this.#entries.find(({ host }) => host === entry.host)
    return there ?? this.#insert(entry)
  }

  preview(
    host: string,
    activeAddresses: ReadonlyMap<string, string>,
  ): {
    valid: boolean
    ownAddresses: string[]
    activeHosts: string[]
    coveredBy: string | null
  } {
    const network = parseNetwork(host)
    if (network === null) return { valid: false, ownAddresses: [], activeHosts: [], coveredBy: null }
    const isCovered = (address: string): boolean => {
      const other = parseNetwork(address)
      return other !== null && covers(network, other)
    }
    const coveredBy = this.#entries.find((entry) => {
      const other = parseNetwork(entry.host)
      return other !== null && covers(other, network)
    })
    return {
      valid: true,
      ownAddresses: ownAddresses().filter(isCovered),
      activeHosts: [
        ...new Set([...activeAddresses].filter(([address]) => isCovered(address)).map(([, name]) => name)),
      ],
      coveredBy: coveredBy?.host ?? null,
    }
  }

  async #insert(entry: Omit<BlacklistEntry, 'id'>): Promise<BlacklistEntry> {
    const { host, reason, createdAt, expiresAt, hits, lastHitAt, origin } = entry
    const row = { host, reason, createdAt, expiresAt, hits, lastHitAt, origin }
    const id = await this.#options.storage.store.insertBlacklisted(row)
    const stored: BlacklistEntry = { id, ...row }
    this.#replace([stored, ...this.#entries.filter((known) => known.id !== id)])
    this.#options.changes.add({ kind: 'blacklisted', subject: host, detail: reason ?? '' })
    return stored
  }

  /** In force at once. Should the database not take it, the address is counted from the start again. */
  #block(entry: Omit<BlacklistEntry, 'id'>): void {
    const pendingId = --this.#lastPendingId
    this.#pending.set(entry.host, { id: pendingId, ...entry })
    this.#insert(entry)
      .then(({ id }) => {
        const early = this.#hits.get(pendingId)
        if (early !== undefined) this.#hits.set(id, { ...early, id })
      })
      .catch(() => undefined)
      .finally(() => {
        this.#pending.delete(entry.host)
        this.#hits.delete(pendingId)
      })
  }

  /** Reads the table again: another console or another tool may have written into it. */
  async reload(store: Store): Promise<void> {
    const { now } = this.#options
    const version = this.#version
    const rows = await store.blacklist()
    // What was added or removed here meanwhile is newer than these rows.
    if (version !== this.#version) return
    const expired = rows.filter(({ expiresAt }) => expiresAt !== null && expiresAt <= now())
    // They are out of force by themselves; a database that is full or read-only keeps them a while longer.
    for (const { id } of expired) await store.deleteBlacklisted(id).catch(() => undefined)
    this.#replace(rows.filter((row) => !expired.includes(row)))
  }

  #replace(entries: readonly BlacklistEntry[]): void {
    const isSame =
      entries.length === this.#entries.length &&
      entries.every(({ id }, index) => id === this.#entries[index]?.id)
    this.#version++
    this.#entries = entries
    this.#list = new AddressList(entries, ({ host }) => host)
    if (!isSame) this.#options.hub.publishTopic('blacklist')
  }

  async #flushHits(): Promise<void> {
    const hits = [...this.#hits.values()].filter(({ id }) => id > 0)
    if (hits.length === 0) return
    await this.#options.storage.store.addBlacklistHits(hits)
    this.#version++
    const byId = new Map(hits.map((hit) => [hit.id, hit]))
    this.#entries = this.#entries.map((entry) => {
      const added = byId.get(entry.id)
      return added === undefined
        ? entry
        : { ...entry, hits: entry.hits + added.hits, lastHitAt: added.lastHitAt }
    })
    this.#list = new AddressList(this.#entries, ({ host }) => host)
    for (const hit of hits) {
      const left = (this.#hits.get(hit.id)?.hits ?? 0) - hit.hits
      if (left > 0) this.#hits.set(hit.id, { ...hit, hits: left })
      else this.#hits.delete(hit.id)
    }
    this.#options.hub.publishTopic('blacklist')
  }
}

/** Addresses of this machine, without zones. */
export function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((infos) => infos ?? [])
    .map(({ address }) => address)
}
