import type { EpochMs, HostProfile, Login, Status } from '../contract/index.ts'
import type { Reading, SampleValue } from '../domain/sample.ts'
import type { ReceivedRows } from '../storage/received-records.ts'
import { StoreError, type WriteBatch } from '../storage/store.ts'
import { Backlog, NOTHING_UNSTORED } from './backlog.ts'
import { BatchBuilder } from './batch-builder.ts'
import { SERIES_PER_IDENTITY } from './catalogue-options.ts'
import type { HostState, IdentityState, SeriesState } from './catalogue-state.ts'
import type { DiskSpool, Unstored } from './disk-spool.ts'
import { ExpectedError } from './expected-error.ts'
import { INGEST_LIMITS, type IngestServiceOptions } from './ingest-options.ts'
import { type Flight, joined, type Lane, type PlacedValue, takeInto, type Waiter } from './flight.ts'
import { inPortions } from './in-portions.ts'
import { takeAll } from './large-lane.ts'
import { RateMeter } from './rate-meter.ts'
import { together } from './received-rows.ts'

type LoginRow = Omit<Login, 'id'>
type ProfileRow = WriteBatch['profiles'][number]

/**
 * Everything that is measured goes through here: into the live view at once,
 * and into the database with group commit. A promise of `store` is resolved
 * after the commit; that is when a protocol may say okay (ARCHITECTURE §5).
 * What nobody waits for goes to the spool while the database takes nothing.
 */
export class IngestService {
  readonly #options: IngestServiceOptions
  readonly #meter = new RateMeter()
  readonly #backlog: Backlog
  readonly #free: Lane = { samples: new BatchBuilder(), states: [] }
  readonly #acknowledged: Lane = { samples: new BatchBuilder(), states: [] }
  #profiles: ProfileRow[] = []
  #logins: LoginRow[] = []
  #received: ReceivedRows[] = []
  #waiters: Waiter[] = []
  /** The commit under way; gives whether it succeeded. */
  #inFlight: Promise<boolean> | null = null
  #flight: Flight | null = null
  #isScheduled = false
  #retryAt: EpochMs = 0
  #timer: NodeJS.Timeout | null = null
  #lastSampleAt: EpochMs | null = null
  /** Values that the database or the catalogue did not take. */
  #refused = 0

  constructor(options: IngestServiceOptions) {
    const { catalogue, now, log = () => undefined } = options
    this.#options = options
    this.#backlog = new Backlog({ catalogue, now, log })
  }

  get status(): Status['ingest'] {
    return {
      samplesPerSecond: this.#meter.perSecond(this.#options.now()),
      samplesTotal: this.#meter.total,
      spooled: this.#backlog.size,
      dropped: this.#backlog.dropped + this.#refused,
      spoolFault: this.#backlog.diskFault,
      lastSampleAt: this.#lastSampleAt,
    }
  }

  /** @param disk where unacknowledged values wait; in memory without it */
  start(disk: DiskSpool | null = null): void {
    if (disk !== null) this.#backlog.useDisk(disk)
    this.#timer = setInterval(() => this.#flush(), INGEST_LIMITS.flushMs)
  }

  /** Commits what has come so far, as far as the database takes it; the rest waits on disk. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
    while (this.#hasWork) {
      this.#retryAt = 0
      if (!(await (this.#inFlight ?? this.#fly()))) break
    }
    this.#spoolFree()
    await this.#backlog.writeToDisk()
    await this.#backlog.close()
  }

  /** The host is removed by a person: what waits of it is not stored any more. */
  forget(host: HostState): void {
    this.#backlog.forget(host.identities)
  }

  /** Values for which the sender expects no answer. */
  add(identity: IdentityState, at: EpochMs, readings: readonly Reading[]): void {
    this.#add(identity, at, readings, 'now')
    if (!identity.host.isLeaving) this.#count(readings.length, at)
  }

  /** Values from a file, shown if they are the newest. Whoever adds many waits for `settle` now and then. */
  addPast(identity: IdentityState, at: EpochMs, readings: readonly Reading[]): void {
    this.#add(identity, at, readings, 'past')
    this.#meter.add(readings.length, this.#options.now())
  }

  #add(identity: IdentityState, at: EpochMs, readings: readonly Reading[], time: 'now' | 'past'): void {
    if (identity.host.isLeaving) return
    for (const reading of readings) {
      const series = this.#options.catalogue.seriesOf(identity, reading)
      if (series === null) this.#refused += 1
      else takeInto(this.#free, series, at, reading.value)
      const isNewest = time === 'now' || at > (series?.lastAt ?? 0)
      if (series !== null && isNewest) this.#show(series, at, reading.value)
    }
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
      takeInto(this.#acknowledged, series, claimedAt, reading.value)
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
    const { turn } = this.#options
    await takeAll(this.#acknowledged, values, { commit: () => this.#committed(received), turn })
    await inPortions(values, ({ series, at, value }) => this.#show(series, at, value), turn)
    const last = values.at(-1)
    if (last !== undefined) this.#count(values.length, last.at)
  }

  /** Values that wait for their commit, and whose senders wait for an answer. */
  get unstored(): number {
    const { samples, states } = this.#acknowledged
    const flying = this.#flight?.batch
    return samples.size + states.length + (flying?.samples.series.length ?? 0) + (flying?.states.length ?? 0)
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
    if (this.#logins.length > INGEST_LIMITS.waitingRows) this.#logins.shift()
  }

  #show(series: SeriesState, at: EpochMs, value: SampleValue): void {
    series.note(at, value)
    series.fedAt = this.#options.now()
    this.#options.hub.publishSample(series, at, typeof value === 'number' ? value : NaN)
  }

  #count(values: number, at: EpochMs): void {
    this.#meter.add(values, this.#options.now())
    this.#lastSampleAt = at
  }

  #committed(received?: ReceivedRows): Promise<void> {
    if (received !== undefined) this.#received.push(received)
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
      this.#free.samples.size > 0 || this.#acknowledged.samples.size > 0 || this.#backlog.memorySize > 0
    return (
      hasSamples ||
      this.#waiters.length > 0 ||
      this.#logins.length > 0 ||
      this.#free.states.length > 0 ||
      this.#inFlight !== null
    )
  }

  #flush(): void {
    if (this.#inFlight !== null) return this.#spoolWhileStalled()
    if (!this.#hasWork && this.#backlog.size === 0) return
    // After a failure only somebody who waits for an answer makes us try before the time.
    if (this.#waiters.length === 0 && this.#options.now() < this.#retryAt) {
      this.#spoolFree()
      void this.#backlog.writeToDisk()
      return
    }
    void this.#fly()
  }

  /** Begins a commit. Gives whether it succeeded, once the next one may begin. */
  #fly(): Promise<boolean> {
    const flying = this.#commit()
    // The last one ends before the next is kept here; this one cannot have ended yet.
    this.#inFlight = flying
    return flying
  }

  #land(): void {
    this.#inFlight = null
    this.#flight = null
    // What lies on disk is safe there: it does not keep the engine from stopping.
    const waiting = this.#timer === null ? this.#backlog.memorySize : this.#backlog.size
    if (this.#retryAt === 0 && this.#waiters.length > 0) void this.#fly()
    else if (this.#waiters.length > 0 || (this.#retryAt === 0 && waiting > 0)) this.#schedule()
  }

  async #commit(): Promise<boolean> {
    const { storage, catalogue, ensureIds, onRenamed } = this.#options
    try {
      const { store } = storage
      // Nothing is awaited without need: the disk is idle until the batch is on its way.
      const ids = ensureIds?.(store) ?? null
      if (ids !== null) await ids
      const isBack = this.#retryAt === 0
      const flight = this.#prepare(
        isBack && this.#backlog.hasDisk ? await this.#backlog.nextOfDisk(INGEST_LIMITS.spoolChunk) : null,
      )
      const renamed = await store.commit(flight.batch)
      catalogue.noteStored(flight.rows)
      if (renamed.series.length + renamed.identities.length > 0) {
        catalogue.rename(renamed)
        onRenamed?.()
      }
      if (flight.fromDisk !== null) await this.#backlog.confirm()
      storage.noteSuccess()
      this.#retryAt = 0
      // The database does the next commit while those of this one are answered.
      this.#land()
      for (const { resolve } of flight.waiters) resolve()
      return true
    } catch (error) {
      storage.noteFailure(error)
      await this.#giveBack(this.#flight ?? this.#prepare(null), error)
      this.#land()
      return false
    }
  }

  #prepare(disk: Unstored | null): Flight {
    const { catalogue, now } = this.#options
    this.#spoolFree()
    const unacknowledged = this.#backlog.take(INGEST_LIMITS.spoolChunk)
    const { samples, states } = disk ?? NOTHING_UNSTORED
    const rows = catalogue.takeNewRows()
    const acknowledged = this.#acknowledged.samples.take()
    const batch = catalogue.withStoredIds({
      ...rows,
      samples: joined(samples, joined(unacknowledged.samples, acknowledged)),
      states: [...states, ...unacknowledged.states, ...this.#acknowledged.states],
      logins: this.#logins,
      profiles: this.#profiles,
      ...(this.#received.length === 0 ? {} : { received: together(this.#received) }),
    })
    const waiters = this.#waiters
    this.#acknowledged.states = []
    this.#profiles = []
    this.#received = []
    this.#logins = []
    this.#waiters = []
    this.#flight = {
      startedAt: now(),
      batch,
      rows,
      waiters,
      unacknowledged,
      fromDisk: disk === null ? null : samples.series.length + states.length,
      isSpooled: false,
    }
    return this.#flight
  }

  async #giveBack(flight: Flight, error: unknown): Promise<void> {
    const { catalogue, now } = this.#options
    const { samples, states } = flight.unacknowledged
    this.#retryAt = now() + INGEST_LIMITS.retryMs
    for (const { reject } of flight.waiters) reject(error)
    catalogue.returnNewRows(flight.rows)
    // A batch that breaks a rule of the database would break it again for ever.
    if (error instanceof StoreError && error.code === 'conflict') {
      this.#refused += samples.series.length + (flight.fromDisk ?? 0)
      if (flight.fromDisk !== null) await this.#backlog.confirm()
    } else {
      if (!flight.isSpooled) this.#backlog.unshift({ samples, states })
      this.#logins = [...flight.batch.logins, ...this.#logins].slice(-INGEST_LIMITS.waitingRows)
    }
  }

  /** What comes during a commit that hangs, and what is in it, must not be lost with this process. */
  #spoolWhileStalled(): void {
    const flight = this.#flight
    if (!this.#backlog.hasDisk || flight === null) return
    if (this.#options.now() - flight.startedAt < INGEST_LIMITS.stallMs) return
    if (!flight.isSpooled) {
      flight.isSpooled = true
      this.#backlog.push(flight.unacknowledged)
    }
    this.#spoolFree()
    void this.#backlog.writeToDisk()
  }

  #spoolFree(): void {
    this.#backlog.push({ samples: this.#free.samples.take(), states: this.#free.states })
    this.#free.states = []
  }
}
