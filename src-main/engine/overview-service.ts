import type {
  Change,
  EpochMs,
  HostState as HostStateName,
  Listener,
  OverviewHost,
  OverviewRecipe,
} from '../contract/index.ts'
import { type KeyRole, keyMetricOf } from '../domain/key-metrics.ts'
import { SPARK_MS, sparkline } from '../domain/sparkline.ts'
import type { Store } from '../storage/store.ts'
import type { Catalogue } from './catalogue.ts'
import type { HostState, SeriesState } from './catalogue-state.ts'
import type { ChangeLog } from './change-log.ts'
import type { HostsService } from './hosts-service.ts'
import { recipesFor } from './recipes.ts'
import { reachableAddress } from './this-machine.ts'

interface OverviewServiceOptions {
  readonly catalogue: Catalogue
  readonly hosts: HostsService
  readonly changes: ChangeLog
  readonly scopeport: () => Listener
  /** Where sockets of plugins are looked for; null where they are not. */
  readonly pluginDirectory: () => string | null
  readonly now: () => EpochMs
}

interface KeySeries {
  readonly series: SeriesState
  readonly factor: number
}

const WATCH_MS = 5_000
/** Worst first. */
const ORDER: readonly HostStateName[] = ['stale', 'silent', 'good', 'disabled']

/** Is everything all right? The hosts at a glance, and what changed. */
export class OverviewService {
  readonly #options: OverviewServiceOptions
  readonly #states = new Map<number, HostStateName>()
  #timer: NodeJS.Timeout | null = null

  constructor(options: OverviewServiceOptions) {
    this.#options = options
  }

  /** Fills the rings of the key figures from the database, so that sparklines survive a restart. */
  async load(store: Store): Promise<void> {
    const { catalogue, now } = this.#options
    const keys = [...catalogue.allSeries].filter(isKey)
    const to = now()
    if (keys.length > 0) {
      const ranges = await store.samplesInRange({
        seriesIds: keys.map(({ id }) => id),
        from: to - SPARK_MS,
        to,
        maxPoints: 900,
      })
      keys.forEach((series, index) => {
        // The newest value is in it already, and in the range as well.
        series.ring.clear()
        ranges[index]?.t.forEach((at, point) => series.ring.push(at, ranges[index]?.v[point] ?? NaN))
      })
    }
  }

  start(): void {
    this.#timer = setInterval(() => this.#watchStates(), WATCH_MS)
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
  }

  get(): { hosts: OverviewHost[]; changes: Change[]; recipes: OverviewRecipe[] } {
    const { catalogue, changes, now, scopeport, pluginDirectory } = this.#options
    const hosts = [...catalogue.hosts].map((host) => this.#row(host))
    hosts.sort(
      (a, b) =>
        ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || byStrain(a, b) || a.name.localeCompare(b.name),
    )
    return {
      hosts,
      changes: changes.since(now() - SPARK_MS),
      recipes: recipesFor(reachableAddress(), scopeport(), pluginDirectory()),
    }
  }

  #row(host: HostState): OverviewHost {
    const { hosts, now } = this.#options
    const cpu = keySeries(host, 'cpu')
    const load = keySeries(host, 'load')
    const memory = keySeries(host, 'memoryFree')
    const sparkOf = cpu ?? load
    return {
      id: host.record.id,
      name: host.record.name,
      state: hosts.stateOf(host),
      sources: host.sources,
      cpu: figureOf(cpu),
      load: figureOf(load),
      memoryFree: figureOf(memory),
      spark: {
        metric: sparkOf?.series.record.label ?? '',
        values:
          sparkOf === null ? [] : sparkline(sparkOf.series.ring, now(), sparkOf.series.interval.intervalMs),
      },
      lastSampleAt: host.lastSampleAt,
    }
  }

  #watchStates(): void {
    const { catalogue, hosts, changes } = this.#options
    for (const host of catalogue.hosts) {
      const { id, name } = host.record
      const state = hosts.stateOf(host)
      const before = this.#states.get(id)
      this.#states.set(id, state)
      if (before === 'good' && state === 'stale')
        changes.add({ kind: 'host-stale', subject: name, detail: '', hostId: id })
      if (before === 'stale' && state === 'good')
        changes.add({ kind: 'host-back', subject: name, detail: '', hostId: id })
      if (before !== undefined && before !== state) catalogue.noteHostChanged()
    }
  }
}

function isKey({ identity, record }: SeriesState): boolean {
  return keyMetricOf(identity.record.source, record.metric) !== null
}

/** The host's best series for a figure: the one that is measured, of the best kind. */
function keySeries(host: HostState, role: KeyRole): KeySeries | null {
  let best: (KeySeries & { readonly rank: number }) | null = null
  for (const identity of host.identities) {
    for (const series of identity.seriesByMetric.values()) {
      const key = keyMetricOf(identity.record.source, series.record.metric)
      if (key === null || key.role !== role || series.lastAt === null) continue
      if (best === null || key.rank > best.rank) best = { series, factor: key.factor, rank: key.rank }
    }
  }
  return best
}

function figureOf(key: KeySeries | null): OverviewHost['cpu'] {
  if (key === null) return null
  const { id, lastAt, lastValue } = key.series
  return {
    seriesId: id,
    value: typeof lastValue === 'number' ? lastValue * key.factor : null,
    at: lastAt ?? 0,
  }
}

function byStrain(a: OverviewHost, b: OverviewHost): number {
  return (b.cpu?.value ?? -1) - (a.cpu?.value ?? -1)
}
