import { FieldReader, isObject, type JsonObject } from './fields.ts'
import { Findings } from './findings.ts'
import { PLUGIN_LIMITS } from './limits.ts'
import { HOST_TAG, isHostId } from './node-id.ts'
import { readNode, type Tally } from './read-node.ts'
import { readPluginEntry } from './read-spec.ts'
import { readTemplates } from './read-templates.ts'
import type { NodeReport, PluginReport, PluginSpec, TopologyReport } from './report.ts'

/** Parts of a report that are no topology (scope-plugins.md §5). */
const OTHER_PARTS: ReadonlySet<string> = new Set([
  'Plugins',
  'Window',
  'Shortcut',
  'ID',
  'TS',
  'Sampling',
  'DNS',
])
/** Entries of `Plugins`; more than one is wrong already. */
const MOST_SPECS = 10

/**
 * Reads a report as far as it can be read, and notes each field that is not as
 * it should be: one wrong sample costs that sample and not the report. Null
 * for what is no object. Never throws.
 */
export function readReport(value: unknown): PluginReport | null {
  if (!isObject(value)) return null
  const findings = new Findings()
  const reader = new FieldReader(value, null, findings)
  const tally: Tally = { metrics: 0, usable: 0 }
  const topologies = readTopologies(value, reader, tally)
  return {
    topologies,
    specs: readSpecs(reader),
    findings: findings.list,
    findingsTotal: findings.total,
    usable: tally.usable,
  }
}

function readTopologies(report: JsonObject, reader: FieldReader, tally: Tally): readonly TopologyReport[] {
  const names = Object.keys(report).filter((name) => !OTHER_PARTS.has(name))
  if (names.length > PLUGIN_LIMITS.topologies)
    reader.findings.add(null, `at most ${String(PLUGIN_LIMITS.topologies)} topologies`, names.length)
  let nodes = 0
  return names.slice(0, PLUGIN_LIMITS.topologies).flatMap((name) => {
    if (name === '' || name.length > PLUGIN_LIMITS.labelLength) {
      reader.findings.add(
        reader.at(name).path,
        `a name of 1 to ${String(PLUGIN_LIMITS.labelLength)} characters`,
        name,
      )
      return []
    }
    const topology = reader.inner(reader.at(name))
    if (topology === null) return []
    const read = topology
      .entries('nodes', Math.max(0, PLUGIN_LIMITS.nodesPerReport - nodes))
      .flatMap(([id, field]): NodeReport[] => {
        if (name === 'Host' && !isHostId(id))
          reader.findings.add(field.path, `an id such as ${JSON.stringify(`${id}${HOST_TAG}`)}`, id)
        // Go writes null for a node of which nothing is known.
        if (field.value === null)
          return [{ id, metrics: [], latest: [], sets: [], counters: [], parents: [], adjacency: [] }]
        const node = topology.inner(field)
        return node === null ? [] : [readNode(id, node, tally)]
      })
    nodes += read.length
    return [
      {
        name,
        label: topology.text('label_plural') || topology.text('label') || name,
        nodes: read,
        ...readTemplates(topology),
      },
    ]
  })
}

function readSpecs(reader: FieldReader): readonly PluginSpec[] {
  return reader.items('Plugins', MOST_SPECS).flatMap((field) => {
    const entry = reader.inner(field)
    return entry === null ? [] : [readPluginEntry(entry)]
  })
}
