import type { MetricTemplate, Topology, TopologyNode } from '../../../src-main/contract/index.ts'
import type { translate } from '../../i18n/i18n.ts'
import type { TableColumn } from '../../ui/table-columns.ts'

/** More columns of metrics than these cannot be compared at a glance; the rest is with the node. */
export const METRIC_COLUMNS = 8

/** The metrics that have a column, by the priority of their templates. */
export function shownMetrics(topology: Topology): readonly MetricTemplate[] {
  return topology.metricTemplates.slice(0, METRIC_COLUMNS)
}

export function metricOf(node: TopologyNode, id: string): TopologyNode['metrics'][number] | null {
  return node.metrics.find((metric) => metric.id === id) ?? null
}

/** One column a metric; the first two always stay. */
export function nodeColumns(topology: Topology, t: typeof translate): readonly TableColumn<TopologyNode>[] {
  const hasHosts = topology.id !== 'Host'
  return [
    {
      key: 'label',
      label: t('topology.node'),
      minWidthPx: 180,
      grow: 2,
      sortBy: (node) => node.label,
    },
    ...(hasHosts
      ? [
          {
            key: 'host',
            label: t('topology.host'),
            minWidthPx: 90,
            priority: 3 as const,
            sortBy: (node: TopologyNode) => node.host,
          },
        ]
      : []),
    ...shownMetrics(topology).map((template, index) => ({
      key: `metric-${String(index)}`,
      label: template.label,
      align: 'end' as const,
      minWidthPx: 112,
      grow: 1,
      priority: index < 2 ? (1 as const) : index < 4 ? (2 as const) : (4 as const),
      sortBy: (node: TopologyNode) => metricOf(node, template.id)?.value ?? null,
      sortsDescendingFirst: true,
    })),
    {
      key: 'age',
      label: t('topology.age'),
      align: 'end',
      minWidthPx: 78,
      grow: 0,
      priority: 3,
      sortBy: (node) => node.lastAt,
      sortsDescendingFirst: true,
    },
  ]
}
