import { type TopColumnOf, topColumnOf } from '../domain/top-column.ts'
import type { Catalogue } from './catalogue.ts'
import type { HostState, IdentityState, SeriesState } from './catalogue-state.ts'

export interface Placed {
  readonly series: SeriesState
  readonly column: TopColumnOf
}

/** A quantity and who has it. */
export interface FoundColumn {
  readonly column: TopColumnOf
  readonly hosts: Set<HostState>
  readonly sources: Set<SeriesState['identity']['record']['source']>
}

interface IdentityColumns {
  readonly size: number
  readonly byKey: ReadonlyMap<string, readonly Placed[]>
}

/** Columns by the words of their series: hosts have the same ones. More names than this are looked up anew. */
const MEMORY_LIMIT = 50_000
/** How long the list of all columns holds while no series is added. */
const LIST_MS = 10_000

/** Which series of a host belongs into which column of Top. */
export class TopIndex {
  readonly #catalogue: Catalogue
  readonly #now: () => number
  #identities = new WeakMap<IdentityState, IdentityColumns>()
  readonly #columns = new Map<string, TopColumnOf>()
  #list: ReadonlyMap<string, FoundColumn> = new Map()
  #listedAt = -Infinity
  #listedSeries = -1

  constructor(catalogue: Catalogue, now: () => number) {
    this.#catalogue = catalogue
    this.#now = now
  }

  /** The series of a host in a column; of several sources where there are. */
  placed(host: HostState, key: string): readonly Placed[] {
    let found: readonly Placed[] = []
    for (const identity of host.identities) {
      const own = this.#columnsOf(identity).byKey.get(key)
      if (own !== undefined) found = found.length === 0 ? own : [...found, ...own]
    }
    return found
  }

  /** Every column that any host has, by its key. */
  columns(): ReadonlyMap<string, FoundColumn> {
    const now = this.#now()
    const { seriesCount } = this.#catalogue
    if (seriesCount === this.#listedSeries && now - this.#listedAt < LIST_MS) return this.#list
    // What a source has renamed since finds its new place.
    this.#identities = new WeakMap()
    this.#listedAt = now
    this.#listedSeries = seriesCount
    this.#list = this.#listColumns()
    return this.#list
  }

  #listColumns(): ReadonlyMap<string, FoundColumn> {
    const list = new Map<string, FoundColumn>()
    for (const host of this.#catalogue.hosts) {
      for (const identity of host.identities) {
        for (const [key, placed] of this.#columnsOf(identity).byKey) {
          const [first] = placed
          if (first === undefined || placed.every(({ series }) => series.record.type === 'text')) continue
          let found = list.get(key)
          if (found === undefined) {
            found = { column: first.column, hosts: new Set(), sources: new Set() }
            list.set(key, found)
          }
          found.hosts.add(host)
          found.sources.add(identity.record.source)
        }
      }
    }
    return list
  }

  #columnsOf(identity: IdentityState): IdentityColumns {
    const known = this.#identities.get(identity)
    if (known !== undefined && known.size === identity.seriesByMetric.size) return known
    const byKey = new Map<string, Placed[]>()
    for (const series of identity.seriesByMetric.values()) {
      const placed = { series, column: this.#columnOf(series) }
      const others = byKey.get(placed.column.key)
      if (others === undefined) byKey.set(placed.column.key, [placed])
      else others.push(placed)
    }
    const columns = { size: identity.seriesByMetric.size, byKey }
    this.#identities.set(identity, columns)
    return columns
  }

  #columnOf({ identity, record }: SeriesState): TopColumnOf {
    const { metric, unit, label } = record
    const { source } = identity.record
    const name = `${source}\n${metric}\n${unit}\n${label}`
    let column = this.#columns.get(name)
    if (column === undefined) {
      if (this.#columns.size >= MEMORY_LIMIT) this.#columns.clear()
      column = topColumnOf({ source, metric, unit, label })
      this.#columns.set(name, column)
    }
    return column
  }
}
