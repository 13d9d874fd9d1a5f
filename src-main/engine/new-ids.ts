import type { WriteBatch } from '../storage/store.ts'

type Ids = Map<number, number>

/** Ids that have been replaced, and by what: pages and values under way may still use the old ones. */
export class NewIds {
  readonly #hosts: Ids = new Map()
  readonly #identities: Ids = new Map()
  readonly #series: Ids = new Map()

  clear(): void {
    for (const ids of [this.#hosts, this.#identities, this.#series]) ids.clear()
  }

  addHost(from: number, to: number): void {
    this.#hosts.set(from, to)
  }

  addIdentity(from: number, to: number): void {
    this.#identities.set(from, to)
  }

  addSeries(from: number, to: number): void {
    this.#series.set(from, to)
  }

  readonly host = (id: number): number => newest(this.#hosts, id)
  readonly identity = (id: number): number => newest(this.#identities, id)
  readonly series = (id: number): number => newest(this.#series, id)

  /** The same object when there is nothing to change, as there mostly is not. */
  inBatch(batch: WriteBatch): WriteBatch {
    const { samples, states, profiles } = batch
    const isOld = (id: number): boolean => this.#series.has(id)
    const hasOld =
      this.#series.size > 0 && (samples.series.some(isOld) || states.some(({ seriesId }) => isOld(seriesId)))
    const hasOldHost = this.#hosts.size > 0 && profiles.length > 0
    if (!hasOld && !hasOldHost) return batch
    return {
      ...batch,
      samples: { ...samples, series: samples.series.map(this.series) },
      states: states.map((state) => ({ ...state, seriesId: this.series(state.seriesId) })),
      profiles: profiles.map((row) => ({ ...row, hostId: this.host(row.hostId) })),
    }
  }
}

/** A provisional id may have been replaced by ours, and ours by another console's. */
function newest(ids: Ids, id: number): number {
  let current = id
  for (let next = ids.get(current); next !== undefined; next = ids.get(current)) current = next
  return current
}
