import type { TopColumn, TopGroup } from '../../../src-main/contract/index.ts'
import { columnLabel } from './column-words.ts'

const GROUPS: readonly TopGroup[] = ['cpu', 'load', 'memory', 'disk', 'network', 'processes', 'other']
/** Columns of a group that are listed; a machine with many disks has hundreds, which a search finds. */
export const LISTED = 24

export interface ListedColumn {
  readonly key: string
  /** What a filter calls it: the key without the unit behind the point. */
  readonly name: string
  readonly label: string
  readonly unit: string
  readonly hosts: number
  readonly sources: readonly string[]
}

export interface ColumnGroup {
  readonly group: TopGroup
  readonly columns: readonly ListedColumn[]
  /** Columns that are not listed. */
  readonly more: number
}

/** The columns in whose key or label every word occurs, by the part of the machine they tell of. */
export function columnGroups(all: readonly TopColumn[], search: string): readonly ColumnGroup[] {
  const words = search.toLowerCase().split(/\s+/u).filter(Boolean)
  const byKey = new Map(all.map((column) => [column.key, column]))
  return GROUPS.flatMap((group) => {
    const found = all
      .filter((column) => column.group === group)
      .map(({ key, unit, hosts, sources }) => ({
        key,
        name: key.replace(/\.[^.]*$/u, ''),
        label: columnLabel(key, byKey),
        unit,
        hosts,
        sources,
      }))
      .filter(({ key, label }) => words.every((word) => `${key} ${label}`.toLowerCase().includes(word)))
    if (found.length === 0) return []
    return [{ group, columns: found.slice(0, LISTED), more: Math.max(0, found.length - LISTED) }]
  })
}
