import type { EpochMs, QueueRow } from '../contract/index.ts'

/** Upper ends of the buckets; the last has none. */
const ENDS_MS = [10_000, 60_000, 600_000, 3_600_000] as const

/** How many of these times lie in each bucket of age: under 10 s, a minute, ten minutes, an hour, and older. */
export function agesOf(since: readonly EpochMs[], now: EpochMs): QueueRow['ages'] {
  const ages: QueueRow['ages'] = [0, 0, 0, 0, 0]
  for (const at of since) {
    const bucket = ENDS_MS.findIndex((end) => now - at < end)
    const index = bucket === -1 ? ENDS_MS.length : bucket
    ages[index] = (ages[index] ?? 0) + 1
  }
  return ages
}
