import {
  type Cell,
  type ColumnKind,
  COLUMNS,
  TABLE_NAMES,
  type TableName,
  type TableRows,
} from './table-shapes.ts'

/** Columns that name a row of another table; `?` in the shape lets them be empty. */
const REFERENCES: readonly (readonly [table: TableName, column: string, to: TableName])[] = [
  ['interface', 'hostid', 'hosts'],
  ['interface_snmp', 'interfaceid', 'interface'],
  ['hostmacro', 'hostid', 'hosts'],
  ['items', 'hostid', 'hosts'],
  ['items', 'interfaceid', 'interface'],
  ['items', 'master_itemid', 'items'],
  ['item_rtdata', 'itemid', 'items'],
  ['item_preproc', 'itemid', 'items'],
  ['dchecks', 'druleid', 'drules'],
  ['config', 'discovery_groupid', 'hstgrp'],
]

const MOST_FAULTS = 20

/**
 * What would make a real proxy crash, drop the whole configuration or never
 * measure an item (zabbix.md §4.2), in words; empty when the tables may be
 * sent.
 */
export function faultsOf(tables: TableRows): readonly string[] {
  const faults: string[] = []
  const ids = new Map<TableName, Set<Cell>>()
  for (const name of TABLE_NAMES) {
    const rows = tables[name] ?? []
    const known = new Set<Cell>()
    ids.set(name, known)
    for (const row of rows) {
      const fault =
        faultOfRow(name, row) ?? (known.has(row[0] ?? null) ? `the id ${row[0]} is there twice` : null)
      known.add(row[0] ?? null)
      if (fault !== null) faults.push(`${name}: ${fault}`)
    }
  }
  for (const [table, column, to] of REFERENCES) {
    const at = COLUMNS[table].findIndex(({ name }) => name === column)
    for (const row of tables[table] ?? []) {
      const target = row[at] ?? null
      if (target !== null && ids.get(to)?.has(target) !== true) {
        faults.push(`${table} ${row[0]}: there is no ${to} ${target}`)
      }
    }
  }
  for (const [id] of tables.items ?? []) {
    if (ids.get('item_rtdata')?.has(id ?? null) !== true) faults.push(`items ${id}: it has no item_rtdata`)
  }
  return faults.slice(0, MOST_FAULTS)
}

function faultOfRow(table: TableName, row: readonly Cell[]): string | null {
  const columns = COLUMNS[table]
  if (row.length !== columns.length) {
    return `row ${row[0]} has ${row.length} cells, ${columns.length} are needed`
  }
  if (typeof row[0] !== 'number' || row[0] <= 0) return `a row begins with no id but ${row[0]}`
  for (const [index, { name, kind }] of columns.entries()) {
    const cell = row[index] ?? null
    if (!fits(cell, kind)) return `row ${row[0]}: ${name} may not be ${JSON.stringify(cell)}`
  }
  return null
}

function fits(cell: Cell, kind: ColumnKind): boolean {
  if (kind === 'text') return typeof cell === 'string'
  return cell === null ? kind === 'number or null' : Number.isSafeInteger(cell)
}
