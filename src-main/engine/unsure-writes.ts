import { OneAtATime } from './one-at-a-time.ts'

/**
 * Writes to the database in the order in which they come. After one that failed
 * nobody knows whether it got there, and what is in memory has to be read again.
 */
export class UnsureWrites {
  readonly #turn = new OneAtATime()
  #isUnsure = false

  get isUnsure(): boolean {
    return this.#isUnsure
  }

  write(work: () => Promise<void>): Promise<void> {
    return this.#turn.run(async () => {
      try {
        await work()
      } catch (error) {
        this.#isUnsure = true
        throw error
      }
    })
  }

  /** In its turn as well; when it has succeeded, memory and database agree again. */
  readAgain<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#turn.run(async () => {
      const result = await work()
      this.#isUnsure = false
      return result
    })
  }

  /** In its turn; what it reads is not everything. */
  readSome(work: () => Promise<void>): Promise<void> {
    return this.#turn.run(work)
  }
}
