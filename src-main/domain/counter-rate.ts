import type { EpochMs } from '../contract/index.ts'

interface CounterReading {
  readonly at: EpochMs
  readonly value: number
}

/**
 * Rate of an ever rising counter in units a second; null for the first
 * reading, for two at the same time, and where the counter began anew.
 */
export function counterRate(previous: CounterReading | null, next: CounterReading): number | null {
  if (previous === null || next.at <= previous.at || next.value < previous.value) return null
  return (next.value - previous.value) / ((next.at - previous.at) / 1_000)
}
