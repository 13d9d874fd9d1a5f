import type { Store, WriteBatch } from '../storage/store.ts'

/** More values than this wait for no other database: it takes them more slowly than they come. */
const LIMIT = 2_000_000

/**
 * Passes what is committed on to another store while that is being filled, in
 * order. Journal and states are left out: those are copied whole at the end.
 */
export class BatchRelay {
  readonly #target: Store
  readonly #queue: WriteBatch[] = []
  readonly #touchedTexts = new Set<number>()
  readonly #lateMinutes = new Set<number>()
  readonly #before: number
  #waiting = 0
  #running: Promise<void> | null = null
  #error: unknown = null
  #isOpen = false

  /** @param before samples older than this are late: what they were rolled up into changes */
  constructor(target: Store, before: number) {
    this.#target = target
    this.#before = before
  }

  /** Series whose states have changed since it began. */
  get touchedTexts(): ReadonlySet<number> {
    return this.#touchedTexts
  }

  /** Starts of the minutes before the beginning that got values since. */
  get lateMinutes(): ReadonlySet<number> {
    return this.#lateMinutes
  }

  add(batch: WriteBatch): void {
    for (const { seriesId } of batch.states) this.#touchedTexts.add(seriesId)
    for (const at of batch.samples.at)
      if (at < this.#before) this.#lateMinutes.add(Math.floor(at / 60_000) * 60_000)
    this.#queue.push({ ...batch, states: [], logins: [] })
    this.#waiting += batch.samples.at.length
    if (this.#waiting > LIMIT)
      this.#error ??= new Error('The other database takes values more slowly than they come in.')
    if (this.#isOpen) void this.#run()
  }

  /** From now on what comes is passed on; before, it waits. */
  open(): void {
    this.#isOpen = true
    void this.#run()
  }

  /** Resolves when all that has come is there; rejects with what went wrong. */
  async drained(): Promise<void> {
    while (this.#queue.length > 0 || this.#running !== null) {
      if (this.#error !== null) break
      await this.#run()
    }
    if (this.#error !== null) throw this.#error as Error
  }

  /** One at a time; what comes meanwhile is taken along. */
  #run(): Promise<void> {
    return (this.#running ??= this.#pass().finally(() => {
      this.#running = null
    }))
  }

  async #pass(): Promise<void> {
    try {
      for (let batch = this.#queue.shift(); batch !== undefined; batch = this.#queue.shift()) {
        if (this.#error !== null) return
        await this.#target.commit(batch)
        this.#waiting -= batch.samples.at.length
      }
    } catch (error) {
      this.#error ??= error
    }
  }
}
