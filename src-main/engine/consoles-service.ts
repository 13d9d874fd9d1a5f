import type { ConsoleView, EpochMs, Listener } from '../contract/index.ts'
import { keyMetricOf } from '../domain/key-metrics.ts'
import { type ConsoleRecord, type IdKind, type Store, StoreError } from '../storage/store.ts'
import type { Catalogue } from './catalogue.ts'
import { CatalogueMirror } from './catalogue-mirror.ts'
import type { SeriesState } from './catalogue-state.ts'
import type { IdSource } from './id-source.ts'
import type { LiveHub } from './live-hub.ts'
import type { OneAtATime } from './one-at-a-time.ts'
import type { StorageService } from './storage-service.ts'

interface ConsolesServiceOptions {
  /** Known once the data directory is there. */
  readonly id: () => string
  readonly name: string
  readonly version: string
  readonly catalogue: Catalogue
  readonly ids: IdSource
  readonly storage: StorageService
  readonly hub: LiveHub
  /** Whoever changes hosts takes a turn; so does whoever reads them again. */
  readonly turn: OneAtATime
  readonly listeners: () => readonly Listener[]
  /** Read again what other parts of the console hold of the database. */
  readonly reload: Readonly<Record<'settings' | 'blacklist' | 'endpoints', (store: Store) => Promise<void>>>
  readonly now: () => EpochMs
}

/** What another console has stored is seen here within two of these and the second that it waits there. */
const LOOK_MS = 500
const BEAT_MS = 2_000
/** After this without a look that succeeds, the database is away. */
const AWAY_AFTER_MS = 3_000
/** A console that has not been heard of for so long is gone, for all that is known. */
export const SILENT_MS = 15_000
/** Values this old are looked for; a look may be late, and so may a commit elsewhere. */
const RECENT_MS = 10_000
/** A series that got a value here within this is not asked for. */
const FED_MS = 10_000
/** Series of other consoles that one look asks for; where there are more, they take turns. */
const SERIES_A_LOOK = 4_000

/** The other consoles on the same database: what they change, what they measure, what they listen on. */
export class ConsolesService {
  readonly #options: ConsolesServiceOptions
  readonly #mirror: CatalogueMirror
  /** Last change of each console that is known here. */
  readonly #seen = new Map<string, number>()
  #startedAt: EpochMs = 0
  #beatAt: EpochMs = -Infinity
  #seenAt: EpochMs = 0
  /** Nobody but a look has found the database away. */
  #hasMissedIt = false
  #missedAt: EpochMs = 0
  #records: readonly ConsoleRecord[] = []
  #timer: NodeJS.Timeout | null = null
  #looking: Promise<void> | null = null
  #mustPullAll = false
  #isShared = false
  #turnOfSeries = 0

  constructor(options: ConsolesServiceOptions) {
    this.#options = options
    this.#mirror = new CatalogueMirror(options.catalogue)
  }

  get id(): string {
    return this.#options.id()
  }

  /** True when others may use the same database. */
  get isShared(): boolean {
    return this.#isShared
  }

  /** The others, those that are there first. Empty on a database of our own. */
  get others(): ConsoleView[] {
    return this.#records
      .filter(({ id }) => id !== this.id)
      .map(({ id, name, version, startedAt, heartbeatAt, listeners }) => {
        const isThere = this.#isThere(heartbeatAt)
        return {
          id,
          name,
          version,
          startedAt,
          heartbeatAt,
          isThere,
          listeners: isThere ? [...listeners] : [],
        }
      })
      .sort((a, b) => Number(b.isThere) - Number(a.isThere) || a.name.localeCompare(b.name))
  }

  /** The console that has this id, unless it is gone. */
  nameOf(id: string): { readonly name: string; readonly isThere: boolean } | null {
    const record = this.#records.find((one) => one.id === id)
    return record === undefined ? null : { name: record.name, isThere: this.#isThere(record.heartbeatAt) }
  }

  /** Before anything is read: what is changed from now on is read again. Makes ids for what will be new. */
  async register(store: Store): Promise<void> {
    this.#isShared = store.engine === 'mysql'
    if (store.readOnlyReason !== null) return
    this.#startedAt = this.#options.now()
    await this.#beat(store)
    this.#records = await store.consoles()
    for (const { id, changes } of this.#records) this.#seen.set(id, changes)
  }

  /** After the catalogue was read. */
  async begin(store: Store): Promise<void> {
    const { catalogue, ids } = this.#options
    if (store.readOnlyReason !== null) return
    ids.begin(await store.idBlocks(this.id), (kind) => usedIds(catalogue, kind))
    // Without space it is tried again; until then ids are provisional.
    await ids.refill(store, this.id).catch(() => undefined)
  }

  start(): void {
    this.#seenAt = this.#options.now()
    this.#timer = setInterval(() => void this.look(), LOOK_MS)
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
    await this.#looking
    await this.#leave().catch(() => undefined)
  }

  /** The others need not wait for silence. */
  async #leave(): Promise<void> {
    const { storage } = this.#options
    if (this.#startedAt === 0 || storage.state.state !== 'ok' || storage.store.engine !== 'mysql') return
    await this.#beat(storage.store, 0)
  }

  /** Another console had a machine first: the database knows better who is who. */
  pullSoon(): void {
    this.#mustPullAll = true
  }

  /** Before a commit: what was named while there were no ids gets some. */
  ensureIds(store: Store): Promise<void> | null {
    const { ids, catalogue } = this.#options
    if (!ids.hasProvisional) return null
    return ids.refill(store, this.id).then(() => catalogue.settleProvisional())
  }

  /** One look at the database; resolves when it is over, whatever came of it. */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .then(() => this.#noteSeen())
      .catch((error: unknown) => this.#noteUnseen(error))
      .finally(() => (this.#looking = null))
    return this.#looking
  }

  /** Who writes says how that went; where nothing comes in, nobody writes. */
  #noteSeen(): void {
    const { storage, now } = this.#options
    this.#seenAt = now()
    // A beat is a write; what others found missing is theirs to find again.
    if (!this.#hasMissedIt || this.#beatAt < this.#missedAt) return
    this.#hasMissedIt = false
    if (storage.state.state === 'away') storage.noteSuccess()
  }

  /** One look that fails may be a moment's trouble. */
  #noteUnseen(error: unknown): void {
    const { storage, now } = this.#options
    if (!storage.isOpen || now() - this.#seenAt < AWAY_AFTER_MS) return
    if (!(error instanceof StoreError && error.code === 'away')) return
    this.#hasMissedIt ||= storage.state.state === 'ok'
    this.#missedAt = now()
    storage.noteFailure(error)
  }

  async #look(): Promise<void> {
    const { storage, ids, now } = this.#options
    const { store } = storage
    if (store.readOnlyReason !== null) return
    if (now() - this.#beatAt >= BEAT_MS) {
      await ids.refill(store, this.id)
      // A file of our own has nobody who would look.
      if (store.engine === 'mysql') await this.#beat(store)
    }
    if (store.engine !== 'mysql') return
    const before = this.others
    this.#records = await store.consoles()
    await this.#pullChanges(store)
    if (this.#records.some((record) => record.id !== this.id && this.#isThere(record.heartbeatAt)))
      await this.#pullValues(store)
    if (isOther(before, this.others)) this.#options.hub.publishTopic('status')
  }

  async #beat(store: Store, heartbeatAt = this.#options.now()): Promise<void> {
    const { name, version, listeners } = this.#options
    await store.beat({
      id: this.id,
      name,
      version,
      startedAt: this.#startedAt,
      heartbeatAt,
      listeners: listeners().map((one) => ({
        name: one.name,
        host: one.host,
        port: one.port,
        state: one.state,
      })),
    })
    this.#beatAt = heartbeatAt
  }

  async #pullChanges(store: Store): Promise<void> {
    const { reload, turn } = this.#options
    const kinds = new Set<string>()
    const ranges: { firstId: number; lastId: number }[] = []
    let hasMissed = this.#mustPullAll
    this.#mustPullAll = false
    const seen = new Map(this.#seen)
    for (const { id, changes } of this.#records) {
      const last = this.#seen.get(id) ?? 0
      if (id === this.id || changes === last) continue
      const news = await store.changesAfter(id, last)
      // They keep only so many.
      if (news[0]?.seq !== last + 1) hasMissed = true
      for (const { kind, firstId, lastId } of news) {
        kinds.add(kind)
        if (kind === 'series') ranges.push({ firstId, lastId })
      }
      seen.set(id, Math.max(news.at(-1)?.seq ?? changes, changes))
    }
    const needs = (kind: string): boolean => hasMissed || kinds.has(kind)
    try {
      await turn.run(async () => {
        if (needs('hosts') || ranges.length > 0) await this.#mirror.pullHosts(store)
        if (hasMissed) this.#mirror.applySeries(await store.series())
        else for (const { firstId, lastId } of ranges) await this.#mirror.pullSeries(store, firstId, lastId)
      })
      if (needs('settings')) await reload.settings(store)
      if (needs('blacklist')) await reload.blacklist(store)
      if (needs('boards')) this.#options.hub.publishTopic('boards')
      if (needs('annotations')) this.#options.hub.publishTopic('annotations')
      if (needs('endpoints')) await reload.endpoints(store)
    } catch (error) {
      this.#mustPullAll ||= hasMissed
      throw error
    }
    // Only now: what could not be read is read by the next look.
    for (const [id, seq] of seen) this.#seen.set(id, seq)
  }

  /** Newest values of what other consoles measure: first what somebody looks at, then all the rest by turns. */
  async #pullValues(store: Store): Promise<void> {
    const { catalogue, hub, now } = this.#options
    const foreign = [...catalogue.allSeries].filter(({ fedAt }) => fedAt === null || now() - fedAt > FED_MS)
    if (foreign.length === 0) return
    const wanted = foreign.length <= SERIES_A_LOOK ? foreign : this.#chosen(foreign)
    const seriesIds = wanted.map(({ id }) => id)
    const { series, at, value } = await store.recentSamples({ seriesIds, since: now() - RECENT_MS })
    const order = Array.from(series.keys()).sort((a, b) => (at[a] ?? 0) - (at[b] ?? 0))
    for (const row of order) {
      const one = catalogue.series(series[row] ?? 0)
      const time = at[row] ?? 0
      if (one === null || (one.lastAt !== null && time <= one.lastAt)) continue
      const number = value[row] ?? NaN
      one.note(time, Number.isNaN(number) ? null : number)
      hub.publishSample(one, time, number)
    }
  }

  #chosen(foreign: readonly SeriesState[]): readonly SeriesState[] {
    const isFirst = ({ followers, identity, record }: SeriesState): boolean =>
      followers !== null || keyMetricOf(identity.record.source, record.metric) !== null
    const first = foreign.filter(isFirst).slice(0, SERIES_A_LOOK)
    const others = foreign.filter((series) => !isFirst(series))
    const room = SERIES_A_LOOK - first.length
    const start = this.#turnOfSeries % Math.max(1, others.length)
    this.#turnOfSeries = start + room
    return [...first, ...others.slice(start, start + room)]
  }

  #isThere(heartbeatAt: EpochMs): boolean {
    return this.#options.now() - heartbeatAt < SILENT_MS
  }
}

function* usedIds(catalogue: Catalogue, kind: Exclude<IdKind, 'endpoint' | 'run'>): Generator<number> {
  // The last that was given out may be of something that is gone.
  yield catalogue.lastIds[kind]
  if (kind === 'series') for (const { id } of catalogue.allSeries) yield id
  for (const host of catalogue.hosts) {
    if (kind === 'host') {
      yield host.record.id
      for (const { loginId } of catalogue.credentialsOf(host)) yield loginId
    }
    if (kind === 'identity') for (const { record } of host.identities) yield record.id
  }
}

/** Apart from heartbeats, which change all the time. */
function isOther(before: readonly ConsoleView[], after: readonly ConsoleView[]): boolean {
  const shown = (views: readonly ConsoleView[]): string =>
    JSON.stringify(views.map(({ id, name, isThere, listeners }) => [id, name, isThere, listeners]))
  return shown(before) !== shown(after)
}
