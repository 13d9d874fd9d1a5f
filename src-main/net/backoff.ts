const FIRST_MS = 1_000
const LONGEST_MS = 30_000
const JITTER = 0.2

/** Waits of 1, 2, 4 … 30 s, each ±20 %, so that many endpoints do not try in step (collectl.md §7). */
export class Backoff {
  readonly #random: () => number
  #failures = 0

  /** `random` gives 0 ≤ x < 1. */
  constructor(random: () => number) {
    this.#random = random
  }

  nextDelayMs(): number {
    const plainMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(this.#failures, 10))
    this.#failures++
    return Math.round(plainMs * (1 + JITTER * (this.#random() * 2 - 1)))
  }

  reset(): void {
    this.#failures = 0
  }
}
