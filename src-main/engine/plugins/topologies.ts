import {
  matchesSearch,
  type MetricTemplate,
  type NodeDetails,
  type Searchable,
  type Topology,
  type TopologyNode,
} from '../../contract/index.ts'
import { ExpectedError } from '../expected-error.ts'
import { searchTermsOf } from '../search-terms.ts'
import { detailsOfNode } from './node-details.ts'
import { type Delivery, nodesOf, templatesOf, topologiesOf, viewOfNode } from './topology-views.ts'

/** What all plugins together say of the machines: topologies, their nodes, one node. */
export class Topologies {
  readonly #deliveries: () => readonly Delivery[]

  constructor(deliveries: () => readonly Delivery[]) {
    this.#deliveries = deliveries
  }

  list(): Topology[] {
    return topologiesOf(this.#deliveries())
  }

  /** By label. A topology that nobody reports (any more) has no nodes. */
  nodes(topology: string, { search, limit }: { search?: string | undefined; limit: number }): TopologyNode[] {
    const terms = searchTermsOf(search ?? '', 'search')
    const deliveries = this.#deliveries()
    const templates = templatesOf(deliveries, topology)
    const labels = labelsOf(templates.metricTemplates)
    const collator = new Intl.Collator('en', { numeric: true })
    return nodesOf(deliveries, topology)
      .map((node) => viewOfNode(topology, node, templates))
      .filter((node) => terms.length === 0 || matchesSearch(terms, searchableNode(node, labels)))
      .sort((a, b) => collator.compare(a.label, b.label) || collator.compare(a.id, b.id))
      .slice(0, limit)
  }

  node(topology: string, nodeId: string): NodeDetails {
    const deliveries = this.#deliveries()
    const merged = nodesOf(deliveries, topology).find(({ id }) => id === nodeId)
    if (merged === undefined)
      throw new ExpectedError('NOT_FOUND', `No plugin reports this node of ${topology}.`)
    return detailsOfNode(deliveries, topology, merged)
  }
}

function labelsOf(templates: readonly MetricTemplate[]): ReadonlyMap<string, string> {
  return new Map(templates.map(({ id, label }) => [id, label.toLowerCase()]))
}

/** A metric or text goes by its id and its label; by a part of them where nothing is called so in full. */
function searchableNode(node: TopologyNode, labels: ReadonlyMap<string, string>): Searchable {
  const { id, label, host, plugins, metrics, metadata } = node
  return {
    texts: [label, id, host ?? '', ...plugins, ...metadata.map(({ value }) => value)],
    valuesOf: (field) => {
      if (field === 'host') return host === null ? [] : [host]
      if (field === 'plugin') return plugins
      if (field === 'source') return ['plugin']
      if (field === 'id') return [id]
      if (field === 'name' || field === 'label') return [label]
      const named: readonly (readonly [string, string, string | number])[] = [
        ...metrics.flatMap(({ id: key, value }) =>
          value === null ? [] : [[key.toLowerCase(), labels.get(key) ?? '', value] as const],
        ),
        ...metadata.map((text) => [text.id.toLowerCase(), text.label.toLowerCase(), text.value] as const),
      ]
      const exact = named.filter(([key, word]) => key === field || word === field)
      const found =
        exact.length > 0 ? exact : named.filter(([key, word]) => key.includes(field) || word.includes(field))
      return found.map(([, , value]) => value)
    },
  }
}
