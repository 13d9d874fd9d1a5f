import {
  type EpochMs,
  type HostState as HostStateName,
  matchesSearch,
  type Searchable,
  type TopFrame,
} from '../contract/index.ts'
import { type CellCandidate, chooseCell } from '../domain/top-cell.ts'
import type { HostState, SeriesState } from './catalogue-state.ts'
import { staleAfterOf } from './host-view.ts'
import { ageAt, type TopFilter } from './top-filter.ts'
import type { TopIndex } from './top-index.ts'

/** What a series said last, as of the moment of the table; null where it said nothing. */
export type SampleOf = (series: SeriesState) => { readonly at: EpochMs; readonly value: number | null } | null

export interface TopTableOptions {
  readonly index: TopIndex
  readonly hosts: readonly HostState[]
  readonly columns: readonly { readonly key: string; readonly unit: string }[]
  readonly filter: TopFilter
  readonly at: EpochMs
  readonly sampleOf: SampleOf
  readonly stateOf: (host: HostState, cells: readonly Cell[]) => HostStateName
  readonly lastAtOf: (host: HostState, cells: readonly Cell[]) => EpochMs | null
}

type Cell = ReturnType<typeof chooseCell>

/** The table as columns, with the hosts that pass the filter, by name. */
export function topFrameOf(options: TopTableOptions): TopFrame {
  const { hosts, columns, filter, at } = options
  const keys = [...new Set([...columns.map(({ key }) => key), ...filter.numbers])]
  const rows = hosts
    .map((host) => rowOf(host, keys, options))
    .filter((row) => matchesSearch(filter.terms, row))
    .sort((a, b) => byName.compare(a.host.record.name, b.host.record.name))
  return {
    at,
    total: hosts.length,
    hosts: {
      id: rows.map(({ host }) => host.record.id),
      name: rows.map(({ host }) => host.record.name),
      state: rows.map(({ state }) => state),
      sources: rows.map(({ host }) => host.sources),
      ageMs: rows.map(({ lastAt }) => (lastAt === null ? null : ageAt(at, lastAt))),
    },
    columns: columns.map(({ key, unit }) => {
      const cells = rows.map((row) => row.cells.get(key) ?? null)
      return {
        key,
        unit,
        v: cells.map((cell) => cell?.value ?? null),
        ageMs: cells.map((cell) => (cell === null ? null : ageAt(at, cell.at))),
        seriesId: cells.map((cell) => cell?.seriesId ?? null),
        stale: cells.flatMap((cell, row) => (cell?.isStale === true ? [row] : [])),
      }
    }),
  }
}

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

interface Row extends Searchable {
  readonly host: HostState
  readonly state: HostStateName
  readonly lastAt: EpochMs | null
  readonly cells: ReadonlyMap<string, Cell>
}

function rowOf(host: HostState, keys: readonly string[], options: TopTableOptions): Row {
  const { index, at, sampleOf } = options
  const cells = new Map<string, Cell>()
  for (const key of keys) {
    const candidates: CellCandidate[] = []
    for (const { series, column } of index.placed(host, key)) {
      if (series.record.type === 'text') continue
      const sample = sampleOf(series)
      if (sample === null) continue
      candidates.push({
        seriesId: series.id,
        at: sample.at,
        value: sample.value === null ? null : sample.value * column.factor,
        rank: column.rank,
        staleAfterMs: staleAfterOf(series.identity.record.source, series.interval.intervalMs),
      })
    }
    cells.set(key, chooseCell(candidates, at))
  }
  const all = [...cells.values()]
  const state = options.stateOf(host, all)
  return {
    host,
    state,
    lastAt: options.lastAtOf(host, all),
    cells,
    texts: [host.record.name, ...host.sources],
    valuesOf: (field) => {
      if (field === 'host') return [host.record.name]
      if (field === 'state') return [state]
      // Nothing was heard of a host without sources: it is of none of them.
      if (field === 'source') return host.sources.length > 0 ? host.sources : ['']
      const value = cells.get(field)?.value ?? null
      return value === null ? [] : [value]
    },
  }
}

/** Whether two frames show the same, whenever they were made. */
export function isSameTable(one: TopFrame, other: TopFrame): boolean {
  return (
    one.total === other.total &&
    isSameList(one.hosts.id, other.hosts.id) &&
    isSameList(one.hosts.name, other.hosts.name) &&
    isSameList(one.hosts.state, other.hosts.state) &&
    one.hosts.sources.every((sources, row) => isSameList(sources, other.hosts.sources[row] ?? [])) &&
    isSameTime(one, one.hosts.ageMs, other, other.hosts.ageMs) &&
    one.columns.length === other.columns.length &&
    one.columns.every((column, place) => {
      const twin = other.columns[place]
      return (
        twin !== undefined &&
        twin.key === column.key &&
        isSameList(column.v, twin.v) &&
        isSameList(column.seriesId, twin.seriesId) &&
        isSameList(column.stale, twin.stale) &&
        isSameTime(one, column.ageMs, other, twin.ageMs)
      )
    })
  )
}

function isSameList<Value>(one: readonly Value[], other: readonly Value[]): boolean {
  return one.length === other.length && one.every((value, place) => value === other[place])
}

type Ages = readonly (number | null)[]

function isSameTime(one: TopFrame, ages: Ages, other: TopFrame, others: Ages): boolean {
  const moved = other.at - one.at
  return ages.every((age, row) => {
    const twin = others[row] ?? null
    return age === null ? twin === null : twin !== null && age + moved === twin
  })
}
