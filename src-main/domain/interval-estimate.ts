import type { EpochMs } from '../contract/index.ts'

const WINDOW = 5
/** Assumed until something has been measured: ScopePort's clients send once a minute (scopeport.md §4). */
export const ASSUMED_INTERVAL_MS = 60_000

/** Median of the last five distances between samples: how often a series is measured. */
export class IntervalEstimate {
  readonly #distances = new Float64Array(WINDOW)
  #count = 0
  #lastAt: EpochMs = 0

  add(at: EpochMs): void {
    const distance = at - this.#lastAt
    if (distance <= 0) return
    if (this.#lastAt > 0) this.#distances[this.#count++ % WINDOW] = distance
    this.#lastAt = at
  }

  /** Null until two distances are known. */
  get intervalMs(): number | null {
    const known = Math.min(this.#count, WINDOW)
    if (known < 2) return null
    return this.#distances.slice(0, known).sort()[known >> 1] ?? null
  }
}

/** Distances that are looked at; more say nothing more of how often a series is measured. */
const DISTANCES = 50

/** Median distance of the newest samples, ascending in time; null when there are too few. */
export function medianDistance(t: Float64Array): number | null {
  const newest = t.slice(-DISTANCES - 1)
  if (newest.length < 3) return null
  const distances = newest.slice(1).map((at, index) => at - (newest[index] ?? at))
  return distances.sort()[distances.length >> 1] ?? null
}

/** From which distance on two neighbours have a gap between them. */
export function gapMsOf(intervalMs: number | null): number {
  return Math.max(2.5 * (intervalMs ?? ASSUMED_INTERVAL_MS), 1_500)
}

/** Age from which on the newest value is stale: ScopePort's own console said two minutes. */
export function staleAfterMs(intervalMs: number | null): number {
  return Math.max(3 * (intervalMs ?? ASSUMED_INTERVAL_MS), 10_000)
}
