/** Runs work in the order in which it comes, each after the one before has ended, however that ended. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve()

  /** Gives what the work gives, or rejects as it does. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work)
    this.#last = result.catch(() => undefined)
    return result
  }

  /** Resolves when all that was asked for so far has ended. */
  async settled(): Promise<void> {
    await this.#last
  }
}
