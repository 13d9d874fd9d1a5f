import type { NodeDetails } from '../../contract/index.ts'
import { isInTable, latestOf, tablesOf } from './node-texts.ts'
import { type Delivery, type MergedNode, templatesOf, viewOfNode } from './topology-views.ts'

/** Everything about one node, as all plugins report it. */
export function detailsOfNode(
  deliveries: readonly Delivery[],
  topology: string,
  merged: MergedNode,
): NodeDetails {
  const templates = templatesOf(deliveries, topology)
  const nodes = merged.parts.map(({ node }) => node)
  const latest = latestOf(nodes)
  const tableTemplates = tableTemplatesOf(deliveries, topology)
  const shown = new Set(templates.metadataTemplates.map(({ id }) => id))
  return {
    ...viewOfNode(topology, merged, templates),
    tables: tablesOf(latest, tableTemplates),
    latest: latest.filter(({ id }) => !shown.has(id) && !isInTable(id, tableTemplates)),
    sets: united(nodes.flatMap(({ sets }) => sets)).filter(({ id }) => !shown.has(id)),
    counters: nodes.flatMap(({ counters }) => [...counters]).filter(({ id }) => !shown.has(id)),
    parents: united(
      nodes.flatMap(({ parents }) => parents.map(({ topology: id, ids }) => ({ id, values: ids }))),
    ).map(({ id, values }) => ({ topology: id, ids: values })),
    adjacency: [...new Set(nodes.flatMap(({ adjacency }) => adjacency))].sort(),
  }
}

function tableTemplatesOf(deliveries: readonly Delivery[], name: string) {
  const byId = new Map<string, Delivery['topologies'][number]['tableTemplates'][number]>()
  for (const { topologies } of deliveries)
    for (const topology of topologies)
      if (topology.name === name)
        for (const template of topology.tableTemplates)
          if (!byId.has(template.id)) byId.set(template.id, template)
  return [...byId.values()]
}

/** Lists of one name put together, each value once. */
function united(
  lists: readonly { readonly id: string; readonly values: readonly string[] }[],
): { id: string; values: string[] }[] {
  const byId = new Map<string, Set<string>>()
  for (const { id, values } of lists) {
    const known = byId.get(id) ?? new Set()
    for (const value of values) known.add(value)
    byId.set(id, known)
  }
  return [...byId].map(([id, values]) => ({ id, values: [...values].sort() }))
}
