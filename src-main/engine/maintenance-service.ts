import type { EpochMs, Settings } from '../contract/index.ts'
import { type RetentionLimits, StoreError } from '../storage/store.ts'
import type { StorageService } from './storage-service.ts'

interface MaintenanceServiceOptions {
  readonly storage: StorageService
  readonly retention: () => Settings['retention']
  readonly now: () => EpochMs
  readonly log: (line: string) => void
}

const ROLL_UP_EVERY_MS = 10_000
const CLEAN_EVERY_MS = 10 * 60_000
/** A server measures its tables only now and then: what was deleted shows in their size later. */
const CLEAN_SIZE_EVERY_MS = { sqlite: ROLL_UP_EVERY_MS, mysql: CLEAN_EVERY_MS } as const
const DAY_MS = 86_400_000

/** Rolls samples up and deletes old ones, beside the ingest and in small slices. */
export class MaintenanceService {
  readonly #options: MaintenanceServiceOptions
  #timer: NodeJS.Timeout | null = null
  #running: Promise<void> | null = null
  #cleanAt: EpochMs = 0
  #cleanSizeAt: EpochMs = 0
  #isAskedAgain = false
  #pauses = 0

  constructor(options: MaintenanceServiceOptions) {
    this.#options = options
  }

  /** While somebody copies the database, nothing old is deleted. Gives the end of it. */
  pauseCleaning(): () => void {
    this.#pauses += 1
    return () => void (this.#pauses -= 1)
  }

  /** Something was marked to be rolled up. */
  rollUpSoon(): void {
    this.#isAskedAgain = this.#running !== null
    this.#work()
  }

  start(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = setInterval(() => this.#work(), ROLL_UP_EVERY_MS)
    this.#work()
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
    await this.#running
  }

  /** Retention has changed: what is too old now goes at once, or right after the work under way. */
  cleanSoon(): void {
    this.#cleanAt = 0
    this.#cleanSizeAt = 0
    this.#isAskedAgain = this.#running !== null
    this.#work()
  }

  /** Never two at a time. */
  #work(): void {
    if (this.#running !== null || this.#timer === null) return
    this.#running = this.#rollUpAndClean()
      .catch((error: unknown) => this.#complain(error))
      .finally(() => {
        this.#running = null
        const isAsked = this.#isAskedAgain
        this.#isAskedAgain = false
        if (isAsked) this.#work()
      })
  }

  /** First rolled up, then deleted: what goes lives on in the coarser tier. */
  async #rollUpAndClean(): Promise<void> {
    const { storage, now } = this.#options
    await storage.store.rollUp(now())
    if (this.#pauses > 0) return
    await this.#cleanBySize()
    if (now() < this.#cleanAt) return
    this.#cleanAt = now() + CLEAN_EVERY_MS
    await storage.store.deleteOlderThan(this.limits)
  }

  /** Looked at each time: a database that is too large grows further until somebody acts. */
  async #cleanBySize(): Promise<void> {
    const { storage, retention, now } = this.#options
    const { maxSizeBytes } = retention()
    if (maxSizeBytes === null || now() < this.#cleanSizeAt) return
    const { store } = storage
    this.#cleanSizeAt = now() + CLEAN_SIZE_EVERY_MS[store.engine]
    const { usedBytes } = await store.facts()
    if (usedBytes > maxSizeBytes) await store.deleteOverSize({ maxBytes: maxSizeBytes, now: now() })
  }

  /** What is older is deleted the next time. */
  get limits(): RetentionLimits {
    const { retention, now } = this.#options
    const { rawDays, minuteDays, hourDays, loginDays } = retention()
    const before = (days: number): EpochMs => now() - days * DAY_MS
    return {
      rawBefore: before(rawDays),
      minuteBefore: before(minuteDays),
      hourBefore: before(hourDays),
      loginsBefore: before(loginDays),
    }
  }

  /** A database that is away, full or read-only is a state that the console shows already. */
  #complain(error: unknown): void {
    if (error instanceof StoreError) return
    this.#options.log(`Maintenance: ${error instanceof Error ? error.message : String(error)}`)
  }
}
