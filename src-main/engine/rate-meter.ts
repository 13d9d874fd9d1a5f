import type { EpochMs } from '../contract/index.ts'

const SECONDS = 5

/** Events a second, as the mean over the last five whole seconds. */
export class RateMeter {
  readonly #counts = new Float64Array(SECONDS + 1)
  #second = 0
  #total = 0

  get total(): number {
    return this.#total
  }

  add(count: number, now: EpochMs): void {
    this.#advance(now)
    const slot = this.#second % this.#counts.length
    this.#counts[slot] = (this.#counts[slot] ?? 0) + count
    this.#total += count
  }

  perSecond(now: EpochMs): number {
    this.#advance(now)
    let sum = 0
    for (let back = 1; back <= SECONDS; back++) {
      sum += this.#counts[(this.#second - back + this.#counts.length) % this.#counts.length] ?? 0
    }
    return sum / SECONDS
  }

  #advance(now: EpochMs): void {
    const second = Math.floor(now / 1_000)
    const steps = Math.min(second - this.#second, this.#counts.length)
    for (let step = 1; step <= steps; step++) this.#counts[(second - steps + step) % this.#counts.length] = 0
    if (second > this.#second) this.#second = second
  }
}
