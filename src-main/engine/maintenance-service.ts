import type { EpochMs, Settings } from '../contract/index.ts'
import type { StorageService } from './storage-service.ts'

interface MaintenanceServiceOptions {
  readonly storage: StorageService
  readonly retention: () => Settings['retention']
  readonly now: () => EpochMs
  readonly log: (line: string) => void
}

const ROLL_UP_EVERY_MS = 10_000
const CLEAN_EVERY_MS = 10 * 60_000
const DAY_MS = 86_400_000

/** Rolls samples up and deletes old ones, beside the ingest and in small slices. */
export class MaintenanceService {
  readonly #options: MaintenanceServiceOptions
  #timers: NodeJS.Timeout[] = []
  #running: Promise<void> | null = null

  constructor(options: MaintenanceServiceOptions) {
    this.#options = options
  }

  start(): void {
    this.#timers = [
      setInterval(() => this.#once(() => this.#rollUp()), ROLL_UP_EVERY_MS),
      setInterval(() => this.#once(() => this.clean()), CLEAN_EVERY_MS),
    ]
    this.#once(() => this.#rollUp())
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    await this.#running
  }

  /** Deletes what is older than the retention; gives how many rows went. */
  async clean(): Promise<void> {
    const { storage, retention, now } = this.#options
    const { rawDays, minuteDays, hourDays, loginDays } = retention()
    const before = (days: number): EpochMs => now() - days * DAY_MS
    await storage.store.deleteOlderThan({
      rawBefore: before(rawDays),
      minuteBefore: before(minuteDays),
      hourBefore: before(hourDays),
      loginsBefore: before(loginDays),
    })
  }

  async #rollUp(): Promise<void> {
    await this.#options.storage.store.rollUp(this.#options.now())
  }

  /** Never two at a time; a failure is the database's state, which the console shows already. */
  #once(work: () => Promise<void>): void {
    if (this.#running !== null) return
    this.#running = work()
      .catch((error: unknown) =>
        this.#options.log(`Maintenance: ${error instanceof Error ? error.message : String(error)}`),
      )
      .finally(() => (this.#running = null))
  }
}
