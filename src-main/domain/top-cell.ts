import type { EpochMs } from '../contract/index.ts'

/** What one series said last, in the unit of its column. */
export interface CellCandidate {
  readonly seriesId: number
  readonly at: EpochMs
  /** Null: not available. */
  readonly value: number | null
  /** Lower stands before higher while both are fresh. */
  readonly rank: number
  readonly staleAfterMs: number
}

interface Cell extends CellCandidate {
  readonly isStale: boolean
}

/**
 * The one value that stands for a host, of all its series of one quantity: the
 * best source that is fresh, else whatever came last. Null where there is none.
 */
export function chooseCell(candidates: readonly CellCandidate[], now: EpochMs): Cell | null {
  let best: Cell | null = null
  for (const candidate of candidates) {
    const isStale = now - candidate.at > candidate.staleAfterMs
    if (best === null || isBetter(candidate, isStale, best)) best = { ...candidate, isStale }
  }
  return best
}

function isBetter(candidate: CellCandidate, isStale: boolean, best: Cell): boolean {
  if (isStale !== best.isStale) return best.isStale
  if (isStale || candidate.rank === best.rank) return candidate.at > best.at
  return candidate.rank < best.rank
}
