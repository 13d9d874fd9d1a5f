import { z } from 'zod'
import { base, epochMs, rowId } from './common.ts'

/** How a metric is written: percent, bytes, whole number, or plain (scope-plugins.md §5). */
export const metricFormat = z.enum(['percent', 'filesize', 'integer', ''])
export type MetricFormat = z.infer<typeof metricFormat>

export const metricTemplate = z.object({
  id: z.string(),
  label: z.string(),
  format: metricFormat,
  /** Rows of one group belong together; empty for none. */
  group: z.string(),
  /** The lower, the earlier; null comes last. */
  priority: z.number().nullable(),
  /** No plugin has sent a template for it. */
  isImplied: z.boolean(),
})
export type MetricTemplate = z.infer<typeof metricTemplate>

export const dataType = z.enum(['number', 'ip', 'datetime', 'link', 'duration', ''])
export type DataType = z.infer<typeof dataType>

export const metadataTemplate = z.object({
  id: z.string(),
  label: z.string(),
  dataType,
  /** Longest text that is shown; 0 for all of it. */
  truncate: z.number(),
  priority: z.number().nullable(),
  from: z.enum(['latest', 'sets', 'counters', '']),
})
export type MetadataTemplate = z.infer<typeof metadataTemplate>

export const topology = z.object({
  /** As reports call it, e.g. `Host`. */
  id: z.string(),
  label: z.string(),
  /** One of the topologies that Scope knows; others are shown just the same. */
  isKnown: z.boolean(),
  nodes: z.number().int(),
  /** Ids of the plugins that report it. */
  plugins: z.array(z.string()),
  /** By priority. */
  metricTemplates: z.array(metricTemplate),
  metadataTemplates: z.array(metadataTemplate),
})
export type Topology = z.infer<typeof topology>

const nodeMetric = z.object({
  id: z.string(),
  /** Of the newest sample; null where the metric had none. */
  value: z.number().nullable(),
  /** The plugin's own time. */
  at: epochMs.nullable(),
  /** Scale of its graph, where the plugin gives one. */
  min: z.number().nullable(),
  max: z.number().nullable(),
  /** Where its history is; null until there is a value. */
  seriesId: rowId.nullable(),
})
export type NodeMetric = z.infer<typeof nodeMetric>

/** A text of the node as its template shows it. */
const nodeText = z.object({ id: z.string(), label: z.string(), value: z.string(), dataType })

export const topologyNode = z.object({
  id: z.string(),
  /** What a person reads: its name, or its id without the topology's mark. */
  label: z.string(),
  /** The host whose series its metrics are. */
  host: z.string().nullable(),
  hostId: rowId.nullable(),
  plugins: z.array(z.string()),
  metrics: z.array(nodeMetric),
  metadata: z.array(nodeText),
  /** When the report came that it was in last. */
  lastAt: epochMs,
  /** The plugin has not answered since. */
  isStale: z.boolean(),
})
export type TopologyNode = z.infer<typeof topologyNode>

export const nodeTable = z.object({
  id: z.string(),
  label: z.string(),
  columns: z.array(z.object({ id: z.string(), label: z.string(), dataType })),
  rows: z.array(z.array(z.string())),
})
export type NodeTable = z.infer<typeof nodeTable>

export const nodeDetails = topologyNode.extend({
  tables: z.array(nodeTable),
  /** What no template or table shows, by its own name. */
  latest: z.array(z.object({ id: z.string(), value: z.string(), at: epochMs.nullable() })),
  sets: z.array(z.object({ id: z.string(), values: z.array(z.string()) })),
  counters: z.array(z.object({ id: z.string(), value: z.number() })),
  /** Nodes that it belongs to, by topology. */
  parents: z.array(z.object({ topology: z.string(), ids: z.array(z.string()) })),
  adjacency: z.array(z.string()),
})
export type NodeDetails = z.infer<typeof nodeDetails>

const topologyId = z.string().min(1).max(190)

export const topologiesContract = {
  list: base
    .route({ method: 'GET', path: '/topologies', summary: 'Topologies that plugins report' })
    .output(z.array(topology)),
  nodes: base
    .route({ method: 'GET', path: '/topologies/{id}/nodes', summary: 'Nodes of a topology' })
    .input(
      z.object({
        id: topologyId,
        /** Words and conditions such as `web* cpu>80`. */
        search: z.string().max(500).optional(),
        limit: z.number().int().min(1).max(10_000).default(1_000),
      }),
    )
    .output(z.array(topologyNode)),
  node: base
    .route({ method: 'GET', path: '/topologies/{id}/node', summary: 'One node with its tables' })
    .input(z.object({ id: topologyId, nodeId: z.string().min(1).max(2_000) }))
    .output(nodeDetails),
}
