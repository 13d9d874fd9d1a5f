import type { SampleColumns } from '../../src-main/contract/index.ts'
import { dropBefore, mergeColumns, toColumns } from './merge-live.ts'
import type { PointLimits } from './point-limits.ts'
import { lowerBound } from './search.ts'
import { NO_POINTS, type ChartRange, type Columns } from './types.ts'

/** What there is of one series. */
export interface LoadedSeries {
  readonly columns: Columns
  readonly gapMs: number
}

/** New points of one series, oldest first. */
export interface NewPoints {
  readonly id: number
  readonly t: readonly number[]
  readonly v: readonly (number | null)[]
}

export interface FeedQuery {
  readonly ids: readonly number[]
  readonly range: ChartRange
  readonly limits: PointLimits
}

export interface FeedOptions {
  /** Samples in the order asked, null for a series that is gone. */
  read(query: FeedQuery, signal: AbortSignal): Promise<readonly (SampleColumns | null)[]>
  onChange(): void
}

/**
 * A value may reach the window before it reaches the disk, so what came within
 * the last half minute is laid over every answer of the store.
 */
export const TAIL_MS = 30_000
/** Live points are not decimated; when there are so many times more than asked for, the range is read again. */
export const CROWDED = 1.6

/**
 * The points behind a chart: what was read, with what came live since. Without
 * clock and without Vue; `use-chart-data` gives it both.
 */
export class SeriesFeed {
  loaded: ReadonlyMap<number, LoadedSeries> = new Map()
  /** Why the last reading failed; null after one that did not. */
  failure: { readonly cause: unknown } | null = null
  isLoading = false
  private readonly options: FeedOptions
  private readonly tails = new Map<number, Columns>()
  private running: AbortController | null = null

  constructor(options: FeedOptions) {
    this.options = options
  }

  /** Reads a range; a reading that is under way is given up. Old points stay until the new ones are there. */
  async load(query: FeedQuery): Promise<void> {
    this.running?.abort()
    const own = new AbortController()
    this.running = own
    this.isLoading = true
    this.forget(query.ids)
    this.options.onChange()
    try {
      const answer = query.ids.length === 0 ? [] : await this.options.read(query, own.signal)
      if (this.running !== own) return
      this.loaded = new Map(
        query.ids.flatMap((id, index) => {
          const samples = answer[index]
          if (samples === null || samples === undefined) return []
          const tail = within(this.tails.get(id) ?? NO_POINTS, query.range)
          return [[id, { columns: mergeColumns(toColumns(samples), tail), gapMs: samples.gapMs }] as const]
        }),
      )
      this.failure = null
    } catch (cause) {
      if (this.running !== own) return
      this.failure = { cause }
    }
    this.running = null
    this.isLoading = false
    this.options.onChange()
  }

  /** Takes live points; `from` is the beginning of the window, before which points are dropped. */
  append(points: readonly NewPoints[], from: number): void {
    const next = new Map(this.loaded)
    for (const { id, t, v } of points) {
      const fresh = toColumns({ t: [...t], v: [...v] })
      this.tails.set(id, lastOf(mergeColumns(this.tails.get(id) ?? NO_POINTS, fresh)))
      const known = next.get(id)
      if (known === undefined) continue
      next.set(id, { ...known, columns: dropBefore(mergeColumns(known.columns, fresh), from) })
    }
    this.loaded = next
    this.options.onChange()
  }

  /** So many live points have gathered that the range should be read again, decimated. */
  isCrowded(maxPoints: number): boolean {
    return [...this.loaded.values()].some((one) => one.columns.t.length > maxPoints * CROWDED)
  }

  /** Time of the newest value of any series; null when there is none. */
  newestAt(): number | null {
    let newest: number | null = null
    for (const { columns } of this.loaded.values()) {
      let index = columns.t.length - 1
      while (index >= 0 && Number.isNaN(columns.v[index])) index -= 1
      const time = columns.t[index]
      if (time !== undefined && (newest === null || time > newest)) newest = time
    }
    return newest
  }

  dispose(): void {
    this.running?.abort()
    this.running = null
  }

  private forget(ids: readonly number[]): void {
    const wanted = new Set(ids)
    for (const id of this.tails.keys()) if (!wanted.has(id)) this.tails.delete(id)
    if ([...this.loaded.keys()].some((id) => !wanted.has(id))) {
      this.loaded = new Map([...this.loaded].filter(([id]) => wanted.has(id)))
    }
  }
}

/** What has come lately is no part of a range that ended before it. */
function within({ t, v }: Columns, { from, to }: ChartRange): Columns {
  const [first, end] = [lowerBound(t, from), lowerBound(t, to + 1)]
  return { t: t.slice(first, end), v: v.slice(first, end), min: null, max: null }
}

function lastOf(columns: Columns): Columns {
  const newest = columns.t.at(-1) ?? 0
  const first = lowerBound(columns.t, newest - TAIL_MS)
  return { t: columns.t.slice(first), v: columns.v.slice(first), min: null, max: null }
}
