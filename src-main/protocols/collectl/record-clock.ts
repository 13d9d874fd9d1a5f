import type { EpochMs } from '../../contract/index.ts'
import { COLLECTL_LIMITS } from './limits.ts'
import type { RecordTime } from './parser.ts'

const QUARTER_HOUR_MS = 900_000

export interface PlacedRecord {
  readonly at: EpochMs
  readonly intervalMs: number | null
  readonly clockSkewMs: number | null
}

/** Puts the records of one connection on the time line and measures their distance. */
export class RecordClock {
  #intervalMs: number | null
  #distances: number[] = []
  #last: { readonly at: EpochMs; readonly sent: number | null; readonly receivedAt: EpochMs } | null = null

  constructor(knownIntervalMs: number | null) {
    this.#intervalMs = knownIntervalMs
  }

  get intervalMs(): number | null {
    return this.#intervalMs
  }

  place(time: RecordTime, receivedAt: EpochMs): PlacedRecord {
    const at = this.#timeOf(time, receivedAt)
    const distance = this.#last === null ? 0 : at - this.#last.at
    if (distance > 0) {
      this.#distances.push(distance)
      if (this.#distances.length > COLLECTL_LIMITS.intervalSamples) this.#distances.shift()
      this.#intervalMs = median(this.#distances)
    }
    this.#last = { at, sent: time.kind === 'local' ? time.dayMs : null, receivedAt }
    return {
      at,
      intervalMs: this.#intervalMs,
      clockSkewMs: time.kind === 'epoch' ? time.at - receivedAt : null,
    }
  }

  #timeOf(time: RecordTime, receivedAt: EpochMs): EpochMs {
    const last = this.#last
    switch (time.kind) {
      case 'epoch':
        return time.at
      case 'arrival':
        return this.#afterLast(receivedAt)
      case 'local':
        // The same second again: the interval is shorter than the clock's step, so arrival tells them apart.
        if (last !== null && last.sent === time.dayMs)
          return last.at + Math.max(1, receivedAt - last.receivedAt)
        return placeLocalTime(time.dayMs, receivedAt) ?? this.#afterLast(receivedAt)
    }
  }

  /** Two records in one segment are still two points. */
  #afterLast(receivedAt: EpochMs): EpochMs {
    return this.#last === null ? receivedAt : Math.max(receivedAt, this.#last.at + 1)
  }
}

/**
 * A time of day without a zone, as the moment nearest to its arrival. Zones are
 * whole quarter hours, so only what is left of them is the sender's clock; if
 * that is off by more than a few minutes, it is not to be believed: null.
 */
export function placeLocalTime(dayMs: number, receivedAt: EpochMs): EpochMs | null {
  const ahead = (((dayMs - receivedAt) % QUARTER_HOUR_MS) + QUARTER_HOUR_MS) % QUARTER_HOUR_MS
  const difference = ahead >= QUARTER_HOUR_MS / 2 ? ahead - QUARTER_HOUR_MS : ahead
  return Math.abs(difference) > COLLECTL_LIMITS.localClockMs ? null : receivedAt + difference
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[sorted.length >> 1] ?? 0
  const lower = sorted[(sorted.length - 1) >> 1] ?? 0
  return Math.round((lower + upper) / 2)
}
