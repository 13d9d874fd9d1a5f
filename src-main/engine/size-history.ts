import type { EpochMs } from '../contract/index.ts'
import type { SizePoint } from '../domain/storage-forecast.ts'
import type { Store } from '../storage/store.ts'

/** Setting that holds the points: they are of this database, whoever looks. */
export const SIZE_HISTORY = 'size-history'
const POINT_EVERY_MS = 10 * 60_000
/** Four days of points. */
const POINTS = 600

/** How large the database was, so that it can be said how fast it grows. */
export class SizeHistory {
  #points: readonly SizePoint[] = []

  get points(): readonly SizePoint[] {
    return this.#points
  }

  async load(store: Store): Promise<void> {
    const kept = (await store.settings())[SIZE_HISTORY]
    this.#points = Array.isArray(kept) ? kept.filter(isPoint) : []
  }

  /** Keeps a point when the last one is old enough. */
  async note(store: Store, at: EpochMs, bytes: number): Promise<void> {
    const last = this.#points.at(-1)
    if (last !== undefined && at - last.at < POINT_EVERY_MS) return
    this.#points = [...this.#points, { at, bytes }].slice(-POINTS)
    await store.putSetting(SIZE_HISTORY, this.#points)
  }
}

function isPoint(value: unknown): value is SizePoint {
  return (
    typeof value === 'object' &&
    value !== null &&
    'at' in value &&
    'bytes' in value &&
    typeof value.at === 'number' &&
    typeof value.bytes === 'number'
  )
}
