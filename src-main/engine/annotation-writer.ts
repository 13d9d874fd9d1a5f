import { type Store, StoreError } from '../storage/store.ts'
import type { StorageService } from './storage-service.ts'

type Act = (store: Store) => Promise<unknown>

interface AnnotationWriterOptions {
  readonly storage: StorageService
  readonly onWritten: () => void
  readonly log: (line: string) => void
}

/** What waits for a database that is away; of more, the oldest are given up. */
const WAITING_LIMIT = 1_000

/**
 * Writes what the console notes by itself, one act after the other. While the
 * database is away they wait: an outage of the database is itself such a note.
 */
export class AnnotationWriter {
  readonly #options: AnnotationWriterOptions
  #waiting: Act[] = []
  #draining: Promise<void> | null = null

  constructor(options: AnnotationWriterOptions) {
    this.#options = options
  }

  add(act: Act): void {
    this.#waiting.push(act)
    if (this.#waiting.length > WAITING_LIMIT) this.#waiting.shift()
    void this.drain()
  }

  /** Resolves when everything is written, or the database does not take it now. */
  drain(): Promise<void> {
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = null
    })
    return this.#draining
  }

  async #drain(): Promise<void> {
    // Whoever adds several acts at once gets one message of them.
    await Promise.resolve()
    let written = 0
    for (let act = this.#waiting[0]; act !== undefined; act = this.#waiting[0]) {
      try {
        await act(this.#options.storage.store)
        written += 1
      } catch (error) {
        if (error instanceof StoreError && error.code === 'away') break
        // That a database is full or read-only is said elsewhere, once.
        if (!(error instanceof StoreError)) this.#options.log(`Bug: ${String(error)}`)
      }
      if (this.#waiting[0] === act) this.#waiting.shift()
    }
    if (written > 0) this.#options.onWritten()
  }
}
