import type { MetadataTemplate, NodeTable, TopologyNode } from '../../contract/index.ts'
import type { LatestReport, NodeReport, TableTemplateReport } from '../../protocols/scope-plugin/report.ts'

/** Between the id of a row and that of a column, in the keys of a table (scope-plugins.md §5). */
const COLUMN_MARK = '___'

/** The texts of a node that have a template, by priority. */
export function metadataOf(
  nodes: readonly NodeReport[],
  templates: readonly MetadataTemplate[],
): TopologyNode['metadata'] {
  return templates.flatMap((template) => {
    const value = valueOf(nodes, template)
    if (value === null) return []
    const { id, label, dataType, truncate } = template
    const isCut = truncate > 0 && value.length > truncate
    return [{ id, label, value: isCut ? value.slice(0, truncate) : value, dataType }]
  })
}

/** Without a `from` they are looked up in this order. */
function valueOf(nodes: readonly NodeReport[], { id, from }: MetadataTemplate): string | null {
  const latest = from === 'latest' || from === '' ? newest(nodes, id) : null
  if (latest !== null) return latest.value
  if (from === 'sets' || from === '') {
    const values = nodes.flatMap(({ sets }) =>
      sets.filter((set) => set.id === id).flatMap((set) => set.values),
    )
    if (values.length > 0) return [...new Set(values)].sort().join(', ')
  }
  if (from === 'counters' || from === '') {
    const found = nodes.flatMap(({ counters }) => counters.filter((counter) => counter.id === id))
    if (found.length > 0) return String(found.reduce((sum, { value }) => sum + value, 0))
  }
  return null
}

/** Of several plugins' words the newest. */
export function latestOf(nodes: readonly NodeReport[]): LatestReport[] {
  const byId = new Map<string, LatestReport>()
  for (const { latest } of nodes)
    for (const one of latest) {
      const known = byId.get(one.id)
      if (known === undefined || (one.at ?? 0) >= (known.at ?? 0)) byId.set(one.id, one)
    }
  return [...byId.values()].sort((a, b) => a.id.localeCompare(b.id))
}

function newest(nodes: readonly NodeReport[], id: string): LatestReport | null {
  let found: LatestReport | null = null
  for (const { latest } of nodes)
    for (const one of latest)
      if (one.id === id && (found === null || (one.at ?? 0) >= (found.at ?? 0))) found = one
  return found
}

/** The tables of a node: entries of `latest` that begin with the prefix of a template. Empty ones are left out. */
export function tablesOf(
  latest: readonly LatestReport[],
  templates: readonly TableTemplateReport[],
): NodeTable[] {
  return templates
    .map((template) =>
      template.type === 'property-list' ? properties(latest, template) : grid(latest, template),
    )
    .filter(({ rows }) => rows.length > 0)
}

/** Whether a text is shown in a table. */
export function isInTable(id: string, templates: readonly TableTemplateReport[]): boolean {
  return templates.some(
    ({ prefix, fixedRows }) =>
      (prefix !== '' && id.startsWith(prefix)) || fixedRows.some((row) => row.id === id),
  )
}

function properties(latest: readonly LatestReport[], template: TableTemplateReport): NodeTable {
  const { id, label, prefix, fixedRows } = template
  const rows = latest.flatMap((one) => {
    const fixed = fixedRows.find((row) => row.id === one.id)
    if (fixed !== undefined) return [[fixed.label, one.value]]
    return prefix !== '' && one.id.startsWith(prefix) ? [[one.id.slice(prefix.length), one.value]] : []
  })
  const columns = [
    { id: 'label', label: '', dataType: '' as const },
    { id: 'value', label: '', dataType: '' as const },
  ]
  return { id, label, columns, rows }
}

function grid(
  latest: readonly LatestReport[],
  { id, label, prefix, columns }: TableTemplateReport,
): NodeTable {
  const rows = new Map<string, Map<string, string>>()
  for (const one of latest) {
    if (prefix === '' || !one.id.startsWith(prefix)) continue
    const rest = one.id.slice(prefix.length)
    const mark = rest.lastIndexOf(COLUMN_MARK)
    if (mark < 0) continue
    const rowId = rest.slice(0, mark)
    const row = rows.get(rowId) ?? new Map<string, string>()
    row.set(rest.slice(mark + COLUMN_MARK.length), one.value)
    rows.set(rowId, row)
  }
  return {
    id,
    label,
    columns: [...columns],
    rows: [...rows]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([, cells]) => columns.map((column) => cells.get(column.id) ?? '')),
  }
}
