import {
  CONTRACT_LIMITS,
  type EpochMs,
  parseSearch,
  type SearchMistake,
  type TopColumn,
  type TopFrame,
} from '../contract/index.ts'
import { QUANTITIES, USUAL_COLUMNS } from '../domain/quantities.ts'
import type { Catalogue } from './catalogue.ts'
import type { SeriesState } from './catalogue-state.ts'
import { pause } from './coalesced.ts'
import { ExpectedError } from './expected-error.ts'
import { stateOf } from './host-view.ts'
import type { IngestService } from './ingest-service.ts'
import type { StorageService } from './storage-service.ts'
import { keysOf, topFieldOf, topFilterOf } from './top-filter.ts'
import { isSameTable, type SampleOf, topFrameOf } from './top-frame.ts'
import { type FoundColumn, TopIndex } from './top-index.ts'

interface TopServiceOptions {
  readonly catalogue: Catalogue
  readonly storage: StorageService
  readonly ingest: IngestService
  readonly now: () => EpochMs
}

interface TopQuery {
  readonly columns?: string | undefined
  readonly filter?: string | undefined
}

const FRAME_MS = 1_000 / CONTRACT_LIMITS.liveFramesPerSecond
/** How far back a value of the past is looked for: what is older says nothing of that moment. */
const LOOK_BACK_MS = 15 * 60_000
/** A series that is measured more seldom than this is looked for further back. */
const SELDOM_MS = 5 * 60_000
const SELDOM_LOOK_BACK_MS = 6 * 3_600_000
/** Columns that are shown where none of the usual ones is there. */
const FIRST_COLUMNS = 8

/** One row a host, one column a quantity: now, live, and at any moment of the past. */
export class TopService {
  readonly #options: TopServiceOptions
  readonly #index: TopIndex

  constructor(options: TopServiceOptions) {
    this.#options = options
    this.#index = new TopIndex(options.catalogue, options.now)
  }

  /** What many hosts have comes first. */
  columns({ search, limit }: { readonly search?: string | undefined; readonly limit: number }): {
    columns: TopColumn[]
    total: number
  } {
    const words = (search ?? '').toLowerCase().split(/\s+/u).filter(Boolean)
    const found = [...this.#index.columns().values()].filter(({ column }) => {
      const text = `${column.key} ${column.label}`.toLowerCase()
      return words.every((word) => text.includes(word))
    })
    found.sort(byUse)
    return { columns: found.slice(0, limit).map(viewOf), total: found.length }
  }

  checkFilter(filter: string): { mistake: SearchMistake | null } {
    const columns = this.#index.columns()
    const parsed = parseSearch(filter, (name) => topFieldOf(name, columns))
    return { mistake: parsed.ok ? null : parsed.mistake }
  }

  /** The table now, or at a moment of the past. Rejects with `BAD_REQUEST` for a filter that is not understood. */
  async get(query: TopQuery & { readonly at?: EpochMs | undefined }): Promise<TopFrame> {
    const now = this.#options.now()
    return query.at === undefined || query.at >= now ? this.#frameNow(query) : this.#frameAt(query, query.at)
  }

  /** A frame at once, and one whenever something of it has changed, at most four a second. */
  async *live(query: TopQuery, signal: AbortSignal | undefined): AsyncGenerator<TopFrame, void> {
    let shown: TopFrame | null = null
    while (signal?.aborted !== true) {
      const frame = this.#frameNow(query)
      if (shown === null || !isSameTable(shown, frame)) {
        shown = frame
        yield frame
      }
      await pause(FRAME_MS, signal)
    }
  }

  #frameNow(query: TopQuery): TopFrame {
    const { catalogue, now } = this.#options
    const at = now()
    return topFrameOf({
      ...this.#parts(query),
      at,
      hosts: [...catalogue.hosts].filter(({ isLeaving }) => !isLeaving),
      sampleOf: newestOf,
      stateOf: (host) => stateOf(host, at),
      lastAtOf: (host) => host.lastSampleAt,
    })
  }

  async #frameAt(query: TopQuery, at: EpochMs): Promise<TopFrame> {
    const { catalogue } = this.#options
    const parts = this.#parts(query)
    const hosts = [...catalogue.hosts].filter(({ isLeaving, record }) => !isLeaving && record.createdAt <= at)
    const keys = [...parts.columns.map(({ key }) => key), ...parts.filter.numbers]
    const series = hosts.flatMap((host) =>
      keys.flatMap((key) => this.#index.placed(host, key).map((placed) => placed.series)),
    )
    return topFrameOf({
      ...parts,
      at,
      hosts,
      sampleOf: await this.#samplesAt(series, at),
      stateOf: (_, cells) => {
        if (cells.some((cell) => cell !== null && !cell.isStale)) return 'good'
        return cells.some((cell) => cell !== null) ? 'stale' : 'silent'
      },
      lastAtOf: (_, cells) =>
        cells.reduce<EpochMs | null>(
          (last, cell) => (cell === null ? last : Math.max(last ?? cell.at, cell.at)),
          null,
        ),
    })
  }

  /** Values of the past, from the store. */
  async #samplesAt(series: readonly SeriesState[], at: EpochMs): Promise<SampleOf> {
    const { storage, ingest } = this.#options
    // What came a moment ago is a part of the past as well.
    await ingest.settleSamples()
    const seldom = series.filter(({ interval }) => (interval.intervalMs ?? 0) > SELDOM_MS)
    const often = series.filter(({ interval }) => (interval.intervalMs ?? 0) <= SELDOM_MS)
    const read = (some: readonly SeriesState[], backMs: number) =>
      storage.store.samplesAt({ seriesIds: some.map(({ id }) => id), at, since: at - backMs })
    const batches = await Promise.all([
      read(often, LOOK_BACK_MS),
      ...(seldom.length === 0 ? [] : [read(seldom, SELDOM_LOOK_BACK_MS)]),
    ])
    const found = new Map<number, { at: EpochMs; value: number | null }>()
    for (const batch of batches) {
      batch.series.forEach((id, row) => {
        const value = batch.value[row] ?? NaN
        found.set(id, { at: batch.at[row] ?? 0, value: Number.isNaN(value) ? null : value })
      })
    }
    return ({ id }) => found.get(id) ?? null
  }

  #parts({ columns, filter }: TopQuery) {
    const all = this.#index.columns()
    const keys = columns === undefined ? usualKeys(all) : keysOf(columns)
    if (keys.length > CONTRACT_LIMITS.topColumns)
      throw new ExpectedError('BAD_REQUEST', `columns: at most ${CONTRACT_LIMITS.topColumns} at a time.`)
    return {
      index: this.#index,
      columns: keys.map((key) => ({ key, unit: unitOf(key, all) })),
      filter: topFilterOf(filter ?? '', all),
    }
  }
}

function newestOf({ lastAt, lastValue }: SeriesState): ReturnType<SampleOf> {
  if (lastAt === null) return null
  return { at: lastAt, value: typeof lastValue === 'number' ? lastValue : null }
}

function unitOf(key: string, all: ReadonlyMap<string, FoundColumn>): string {
  const quantity = QUANTITIES.find((each) => each.key === key)
  return quantity?.unit ?? all.get(key)?.column.unit ?? ''
}

function usualKeys(all: ReadonlyMap<string, FoundColumn>): readonly string[] {
  const usual = USUAL_COLUMNS.filter((key) => all.has(key))
  if (usual.length > 0) return usual
  return [...all.values()]
    .sort(byUse)
    .slice(0, FIRST_COLUMNS)
    .map(({ column }) => column.key)
}

function byUse(a: FoundColumn, b: FoundColumn): number {
  return b.hosts.size - a.hosts.size || a.column.key.localeCompare(b.column.key, 'en', { numeric: true })
}

function viewOf({ column, hosts, sources }: FoundColumn): TopColumn {
  const { key, label, group, unit } = column
  return { key, label, group, unit, hosts: hosts.size, sources: [...sources].sort() }
}
