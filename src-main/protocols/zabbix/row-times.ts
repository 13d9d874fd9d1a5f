import type { EpochMs } from '../../contract/index.ts'

/**
 * A sender whose clock is further off is not believed: its values are moved by
 * as much, which keeps their distances.
 */
const BELIEVED_SKEW_MS = 5 * 60_000
/** What lies further ahead than this was not measured then. */
const FURTHEST_AHEAD_MS = 86_400_000
const OLDEST: EpochMs = Date.UTC(2000, 0, 1)

export interface RowClock {
  /** The sender's clock minus ours; null when it did not say. */
  readonly skewMs: number | null
  readonly isBelieved: boolean
  /** When a row was measured, by our clock; null when that cannot be true. */
  timeOf(at: EpochMs): EpochMs | null
}

/** @param sentAt by the sender's clock */
export function rowClock(sentAt: EpochMs | null, receivedAt: EpochMs): RowClock {
  const skewMs = sentAt === null ? null : sentAt - receivedAt
  const isBelieved = skewMs === null || Math.abs(skewMs) <= BELIEVED_SKEW_MS
  const moveMs = isBelieved ? 0 : (skewMs ?? 0)
  return {
    skewMs,
    isBelieved,
    timeOf(at) {
      const time = at - moveMs
      return time < OLDEST || time > receivedAt + FURTHEST_AHEAD_MS ? null : time
    },
  }
}
