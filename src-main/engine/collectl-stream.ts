import type { CollectlFormat, EpochMs } from '../contract/index.ts'
import type { CollectlEvent, CollectlRecord, CollectlSessionState } from '../protocols/collectl/events.ts'

/** What is told of one connection of a collectl that connected to us. */
export interface StreamObserver {
  opened(address: string): void
  event(event: CollectlEvent): void
  closed(reason: string): void
}

/** What one stream has said so far. */
export class StreamFigures {
  state: CollectlSessionState = 'waiting'
  /** Null while nothing is wrong. */
  trouble: string | null = null
  nameInStream: string | null = null
  format: CollectlFormat | null = null
  intervalMs: number | null = null
  lastRecordAt: EpochMs | null = null
  recordsTotal = 0
  recordsDropped = 0
  valuesPerRecord = 0

  note(event: CollectlEvent): void {
    switch (event.kind) {
      case 'state':
        this.state = event.state
        break
      case 'detected':
        this.format = event.format
        this.nameInStream = event.host ?? this.nameInStream
        break
      case 'record':
        this.#noteRecord(event)
        break
      case 'dropped':
        this.recordsDropped++
        break
      case 'trouble':
        this.trouble = event.message
        break
    }
  }

  #noteRecord({ receivedAt, intervalMs, readings }: CollectlRecord): void {
    this.lastRecordAt = receivedAt
    this.intervalMs = intervalMs ?? this.intervalMs
    this.recordsTotal++
    this.valuesPerRecord = readings.length
  }
}

/**
 * A sender whose clock is further off than this is not believed: its values
 * would lie where nobody looks. They get the time of their arrival, and the
 * page shows by how much the clock is wrong (collectl.md §6).
 */
const BELIEVED_SKEW_MS = 5 * 60_000

/** When a record was taken, as far as its sender can be believed. */
export function timeOfRecord({ at, receivedAt, clockSkewMs }: CollectlRecord): EpochMs {
  return clockSkewMs !== null && Math.abs(clockSkewMs) > BELIEVED_SKEW_MS ? receivedAt : at
}
