/**
 * How long maintenance may hold the writer before commits get their turn: a
 * commit that waits for it waits no longer than about this.
 */
const SLICE_MS = 15
const CHUNK_MS = 4

const SMALLEST_CHUNK = 16
const LARGEST_CHUNK = 1_000_000

/** Measures one turn of maintenance. */
export class TimeSlice {
  readonly #endsAt: number

  constructor(lengthMs = SLICE_MS) {
    this.#endsAt = performance.now() + lengthMs
  }

  get isOver(): boolean {
    return performance.now() >= this.#endsAt
  }
}

/** A number of series to take at once, which follows what they turn out to cost. */
export class ChunkSize {
  readonly #now: () => number
  #size = 256

  /** @param now milliseconds of a clock that never goes back */
  constructor(now = () => performance.now()) {
    this.#now = now
  }

  get size(): number {
    return this.#size
  }

  /** Does the work of one chunk and learns from how long it took. One that was not filled tells nothing about a larger one. */
  measure<Result>(work: () => Result, wasFilled: (result: Result) => boolean = () => true): Result {
    const startedAt = this.#now()
    const result = work()
    const tookMs = this.#now() - startedAt
    if (tookMs > CHUNK_MS) this.#size = Math.max(SMALLEST_CHUNK, Math.floor(this.#size / 2))
    else if (tookMs < CHUNK_MS / 3 && wasFilled(result)) this.#size = Math.min(LARGEST_CHUNK, this.#size * 2)
    return result
  }
}
