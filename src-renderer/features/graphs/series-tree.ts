import type { Series } from '../../../src-main/contract/index.ts'

/** Parts of a machine, in the order in which a person looks for them. */
export const METRIC_GROUPS = ['cpu', 'load', 'memory', 'disk', 'network', 'processes', 'other'] as const
export type MetricGroup = (typeof METRIC_GROUPS)[number]

const GROUP_PATTERNS: readonly (readonly [RegExp, MetricGroup])[] = [
  [/load/iu, 'load'],
  [/^(cpu|ctxint\.|\[cpu|intr)/iu, 'cpu'],
  [/mem|swap|page|huge|slab|numa|buddy/iu, 'memory'],
  [/disk|dsk|read_operations|write_operations|inode|\bfs|nfs|lus/iu, 'disk'],
  [/net|tcp|udp|sock|icmp|packet|iconnect/iu, 'network'],
  [/proc|tasks|open_files/iu, 'processes'],
]

/** The part of a machine that a metric belongs to, by its name. */
export function groupOf(metric: string): MetricGroup {
  return GROUP_PATTERNS.find(([pattern]) => pattern.test(metric))?.[1] ?? 'other'
}

/** A row of the tree as it is seen: branches that are closed have no rows below them. */
export type TreeRow =
  | {
      readonly kind: 'host' | 'source' | 'group'
      readonly key: string
      readonly level: number
      readonly word: string
      readonly isOpen: boolean
      readonly count: number
    }
  | { readonly kind: 'series'; readonly key: string; readonly level: number; readonly series: Series }

/** Words of a search that all have to occur in host, source, metric or label. */
export function matches(series: Series, words: readonly string[]): boolean {
  const text = `${series.host} ${series.source} ${series.metric} ${series.label} ${series.unit}`.toLowerCase()
  return words.every((word) => text.includes(word))
}

export function searchWords(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '')
}

function groupedBy<Key>(all: readonly Series[], keyOf: (series: Series) => Key): Map<Key, Series[]> {
  const groups = new Map<Key, Series[]>()
  for (const series of all) {
    const key = keyOf(series)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [series])
    else group.push(series)
  }
  return groups
}

function bySpelling(a: string, b: string): number {
  return a.localeCompare(b, undefined, { numeric: true })
}

/**
 * Host → source → part of the machine → metric, as the rows that are open. A
 * host with one source has no level for it. With `isAllOpen` (a search) every
 * branch is.
 */
export function treeRows(
  catalogue: readonly Series[],
  open: ReadonlySet<string>,
  isAllOpen: boolean,
): readonly TreeRow[] {
  const rows: TreeRow[] = []
  const branch = (
    kind: 'host' | 'source' | 'group',
    key: string,
    level: number,
    word: string,
    count: number,
  ): boolean => {
    const isOpen = isAllOpen || open.has(key)
    rows.push({ kind, key, level, word, isOpen, count })
    return isOpen
  }
  const hosts = groupedBy(catalogue, (series) => series.host)
  for (const host of [...hosts.keys()].sort(bySpelling)) {
    const ofHost = hosts.get(host) ?? []
    if (!branch('host', host, 1, host, ofHost.length)) continue
    const sources = groupedBy(ofHost, (series) => series.source)
    for (const [source, ofSource] of sources) {
      const key = `${host}/${source}`
      const hasLevel = sources.size > 1
      if (hasLevel && !branch('source', key, 2, source, ofSource.length)) continue
      const level = hasLevel ? 3 : 2
      const groups = groupedBy(ofSource, (series) => groupOf(series.metric))
      for (const group of METRIC_GROUPS) {
        const ofGroup = groups.get(group)
        if (ofGroup === undefined) continue
        if (!branch('group', `${key}/${group}`, level, group, ofGroup.length)) continue
        for (const series of ofGroup.toSorted((a, b) => bySpelling(a.label, b.label))) {
          rows.push({ kind: 'series', key: `s${series.id}`, level: level + 1, series })
        }
      }
    }
  }
  return rows
}
