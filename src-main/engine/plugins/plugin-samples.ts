import type { EpochMs } from '../../contract/index.ts'
import type { Reading } from '../../domain/sample.ts'
import { hostOfNode, labelOfNode, onlyHostOf } from '../../protocols/scope-plugin/node-id.ts'
import { PLUGIN_LIMITS } from '../../protocols/scope-plugin/limits.ts'
import type {
  MetricReport,
  MetricTemplateReport,
  NodeReport,
  PluginReport,
  TopologyReport,
} from '../../protocols/scope-plugin/report.ts'
import {
  metricName,
  seriesLabel,
  seriesPrefix,
  tidy,
  unitOf,
} from '../../protocols/scope-plugin/series-name.ts'
import type { Catalogue } from '../catalogue.ts'
import type { IdentityState, SeriesState } from '../catalogue-state.ts'
import type { IngestService } from '../ingest-service.ts'

interface PluginSamplesOptions {
  readonly catalogue: Catalogue
  readonly ingest: IngestService
  readonly now: () => EpochMs
  /** Host of nodes of which nothing tells where they are: plugins run beside the console. */
  readonly machineName: string
}

interface MetricState {
  readonly name: string
  series: SeriesState | null
  /** Newest time that was taken; what is not newer has been seen. */
  newestAt: EpochMs
  /** Number of the report that it was in last. */
  seenIn: number
}

interface NodeState {
  readonly host: string
  readonly prefix: { readonly metric: string; readonly label: string }
  readonly metrics: Map<string, MetricState>
  /** Number of the report that it was in last. */
  seenIn: number
}

/** Further ahead than this a clock is not believed: its values would lie where nobody looks (as with collectl). */
const BELIEVED_AHEAD_MS = 5 * 60_000
/** After so many metrics the loop has a turn. */
const METRICS_A_TURN = 1_000
const HOST_LENGTH = 190

/** What one plugin has delivered, as series: which node is whose, and what has been taken already. */
export class PluginSamples {
  readonly #options: PluginSamplesOptions
  readonly #nodes = new Map<string, NodeState>()
  readonly #hosts = new Set<string>()
  #reports = 0
  #newestAt: EpochMs | null = null
  #metricsThisTurn = 0

  constructor(options: PluginSamplesOptions) {
    this.#options = options
  }

  /** @returns plugin's clock minus ours by the newest sample; null where there is none */
  async take({ topologies }: PluginReport, receivedAt: EpochMs): Promise<number | null> {
    const newestAt = newestOf(topologies)
    // A clock that was set back would have nothing new to say until it has caught up.
    if (newestAt !== null && this.#newestAt !== null && newestAt < this.#newestAt) this.#forgetTimes()
    if (newestAt !== null) this.#newestAt = newestAt
    this.#reports++
    const onlyHost = onlyHostOf(topologies)
    for (const topology of topologies) {
      const templates = new Map(topology.metricTemplates.map((template) => [template.id, template]))
      for (const node of topology.nodes) {
        if (node.metrics.length === 0) continue
        this.#takeNode(topology.name, node, templates, onlyHost, receivedAt)
        await this.#turn(node.metrics.length)
      }
    }
    for (const [key, { seenIn }] of this.#nodes) if (seenIn !== this.#reports) this.#nodes.delete(key)
    return newestAt === null ? null : newestAt - receivedAt
  }

  seriesOf(topology: string, nodeId: string, metricId: string): SeriesState | null {
    const series = this.#nodes.get(keyOf(topology, nodeId))?.metrics.get(metricId)?.series ?? null
    // The host may have been removed, and its series with it.
    return series !== null && this.#options.catalogue.series(series.id) === series ? series : null
  }

  /** The first series, for a look at its graphs. */
  firstSeries(count: number): SeriesState[] {
    const found: SeriesState[] = []
    for (const { metrics } of this.#nodes.values())
      for (const { series } of metrics.values()) {
        if (found.length >= count) return found
        if (series !== null && this.#options.catalogue.series(series.id) === series) found.push(series)
      }
    return found
  }

  #takeNode(
    topology: string,
    node: NodeReport,
    templates: ReadonlyMap<string, MetricTemplateReport>,
    onlyHost: string | null,
    receivedAt: EpochMs,
  ): void {
    const state = this.#nodeState(topology, node, onlyHost)
    // Hosts stay; a plugin that names others in each report would fill the catalogue.
    if (this.#hosts.size >= PLUGIN_LIMITS.hostsPerPlugin && !this.#hosts.has(state.host)) return
    this.#hosts.add(state.host)
    const identity = this.#options.catalogue.identity('plugin', state.host)
    const byTime = new Map<EpochMs, Reading[]>()
    const touched: { metric: MetricState; reading: Reading }[] = []
    for (const metric of node.metrics) {
      const reading = this.#takeMetric(metric, state, templates.get(metric.id), receivedAt, byTime)
      if (reading !== null) touched.push(reading)
    }
    for (const [at, readings] of byTime) this.#options.ingest.add(identity, at, readings)
    for (const { metric, reading } of touched) this.#settle(identity, metric, reading)
    this.#forgetMetrics(state)
  }

  /** Names of metrics change at run time and come back; one that gives all of them new names may not fill the memory. */
  #forgetMetrics({ metrics }: NodeState): void {
    if (metrics.size <= PLUGIN_LIMITS.metricsPerNode) return
    for (const [id, { seenIn }] of metrics) if (seenIn !== this.#reports) metrics.delete(id)
  }

  #takeMetric(
    { id, samples }: MetricReport,
    node: NodeState,
    template: MetricTemplateReport | undefined,
    receivedAt: EpochMs,
    byTime: Map<EpochMs, Reading[]>,
  ): { metric: MetricState; reading: Reading } | null {
    let metric = node.metrics.get(id)
    if (metric === undefined) {
      const name = metricName(node.prefix.metric, id)
      metric = { name, series: null, newestAt: Number.NEGATIVE_INFINITY, seenIn: 0 }
      node.metrics.set(id, metric)
    }
    metric.seenIn = this.#reports
    let last: Reading | null = null
    for (const { at, value } of samples) {
      if (at <= metric.newestAt) continue
      metric.newestAt = at
      last = {
        metric: metric.name,
        unit: unitOf(template?.format ?? ''),
        label: seriesLabel(node.prefix.label, template?.label ?? id),
        value,
      }
      const own = at > receivedAt + BELIEVED_AHEAD_MS ? receivedAt : at
      const together = byTime.get(own)
      if (together === undefined) byTime.set(own, [last])
      else together.push(last)
    }
    return last === null ? null : { metric, reading: last }
  }

  /** Templates come and go: a series is called as the last one that came says. */
  #settle(identity: IdentityState, metric: MetricState, { unit, label }: Reading): void {
    metric.series = identity.seriesByMetric.get(metric.name) ?? null
    if (metric.series === null) return
    const { record } = metric.series
    if (record.unit !== unit || record.label !== label)
      this.#options.catalogue.describe(metric.series, { unit, label })
  }

  #nodeState(topology: string, node: NodeReport, onlyHost: string | null): NodeState {
    const key = keyOf(topology, node.id)
    let state = this.#nodes.get(key)
    if (state === undefined) {
      const named = tidy(hostOfNode(topology, node, onlyHost) ?? '')
        .trim()
        .slice(0, HOST_LENGTH)
        .toWellFormed()
      const label = labelOfNode(topology, node)
      state = {
        host: named === '' ? this.#options.machineName : named,
        prefix: seriesPrefix(topology, node.id, label),
        metrics: new Map(),
        seenIn: 0,
      }
      this.#nodes.set(key, state)
    }
    state.seenIn = this.#reports
    return state
  }

  #forgetTimes(): void {
    for (const { metrics } of this.#nodes.values())
      for (const metric of metrics.values()) metric.newestAt = Number.NEGATIVE_INFINITY
  }

  async #turn(metrics: number): Promise<void> {
    this.#metricsThisTurn += metrics
    if (this.#metricsThisTurn < METRICS_A_TURN) return
    this.#metricsThisTurn = 0
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function newestOf(topologies: readonly TopologyReport[]): EpochMs | null {
  let newest: EpochMs | null = null
  for (const { nodes } of topologies)
    for (const { metrics } of nodes)
      for (const { samples } of metrics) {
        const at = samples.at(-1)?.at
        if (at !== undefined && (newest === null || at > newest)) newest = at
      }
  return newest
}

function keyOf(topology: string, nodeId: string): string {
  return `${topology}\0${nodeId}`
}
