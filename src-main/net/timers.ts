import type { EpochMs } from '../contract/index.ts'

/** The time and its alarms, handed in so that tests can turn the clock by hand. */
export interface Timers {
  now(): EpochMs
  /** Calls back once, `delayMs` from now; the result takes the alarm back. */
  after(delayMs: number, callback: () => void): () => void
}

export const systemTimers: Timers = {
  now: () => Date.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}
