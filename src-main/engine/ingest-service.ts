import type { EpochMs, HostProfile, Login, Status } from '../contract/index.ts'
import { gapMsOf } from '../domain/interval-estimate.ts'
import type { Reading, SampleBatch, SampleValue } from '../domain/sample.ts'
import type { ReceivedRows } from '../storage/received-records.ts'
import { StoreError, type WriteBatch } from '../storage/store.ts'
import { BatchBuilder } from './batch-builder.ts'
import { type Catalogue, SERIES_PER_IDENTITY } from './catalogue.ts'
import type { IdentityState, SeriesState } from './catalogue-state.ts'
import { ExpectedError } from './expected-error.ts'
import type { LiveHub } from './live-hub.ts'
import { RateMeter } from './rate-meter.ts'
import { together } from './received-rows.ts'
import { SampleSpool } from './sample-spool.ts'
import type { StorageService } from './storage-service.ts'
import type { NewRows } from './waiting-rows.ts'

type LoginRow = Omit<Login, 'id'>
type StateRow = WriteBatch['states'][number]
type ProfileRow = WriteBatch['profiles'][number]

interface IngestServiceOptions {
  readonly catalogue: Catalogue
  readonly hub: LiveHub
  readonly storage: StorageService
  readonly now: () => EpochMs
}

/** A value of a series that is known, at a time that is free. */
export interface PlacedValue {
  readonly series: SeriesState
  readonly at: EpochMs
  readonly value: SampleValue
}

interface Waiter {
  resolve(): void
  reject(error: unknown): void
}

/** One way into the database: rows that belong together until they are committed or given up. */
interface Lane {
  readonly samples: BatchBuilder
  states: StateRow[]
}

interface Flight {
  readonly rows: NewRows
  readonly waiters: readonly Waiter[]
  readonly logins: LoginRow[]
  /** What has no acknowledgement and is tried again after a failure. */
  readonly unacknowledged: { readonly samples: SampleBatch; readonly states: StateRow[] }
}

/** Unacknowledged samples wait this long for company; acknowledged ones not at all. */
const FLUSH_MS = 500
const RETRY_MS = 1_000
/** Samples of the spool that one commit takes along. */
const SPOOL_CHUNK = 50_000
const SPOOL_LIMIT = 1_000_000
const WAITING_ROWS_LIMIT = 20_000

/**
 * Everything that is measured goes through here: into the live view at once,
 * and into the database with group commit. A promise of `store` is resolved
 * after the commit; that is when a protocol may say okay (ARCHITECTURE §5).
 */
export class IngestService {
  readonly #options: IngestServiceOptions
  readonly #meter = new RateMeter()
  readonly #spool = new SampleSpool(SPOOL_LIMIT)
  readonly #free: Lane = { samples: new BatchBuilder(), states: [] }
  readonly #acknowledged: Lane = { samples: new BatchBuilder(), states: [] }
  #profiles: ProfileRow[] = []
  #logins: LoginRow[] = []
  #received: ReceivedRows[] = []
  #waiters: Waiter[] = []
  /** The commit under way; gives whether it succeeded. */
  #inFlight: Promise<boolean> | null = null
  #flying = 0
  #isScheduled = false
  #retryAt: EpochMs = 0
  #timer: NodeJS.Timeout | null = null
  #lastSampleAt: EpochMs | null = null
  /** Values that the database or the catalogue did not take. */
  #refused = 0

  constructor(options: IngestServiceOptions) {
    this.#options = options
  }

  get status(): Status['ingest'] {
    return {
      samplesPerSecond: this.#meter.perSecond(this.#options.now()),
      samplesTotal: this.#meter.total,
      spooled: this.#spool.size,
      dropped: this.#spool.dropped + this.#refused,
      lastSampleAt: this.#lastSampleAt,
    }
  }

  start(): void {
    this.#timer = setInterval(() => this.#flush(), FLUSH_MS)
  }

  /** Commits what has come so far, as far as the database takes it. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
    while (this.#hasWork) {
      this.#retryAt = 0
      if (!(await (this.#inFlight ?? this.#fly()))) return
    }
  }

  /** Values for which the sender expects no answer. */
  add(identity: IdentityState, at: EpochMs, readings: readonly Reading[]): void {
    if (identity.host.isLeaving) return
    for (const reading of readings) {
      const { value } = reading
      const series = this.#options.catalogue.seriesOf(identity, reading)
      if (series === null) {
        this.#refused += 1
        continue
      }
      this.#take(this.#free, series, at, value)
      this.#show(series, at, value)
    }
    this.#count(readings.length, at)
  }

  /**
   * Values that the sender is told about, each at a time of its own. They are
   * seen once they are stored. Rejects with a `StoreError`; then nothing of
   * them is kept.
   */
  async store(identity: IdentityState, at: EpochMs, readings: readonly Reading[]): Promise<void> {
    const taken = readings.map((reading) => {
      const series = this.#options.catalogue.seriesOf(identity, reading)
      if (series === null) {
        throw new ExpectedError(
          'BAD_REQUEST',
          `More than ${SERIES_PER_IDENTITY} different sensors of one host.`,
        )
      }
      const claimedAt = series.claim(at)
      this.#take(this.#acknowledged, series, claimedAt, reading.value)
      return { series, at: claimedAt, value: reading.value }
    })
    await this.#committed()
    for (const one of taken) this.#show(one.series, one.at, one.value)
    this.#count(taken.length, at)
  }

  /**
   * Values of many series with what came along with them, whole or not at all.
   * They are seen once they are stored. Rejects with a `StoreError`.
   */
  async storePlaced(values: readonly PlacedValue[], received: ReceivedRows): Promise<void> {
    for (const { series, at, value } of values) this.#take(this.#acknowledged, series, at, value)
    this.#received.push(received)
    await this.#committed()
    for (const { series, at, value } of values) this.#show(series, at, value)
    const last = values.at(-1)
    if (last !== undefined) this.#count(values.length, last.at)
  }

  /** Values that wait for their commit, and whose senders wait for an answer. */
  get unstored(): number {
    return this.#acknowledged.samples.size + this.#acknowledged.states.length + this.#flying
  }

  storeProfile(hostId: number, profile: HostProfile): Promise<void> {
    this.#profiles.push({ hostId, profile })
    return this.#committed()
  }

  /** Resolves when everything that came in before has been committed. */
  settle(): Promise<void> {
    return this.#committed()
  }

  /**
   * Resolves when the samples that came in before can be read from the store,
   * or when it does not take them now; at once when none waits.
   */
  async settleSamples(): Promise<void> {
    if (this.#free.samples.size === 0 && this.#inFlight === null) return
    await this.#committed().catch(() => undefined)
  }

  /** Resolves when the rows of the journal that came in before are committed; at once when all are. */
  async settleJournal(): Promise<void> {
    if (this.#logins.length > 0 || this.#inFlight !== null) await this.#committed()
  }

  journal(login: LoginRow): void {
    this.#logins.push(login)
    if (this.#logins.length > WAITING_ROWS_LIMIT) this.#logins.shift()
  }

  #take(lane: Lane, series: SeriesState, at: EpochMs, value: SampleValue): void {
    const isText = series.record.type === 'text'
    if (!isText) lane.samples.add(series.id, at, typeof value === 'number' ? value : NaN)
    if (typeof value === 'string' || isText) {
      const gapMs = gapMsOf(series.interval.intervalMs)
      lane.states.push({ seriesId: series.id, at, value: value === null ? null : String(value), gapMs })
    }
  }

  #show(series: SeriesState, at: EpochMs, value: SampleValue): void {
    series.note(at, value)
    this.#options.hub.publishSample(series, at, typeof value === 'number' ? value : NaN)
  }

  #count(values: number, at: EpochMs): void {
    this.#meter.add(values, this.#options.now())
    this.#lastSampleAt = at
  }

  #committed(): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.#waiters.push({ resolve, reject })
      if (this.#inFlight === null) this.#schedule()
    })
  }

  /** Everybody who comes in this turn of the loop shares the commit; so does, while one is under way, who comes meanwhile. */
  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      this.#flush()
    })
  }

  get #hasWork(): boolean {
    const hasSamples =
      this.#free.samples.size > 0 || this.#acknowledged.samples.size > 0 || this.#spool.size > 0
    return (
      hasSamples ||
      this.#waiters.length > 0 ||
      this.#logins.length > 0 ||
      this.#free.states.length > 0 ||
      this.#inFlight !== null
    )
  }

  #flush(): void {
    if (this.#inFlight !== null || !this.#hasWork) return
    // After a failure only somebody who waits for an answer makes us try before the time.
    if (this.#waiters.length === 0 && this.#options.now() < this.#retryAt) {
      this.#spoolFree()
      return
    }
    void this.#fly()
  }

  /** Begins a commit. Gives whether it succeeded, once the next one may begin. */
  #fly(): Promise<boolean> {
    this.#inFlight = this.#commit().finally(() => {
      this.#inFlight = null
      const hasMore = this.#waiters.length > 0 || (this.#retryAt === 0 && this.#spool.size > 0)
      if (hasMore) this.#schedule()
    })
    return this.#inFlight
  }

  async #commit(): Promise<boolean> {
    const { storage } = this.#options
    const { batch, flight } = this.#prepare()
    this.#flying = batch.samples.series.length + batch.states.length
    try {
      await storage.store.commit(batch)
    } catch (error) {
      storage.noteFailure(error)
      this.#giveBack(flight, error)
      return false
    } finally {
      this.#flying = 0
    }
    storage.noteSuccess()
    this.#retryAt = 0
    for (const { resolve } of flight.waiters) resolve()
    return true
  }

  #prepare(): { batch: WriteBatch; flight: Flight } {
    this.#spoolFree()
    const unacknowledged = { samples: this.#takeSpooled(), states: this.#free.states }
    const acknowledged = this.#acknowledged.samples.take()
    const rows = this.#options.catalogue.takeNewRows()
    const batch: WriteBatch = {
      ...rows,
      samples: joined(unacknowledged.samples, acknowledged),
      states: [...unacknowledged.states, ...this.#acknowledged.states],
      logins: this.#logins,
      profiles: this.#profiles,
      ...(this.#received.length === 0 ? {} : { received: together(this.#received) }),
    }
    const flight: Flight = { rows, waiters: this.#waiters, logins: this.#logins, unacknowledged }
    this.#free.states = []
    this.#acknowledged.states = []
    this.#profiles = []
    this.#received = []
    this.#logins = []
    this.#waiters = []
    return { batch, flight }
  }

  /** What one commit takes along of the spool. */
  #takeSpooled(): SampleBatch {
    const spooled = new BatchBuilder()
    while (spooled.size < SPOOL_CHUNK) {
      const chunk = this.#spool.shift()
      if (chunk === null) break
      spooled.addBatch(chunk)
    }
    return spooled.take()
  }

  #giveBack(flight: Flight, error: unknown): void {
    const { catalogue, now } = this.#options
    this.#retryAt = now() + RETRY_MS
    for (const { reject } of flight.waiters) reject(error)
    catalogue.returnNewRows(flight.rows)
    const { samples, states } = flight.unacknowledged
    // A batch that breaks a rule of the database would break it again for ever.
    if (error instanceof StoreError && error.code === 'conflict') this.#refused += samples.series.length
    else {
      if (samples.series.length > 0) this.#spool.unshift(samples)
      this.#free.states = [...states, ...this.#free.states].slice(-WAITING_ROWS_LIMIT)
      this.#logins = [...flight.logins, ...this.#logins].slice(-WAITING_ROWS_LIMIT)
    }
  }

  #spoolFree(): void {
    if (this.#free.samples.size > 0) this.#spool.push(this.#free.samples.take())
  }
}

/** One after the other; without a copy when one of them is empty, as it mostly is. */
function joined(one: SampleBatch, other: SampleBatch): SampleBatch {
  if (one.series.length === 0) return other
  if (other.series.length === 0) return one
  const both = new BatchBuilder()
  both.addBatch(one)
  both.addBatch(other)
  return both.take()
}
