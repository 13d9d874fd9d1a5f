import type { EpochMs, LiveFrame, SampleColumns, Series, SourceName, StateSpan } from '../contract/index.ts'
import { bucketWidthMs } from '../domain/decimate.ts'
import { gapMsOf, medianDistance } from '../domain/interval-estimate.ts'
import type { SampleRange } from '../domain/sample.ts'
import { withoutHoles } from '../domain/state-holes.ts'
import type { Catalogue } from './catalogue.ts'
import type { SeriesState } from './catalogue-state.ts'
import { ExpectedError } from './expected-error.ts'
import type { IngestService } from './ingest-service.ts'
import type { LiveHub } from './live-hub.ts'
import type { StorageService } from './storage-service.ts'

interface SeriesServiceOptions {
  readonly catalogue: Catalogue
  readonly storage: StorageService
  readonly ingest: IngestService
  readonly hub: LiveHub
  readonly rawDays: () => number
  readonly now: () => EpochMs
}

interface Range {
  readonly from?: EpochMs | undefined
  readonly to?: EpochMs | undefined
  readonly maxPoints: number
  readonly maxBuckets?: number | undefined
}

interface SeriesQuery {
  readonly search?: string | undefined
  readonly source?: SourceName | undefined
  readonly host?: string | undefined
  readonly limit: number
}

const DEFAULT_RANGE_MS = 15 * 60_000
const DAY_MS = 86_400_000
const TIER_STEP_MS = { raw: 0, '1m': 60_000, '1h': 3_600_000 } as const

/** The catalogue of series, and their samples. */
export class SeriesService {
  readonly #options: SeriesServiceOptions

  constructor(options: SeriesServiceOptions) {
    this.#options = options
  }

  list({ search, source, host, limit }: SeriesQuery): Series[] {
    const words = (search ?? '').toLowerCase().split(/\s+/).filter(Boolean)
    const found: Series[] = []
    for (const series of this.#options.catalogue.allSeries) {
      if (found.length >= limit) break
      const { identity, record } = series
      if (source !== undefined && identity.record.source !== source) continue
      if (host !== undefined && !isHost(series, host)) continue
      const text = `${identity.host.record.name} ${record.metric} ${record.label}`.toLowerCase()
      if (words.every((word) => text.includes(word))) found.push(viewOf(series))
    }
    return found
  }

  async samples(id: number, range: Range): Promise<SampleColumns> {
    const [columns] = await this.samplesOfMany([id], range)
    if (columns === undefined || columns === null)
      throw new ExpectedError('NOT_FOUND', `There is no series ${id}.`)
    return columns
  }

  /** In the order of `ids`; null for a series that is gone. */
  async samplesOfMany(ids: readonly number[], range: Range): Promise<(SampleColumns | null)[]> {
    const { catalogue, storage, ingest, now, rawDays } = this.#options
    // A chart that is opened now shows what came a moment ago, however much that was.
    await ingest.settleSamples()
    const known = ids.map((id) => catalogue.series(id))
    const seriesIds = known.filter((series) => series !== null).map(({ id }) => id)
    const { from, to } = this.#bounds(range)
    const rawFrom = now() - rawDays() * DAY_MS
    const ranges = await storage.store.samplesInRange({
      seriesIds,
      from,
      to,
      maxPoints: range.maxPoints,
      maxBuckets: range.maxBuckets,
      rawFrom,
    })
    const byId = new Map(seriesIds.map((id, index) => [id, ranges[index]]))
    return known.map((series) => {
      const columns = series === null ? undefined : byId.get(series.id)
      return series === null || columns === undefined
        ? null
        : columnsOf(series, columns, Math.min(bucketWidthMs({ ...range, from, to }), to - from))
    })
  }

  async states(id: number, range: Pick<Range, 'from' | 'to'>): Promise<StateSpan[]> {
    const { catalogue, storage } = this.#options
    const series = catalogue.series(id)
    if (series === null) throw new ExpectedError('NOT_FOUND', `There is no series ${id}.`)
    const spans = await storage.store.states({ seriesId: id, ...this.#bounds(range) })
    return withoutHoles(spans, gapMsOf(series.interval.intervalMs))
  }

  live(ids: readonly number[], signal: AbortSignal | undefined): AsyncGenerator<LiveFrame, void> {
    const { catalogue, hub } = this.#options
    const series = [...new Set(ids)].map((id) => catalogue.series(id)).filter((one) => one !== null)
    return hub.samples(series, signal)
  }

  #bounds({ from, to }: Pick<Range, 'from' | 'to'>): { from: EpochMs; to: EpochMs } {
    const end = to ?? this.#options.now()
    const start = from ?? end - DEFAULT_RANGE_MS
    if (start > end) throw new ExpectedError('BAD_REQUEST', 'The range ends before it begins.')
    return { from: start, to: end }
  }
}

function viewOf(series: SeriesState): Series {
  const { identity, record, interval, lastAt, lastValue } = series
  return {
    id: record.id,
    host: identity.host.record.name,
    hostId: identity.host.record.id,
    source: identity.record.source,
    metric: record.metric,
    unit: record.unit,
    label: record.label,
    type: record.type,
    intervalMs: interval.intervalMs,
    lastAt,
    lastValue,
  }
}

function isHost({ identity }: SeriesState, host: string): boolean {
  const { id, name } = identity.host.record
  return String(id) === host || name.toLowerCase() === host.trim().toLowerCase()
}

/**
 * JSON knows no NaN: what is not available is null there.
 *
 * @param bucketMs width of the buckets of a decimated answer; the points of two
 *   neighbouring ones lie up to twice that apart
 */
function columnsOf(
  series: SeriesState,
  { tier, t, v, min, max }: SampleRange,
  bucketMs: number,
): SampleColumns {
  // After a restart nothing has been measured yet; what is stored tells as well, in every tier: minutes
  // of a series that comes every ten lie ten minutes apart.
  const intervalMs = series.interval.intervalMs ?? medianDistance(t)
  const gapMs = Math.max(gapMsOf(intervalMs), min === null ? 0 : 2 * bucketMs, 2.5 * TIER_STEP_MS[tier])
  return {
    tier,
    t: Array.from(t),
    v: nullable(v),
    ...(min === null ? {} : { min: nullable(min) }),
    ...(max === null ? {} : { max: nullable(max) }),
    gapMs,
  }
}

function nullable(column: Float64Array): (number | null)[] {
  return Array.from(column, (value) => (Number.isNaN(value) ? null : value))
}
