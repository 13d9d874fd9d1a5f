import type { EpochMs, HostProfile, SourceName } from '../contract/index.ts'
import { IntervalEstimate } from '../domain/interval-estimate.ts'
import { keyMetricOf } from '../domain/key-metrics.ts'
import { SampleRing } from '../domain/ring-buffer.ts'
import type { SampleValue } from '../domain/sample.ts'
import type { CredentialRecord, HostRecord, IdentityRecord, SeriesRecord } from '../storage/store.ts'
import type { Followed, LiveSubscription } from './live-hub.ts'

/** A quarter of an hour at one value a second, for the sparkline of the overview. */
const KEY_RING_CAPACITY = 1_024
/** Covers what the database may not have yet (a flush is at most a second away). */
const RECENT_RING_CAPACITY = 16

/** How far a value is moved at most to a millisecond of its own; more is a clock that was set back. */
const CLAIM_MS = 60_000

/** How far before its last value others of a series may have been placed. */
const PLACED_MS = 60_000

export interface TakenTime {
  readonly from: EpochMs
  readonly to: EpochMs
}

/** A host in memory, with everything that a page asks of it at every turn. */
export class HostState {
  record: HostRecord
  profile: HostProfile | null = null
  credential: CredentialRecord | null = null
  readonly identities = new Set<IdentityState>()
  /** It is being removed: what still comes for it would only be deleted. */
  isLeaving = false
  /** The database has it, or had it: where it is not there any more, somebody has removed it. */
  isStored = false

  constructor(record: HostRecord) {
    this.record = record
  }

  get lastSampleAt(): EpochMs | null {
    let last: EpochMs | null = null
    for (const { lastSampleAt } of this.identities)
      if (lastSampleAt !== null && (last === null || lastSampleAt > last)) last = lastSampleAt
    return last
  }

  get sources(): SourceName[] {
    return [...new Set([...this.identities].map(({ record }) => record.source))].sort()
  }
}

export class IdentityState {
  record: IdentityRecord
  host: HostState
  readonly seriesByMetric = new Map<string, SeriesState>()
  lastSampleAt: EpochMs | null = null
  /** Of the series that was measured last. */
  intervalMs: number | null = null

  constructor(record: IdentityRecord, host: HostState) {
    this.record = record
    this.host = host
  }
}

export class SeriesState implements Followed {
  record: SeriesRecord
  readonly identity: IdentityState
  readonly interval = new IntervalEstimate()
  followers: Set<LiveSubscription> | null = null
  lastAt: EpochMs | null = null
  /** When a value came in here; others come to other consoles. */
  fedAt: EpochMs | null = null
  lastValue: SampleValue = null
  /** Nothing but "not available" has come of it: the first value tells whether it is a number. */
  isUndecided = false
  readonly ring: SampleRing
  #claimedAt: EpochMs = 0
  /** Milliseconds in one piece that have values already. */
  #taken: TakenTime | null = null

  constructor(record: SeriesRecord, identity: IdentityState) {
    this.record = record
    this.identity = identity
    const isKey = keyMetricOf(identity.record.source, record.metric) !== null
    this.ring = new SampleRing(isKey ? KEY_RING_CAPACITY : RECENT_RING_CAPACITY)
  }

  get id(): number {
    return this.record.id
  }

  /**
   * `at`, or the next millisecond that is free: a series has one value at a
   * time, so of two in one millisecond the first would be lost, okay or not.
   */
  claim(at: EpochMs): EpochMs {
    const isTaken = at <= this.#claimedAt && at > this.#claimedAt - CLAIM_MS
    this.#claimedAt = isTaken ? this.#claimedAt + 1 : at
    return this.#claimedAt
  }

  /**
   * `at`, or the first millisecond after those that are taken: senders of many
   * values a millisecond tell them apart by nanoseconds, of which the store
   * knows nothing. Late values keep their time. What was placed for a commit
   * that failed is to be taken back with `takeBack`.
   */
  place(at: EpochMs): EpochMs {
    const taken = (this.#taken ??= this.#takenBefore())
    if (taken === null || at < taken.from || at > taken.to) {
      this.#taken = { from: at, to: at }
      return at
    }
    this.#taken = { from: taken.from, to: taken.to + 1 }
    return taken.to + 1
  }

  /** To be handed to `takeBack` should the values that are placed from now on not be stored. */
  get taken(): TakenTime | null {
    return this.#taken
  }

  takeBack(taken: TakenTime | null): void {
    this.#taken = taken
  }

  /** After a start only the last value is known; those beside it may have been placed. */
  #takenBefore(): TakenTime | null {
    return this.lastAt === null ? null : { from: this.lastAt - PLACED_MS, to: this.lastAt }
  }

  /** What the value says of the type. True when the record is another one now. */
  settleType(value: SampleValue): boolean {
    if (value === null) return false
    const isFirstWord = typeof value === 'string' && this.isUndecided
    const isNumberAtLast = typeof value === 'number' && this.record.type === 'text'
    this.isUndecided = false
    if (!isFirstWord && !isNumberAtLast) return false
    this.record = { ...this.record, type: isFirstWord ? 'text' : 'number' }
    return true
  }

  forEachRecent(visit: (at: EpochMs, value: number) => void): void {
    let skip = Math.max(0, this.ring.size - RECENT_RING_CAPACITY)
    this.ring.forEachSince(0, (at, value) => {
      if (skip > 0) skip--
      else visit(at, value)
    })
  }

  /** Takes over a value as the newest, unless it is a late one. */
  note(at: EpochMs, value: SampleValue): void {
    this.ring.push(at, typeof value === 'number' ? value : NaN)
    if (this.lastAt !== null && at < this.lastAt) return
    this.interval.add(at)
    this.lastAt = at
    this.lastValue = value
    const { identity } = this
    identity.lastSampleAt = identity.lastSampleAt === null ? at : Math.max(identity.lastSampleAt, at)
    identity.intervalMs = this.interval.intervalMs ?? identity.intervalMs
  }
}
