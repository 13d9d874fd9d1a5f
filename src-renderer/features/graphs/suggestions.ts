import type { Series } from '../../../src-main/contract/index.ts'
import { unitFamily } from '../../charts/units.ts'
import type { MessageKey } from '../../i18n/keys.ts'

/** A chart that could be made from what is there. */
export interface Suggestion {
  readonly key: string
  readonly name: MessageKey
  readonly ids: readonly number[]
  readonly hosts: readonly string[]
}

interface Recipe {
  readonly key: string
  readonly name: MessageKey
  /** Metrics in the order of preference; a host contributes all of the first set that it has. */
  readonly metrics: readonly (readonly string[])[]
}

const RECIPES: readonly Recipe[] = [
  { key: 'cpu', name: 'graphs.suggestCpu', metrics: [['collectl cputotals.total']] },
  {
    key: 'load',
    name: 'graphs.suggestLoad',
    metrics: [
      ['collectl cpuload.avg1'],
      ['scopeport cpu_load_average_1'],
      ['scopeport cpu_load_average_5'],
      ['scopeport cpu_load_average_15'],
    ],
  },
  {
    key: 'memory',
    name: 'graphs.suggestMemory',
    metrics: [['collectl meminfo.free'], ['scopeport free_memory']],
  },
  {
    key: 'network',
    name: 'graphs.suggestNetwork',
    metrics: [['collectl nettotals.kbin', 'collectl nettotals.kbout']],
  },
  {
    key: 'disk',
    name: 'graphs.suggestDisk',
    metrics: [
      ['collectl disktotals.readkbs', 'collectl disktotals.writekbs'],
      ['scopeport read_operations', 'scopeport write_operations'],
    ],
  },
]

/** Lines that can be told apart by colour. */
const MAX_SERIES = 8

/** A few charts of what is there: CPU, load, memory, network and disk over all hosts; only those with values. */
export function suggestCharts(catalogue: readonly Series[]): readonly Suggestion[] {
  const byHost = new Map<string, Map<string, Series>>()
  for (const series of catalogue) {
    const known = byHost.get(series.host) ?? new Map<string, Series>()
    known.set(`${series.source} ${series.metric}`, series)
    byHost.set(series.host, known)
  }
  return RECIPES.flatMap(({ key, name, metrics }) => {
    const ids: number[] = []
    const hosts: string[] = []
    for (const [host, known] of byHost) {
      const set = metrics.find((names) => names.some((metric) => known.has(metric))) ?? []
      const found = set.flatMap((metric) => known.get(metric)?.id ?? [])
      if (found.length === 0 || ids.length + found.length > MAX_SERIES) continue
      ids.push(...found)
      hosts.push(host)
    }
    return ids.length === 0 ? [] : [{ key, name, ids, hosts }]
  })
}

/** Charts of one host: its key figures, or the first of what it sends where it has none of them. */
export function suggestHost(catalogue: readonly Series[], hostId: number): readonly (readonly number[])[] {
  const own = catalogue.filter((series) => series.hostId === hostId)
  const keyFigures = suggestCharts(own).map(({ ids }) => ids)
  if (keyFigures.length > 0) return keyFigures
  const first = own.slice(0, MAX_SERIES)
  return groupByUnit(
    first.map(({ id }) => id),
    new Map(first.map((series) => [series.id, series])),
  )
}

/**
 * Series that a link names, as the charts that show them best: those with one
 * kind of unit together, words by themselves, in the order of the link. What is
 * not in the catalogue (yet) goes with the first.
 */
export function groupByUnit(
  ids: readonly number[],
  catalogue: ReadonlyMap<number, Series>,
): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>()
  const unknown: number[] = []
  for (const id of ids) {
    const series = catalogue.get(id)
    if (series === undefined) {
      unknown.push(id)
      continue
    }
    const family = series.type === 'text' ? 'text' : `number ${unitFamily(series.unit)}`
    groups.set(family, [...(groups.get(family) ?? []), id])
  }
  const [first = [], ...others] = [...groups.values()]
  const all = [[...first, ...unknown], ...others]
  return all.filter((group) => group.length > 0)
}
