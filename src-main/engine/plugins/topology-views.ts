import type {
  EpochMs,
  MetadataTemplate,
  MetricTemplate,
  NodeMetric,
  Topology,
  TopologyNode,
} from '../../contract/index.ts'
import { labelOfNode } from '../../protocols/scope-plugin/node-id.ts'
import type { MetricReport, NodeReport, TopologyReport } from '../../protocols/scope-plugin/report.ts'
import type { SeriesState } from '../catalogue-state.ts'
import { metadataOf } from './node-texts.ts'

/** The last report of one plugin, and what became of it. */
export interface Delivery {
  readonly pluginId: string
  readonly topologies: readonly TopologyReport[]
  readonly receivedAt: EpochMs
  /** The plugin has failed since. */
  readonly isStale: boolean
  seriesOf(topology: string, nodeId: string, metricId: string): SeriesState | null
}

/** One node as all plugins report it. */
export interface MergedNode {
  readonly id: string
  readonly parts: readonly { readonly node: NodeReport; readonly delivery: Delivery }[]
}

/** Topologies of Scope's own report, first and last generation (scope-plugins.md §5). */
const KNOWN: ReadonlySet<string> = new Set([
  ...['Host', 'Process', 'Container', 'ContainerImage', 'Pod', 'Service', 'Endpoint', 'Overlay'],
  ...['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'CronJob', 'Namespace', 'Job'],
  ...['ECSTask', 'ECSService', 'SwarmService'],
  ...['PersistentVolume', 'PersistentVolumeClaim', 'StorageClass', 'VolumeSnapshot', 'VolumeSnapshotData'],
])
const ORDER = [...KNOWN]

export function topologiesOf(deliveries: readonly Delivery[]): Topology[] {
  const names = new Set(deliveries.flatMap(({ topologies }) => topologies.map(({ name }) => name)))
  return [...names]
    .map((name) => {
      const parts = partsOf(deliveries, name)
      return {
        id: name,
        label: parts.find(({ topology }) => topology.label !== name)?.topology.label ?? name,
        isKnown: KNOWN.has(name),
        nodes: new Set(parts.flatMap(({ topology }) => topology.nodes.map(({ id }) => id))).size,
        plugins: [...new Set(parts.map(({ delivery }) => delivery.pluginId))].sort(),
        ...templatesOf(deliveries, name),
      }
    })
    .sort((a, b) => placeOf(a.id) - placeOf(b.id) || a.id.localeCompare(b.id))
}

export function templatesOf(
  deliveries: readonly Delivery[],
  name: string,
): { metricTemplates: MetricTemplate[]; metadataTemplates: MetadataTemplate[] } {
  const parts = partsOf(deliveries, name)
  const metrics = new Map<string, MetricTemplate>()
  for (const { topology } of parts)
    for (const template of topology.metricTemplates)
      if (wins(template, metrics.get(template.id)))
        metrics.set(template.id, { ...template, isImplied: false })
  // Scope would not show what has no template; here it has its own name.
  for (const { topology } of parts)
    for (const node of topology.nodes)
      for (const { id } of node.metrics)
        if (!metrics.has(id))
          metrics.set(id, { id, label: id, format: '', group: '', priority: null, isImplied: true })
  const metadata = new Map<string, MetadataTemplate>()
  for (const { topology } of parts)
    for (const template of topology.metadataTemplates)
      if (wins(template, metadata.get(template.id))) metadata.set(template.id, template)
  return {
    metricTemplates: [...metrics.values()].sort(byPriority),
    metadataTemplates: [...metadata.values()].sort(byPriority),
  }
}

/** Of two templates with one id the one with the higher priority number wins (scope-plugins.md §5). */
export function wins(
  one: { priority: number | null },
  other: { priority: number | null } | undefined,
): boolean {
  return other === undefined || (one.priority ?? 0) > (other.priority ?? 0)
}

/** The lowest number is shown first, none at all last. */
export function byPriority(
  a: { priority: number | null; label: string },
  b: { priority: number | null; label: string },
): number {
  const difference = (a.priority ?? Infinity) - (b.priority ?? Infinity)
  return Number.isNaN(difference) || difference === 0 ? a.label.localeCompare(b.label) : difference
}

export function nodesOf(deliveries: readonly Delivery[], name: string): MergedNode[] {
  const byId = new Map<string, { node: NodeReport; delivery: Delivery }[]>()
  for (const { topology, delivery } of partsOf(deliveries, name))
    for (const node of topology.nodes) {
      const parts = byId.get(node.id)
      if (parts === undefined) byId.set(node.id, [{ node, delivery }])
      else parts.push({ node, delivery })
    }
  return [...byId].map(([id, parts]) => ({ id, parts }))
}

export function viewOfNode(
  topology: string,
  { id, parts }: MergedNode,
  templates: { readonly metadataTemplates: readonly MetadataTemplate[] },
): TopologyNode {
  const metrics = new Map<string, NodeMetric>()
  let series: SeriesState | null = null
  for (const { node, delivery } of parts)
    for (const metric of node.metrics) {
      const own = delivery.seriesOf(topology, id, metric.id)
      series ??= own
      metrics.set(metric.id, mergedMetric(metrics.get(metric.id), metric, own?.id ?? null))
    }
  const nodes = parts.map(({ node }) => node)
  const [first] = nodes
  const host = series?.identity.host.record ?? null
  return {
    id,
    label:
      first === undefined
        ? id
        : labelOfNode(topology, { ...first, latest: nodes.flatMap(({ latest }) => latest) }),
    host: host?.name ?? null,
    hostId: host?.id ?? null,
    plugins: [...new Set(parts.map(({ delivery }) => delivery.pluginId))].sort(),
    metrics: [...metrics.values()],
    metadata: metadataOf(nodes, templates.metadataTemplates),
    lastAt: Math.max(...parts.map(({ delivery }) => delivery.receivedAt)),
    isStale: parts.every(({ delivery }) => delivery.isStale),
  }
}

/** The newest sample counts, and the wider scale (scope-plugins.md §5). */
function mergedMetric(
  known: NodeMetric | undefined,
  metric: MetricReport,
  seriesId: number | null,
): NodeMetric {
  const last = metric.samples.at(-1)
  const isNewer = last !== undefined && (known?.at === undefined || known.at === null || last.at >= known.at)
  return {
    id: metric.id,
    value: isNewer ? last.value : (known?.value ?? null),
    at: isNewer ? last.at : (known?.at ?? null),
    min: widened(known?.min, metric.min, Math.min),
    max: widened(known?.max, metric.max, Math.max),
    seriesId: known?.seriesId ?? seriesId,
  }
}

function widened(
  known: number | null | undefined,
  own: number | null,
  choose: (a: number, b: number) => number,
): number | null {
  if (known === undefined || known === null) return own
  return own === null ? known : choose(known, own)
}

function partsOf(deliveries: readonly Delivery[], name: string) {
  return deliveries.flatMap((delivery) =>
    delivery.topologies
      .filter((topology) => topology.name === name)
      .map((topology) => ({ delivery, topology })),
  )
}

function placeOf(name: string): number {
  const place = ORDER.indexOf(name)
  return place < 0 ? ORDER.length : place
}
