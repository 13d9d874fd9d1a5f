import type { NodeReport, TopologyReport } from './report.ts'

/** What the id of a node says (scope-plugins.md §5). */
export interface NodeName {
  /** Without host and tag: `web01`, `7973`, `10.0.0.1:80`. */
  readonly name: string
  /** The machine that is named in it. */
  readonly host: string | null
}

const TAGGED = /^(.+);<([a-z_]+)>$/s
export const HOST_TAG = ';<host>'

export function nameOfNode(topology: string, id: string): NodeName {
  const tagged = TAGGED.exec(id)
  if (tagged !== null) {
    const name = tagged[1] ?? id
    return { name, host: tagged[2] === 'host' ? name : null }
  }
  const parts = id.split(';')
  if (topology === 'Process' && parts.length === 2 && parts[0] !== '' && parts[1] !== '')
    return { name: parts[1] ?? id, host: parts[0] ?? null }
  if (topology === 'Endpoint' && parts.length === 3) {
    const [scope = '', address = '', port = ''] = parts
    const text = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
    // The scope is a host, nothing, or `HOST-NAMESPACE`, which nobody can tell from a host with a hyphen.
    return { name: text, host: scope === '' || /-\d+$/.test(scope) ? null : scope }
  }
  return { name: id, host: topology === 'Host' ? id : null }
}

/** Whether an id of the topology Host has the form that Scope joins hosts by. */
export function isHostId(id: string): boolean {
  return id.length > HOST_TAG.length && id.endsWith(HOST_TAG)
}

/** The only host of a report; null where it has none or several. */
export function onlyHostOf(topologies: readonly TopologyReport[]): string | null {
  const nodes = topologies.find(({ name }) => name === 'Host')?.nodes ?? []
  return nodes.length === 1 && nodes[0] !== undefined ? nameOfNode('Host', nodes[0].id).host : null
}

/**
 * The machine that a node belongs to: by its own id, by its parents, or
 * because the report is about one machine. Null where nothing tells.
 */
export function hostOfNode(topology: string, node: NodeReport, onlyHost: string | null): string | null {
  const own = nameOfNode(topology, node.id).host
  if (own !== null) return own
  const parent = node.parents.find(({ topology: kind }) => kind.toLowerCase() === 'host')?.ids[0]
  const latest = node.latest.find(({ id }) => id === 'host_node_id')?.value
  const named = parent ?? latest
  if (named !== undefined && named !== '') return nameOfNode('Host', named).host
  return onlyHost
}

const NAME_KEYS: ReadonlySet<string> = new Set([
  'name',
  'host_name',
  'docker_container_name',
  'kubernetes_name',
])

/** What a person reads for a node. */
export function labelOfNode(topology: string, node: NodeReport): string {
  const { name } = nameOfNode(topology, node.id)
  const called = node.latest.find(({ id, value }) => NAME_KEYS.has(id) && value.trim() !== '')?.value
  if (called === undefined || called === name) return name
  return topology === 'Process' ? `${called} (${name})` : called
}
