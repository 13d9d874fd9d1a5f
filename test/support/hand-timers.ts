import type { EpochMs } from '../../src-main/contract/index.ts'
import type { Timers } from '../../src-main/net/timers.ts'

interface Alarm {
  readonly at: EpochMs
  readonly callback: () => void
}

/** A clock that stands still until it is turned. */
export class HandTimers implements Timers {
  readonly #alarms = new Set<Alarm>()
  #now: EpochMs

  constructor(now: EpochMs) {
    this.#now = now
  }

  /** Alarms that have not rung and were not taken back. */
  get pending(): number {
    return this.#alarms.size
  }

  now(): EpochMs {
    return this.#now
  }

  after(delayMs: number, callback: () => void): () => void {
    const alarm = { at: this.#now + delayMs, callback }
    this.#alarms.add(alarm)
    return () => this.#alarms.delete(alarm)
  }

  /** Rings, in their order, all alarms that are due within `durationMs`. */
  advance(durationMs: number): void {
    const until = this.#now + durationMs
    for (let next = this.#nextUntil(until); next !== undefined; next = this.#nextUntil(until)) {
      this.#alarms.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.callback()
    }
    this.#now = until
  }

  #nextUntil(until: EpochMs): Alarm | undefined {
    return [...this.#alarms].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
  }
}
