import { basename, extname } from 'node:path'
import type { EpochMs, Plugin } from '../../contract/index.ts'
import type { PluginReport } from '../../protocols/scope-plugin/report.ts'
import type { PluginRunner } from './plugin-runner.ts'
import type { PluginSamples } from './plugin-samples.ts'
import type { Delivery } from './topology-views.ts'

/** One socket with all that is known of it. */
export interface PluginEntry {
  readonly runner: PluginRunner
  readonly samples: PluginSamples
  report: PluginReport | null
  receivedAt: EpochMs
  /** Of the last report that was taken; stays when the socket goes. */
  delivered: Plugin['delivered']
  skewMs: number | null
  goneAt: EpochMs | null
  /** State and id when names were compared last. */
  judgedAs: string
  /** What "what changed" said last, and when. */
  toldState: 'ok' | 'error' | null
  toldAt: EpochMs
}

/** Series that one look at its graphs shows. */
const SERIES_SHOWN = 12

export function idOf({ runner }: PluginEntry): string {
  const { spec } = runner.session.snapshot
  return spec === null || spec.id === '' ? basename(runner.path, extname(runner.path)) : spec.id
}

export function viewOfPlugin(entry: PluginEntry): Plugin {
  const { runner, samples, skewMs, delivered } = entry
  const { spec, findings: _findings, findingsTotal, ...snapshot } = runner.session.snapshot
  const id = idOf(entry)
  return {
    ...snapshot,
    path: runner.path,
    id,
    name: spec === null || spec.name === '' ? id : spec.name,
    description: spec?.description ?? '',
    interfaces: [...(spec?.interfaces ?? [])],
    apiVersion: spec?.apiVersion ?? null,
    clockSkewMs: skewMs,
    delivered,
    findings: findingsTotal,
    seriesIds: samples.firstSeries(SERIES_SHOWN).map((series) => series.id),
  }
}

/** How much a report holds. */
export function summaryOf(
  { topologies }: Pick<PluginReport, 'topologies'>,
  sizeBytes: number,
): Plugin['delivered'] {
  const nodes = topologies.flatMap((topology) => topology.nodes)
  return {
    topologies: topologies.map(({ name }) => name),
    nodes: nodes.length,
    metrics: nodes.reduce((sum, { metrics }) => sum + metrics.length, 0),
    sizeBytes,
  }
}

/** What pages show of its last report; nothing once the socket is gone, or while another plugin has its name. */
export function deliveryOf(entry: PluginEntry): Delivery[] {
  const { runner, report, receivedAt, samples } = entry
  if (report === null) return []
  return [
    {
      pluginId: idOf(entry),
      topologies: report.topologies,
      receivedAt,
      isStale: runner.session.snapshot.state !== 'ok',
      seriesOf: (topology, nodeId, metricId) => samples.seriesOf(topology, nodeId, metricId),
    },
  ]
}
