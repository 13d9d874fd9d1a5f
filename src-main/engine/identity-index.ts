import type { SourceName } from '../contract/index.ts'
import type { IdentityRecord, SeriesRecord } from '../storage/store.ts'
import { type HostState, IdentityState, SeriesState } from './catalogue-state.ts'
import { NewIds } from './new-ids.ts'

/** Identities by source and name, series by id, and what their ids were before. */
export class IdentityIndex {
  readonly newIds = new NewIds()
  readonly #identities = new Map<string, IdentityState>()
  readonly #series = new Map<number, SeriesState>()

  clear(): void {
    this.#identities.clear()
    this.#series.clear()
    this.newIds.clear()
  }

  get identities(): IterableIterator<IdentityState> {
    return this.#identities.values()
  }

  get allSeries(): IterableIterator<SeriesState> {
    return this.#series.values()
  }

  get seriesCount(): number {
    return this.#series.size
  }

  find(source: SourceName, name: string): IdentityState | null {
    return this.#identities.get(identityKey(source, name)) ?? null
  }

  series(id: number): SeriesState | null {
    return this.#series.get(this.newIds.series(id)) ?? null
  }

  put(record: IdentityRecord, host: HostState): IdentityState {
    const identity = new IdentityState(record, host)
    this.#identities.set(identityKey(record.source, record.name), identity)
    host.identities.add(identity)
    return identity
  }

  addSeries(record: SeriesRecord, identity: IdentityState): SeriesState {
    const series = new SeriesState(record, identity)
    this.#series.set(record.id, series)
    identity.seriesByMetric.set(record.metric, series)
    return series
  }

  removeAllOf(host: HostState): void {
    for (const identity of host.identities) {
      this.#identities.delete(identityKey(identity.record.source, identity.record.name))
      for (const series of identity.seriesByMetric.values()) this.#series.delete(series.id)
    }
  }

  renameIdentity(identity: IdentityState, id: number): void {
    this.newIds.addIdentity(identity.record.id, id)
    identity.record = { ...identity.record, id }
    for (const series of identity.seriesByMetric.values())
      series.record = { ...series.record, identityId: id }
  }

  renameSeries(from: number, to: number): void {
    const series = this.#series.get(from)
    this.newIds.addSeries(from, to)
    if (series === undefined) return
    this.#series.delete(from)
    series.record = { ...series.record, id: to }
    this.#series.set(to, series)
  }
}

function identityKey(source: SourceName, name: string): string {
  return `${source} ${name.toLowerCase()}`
}
