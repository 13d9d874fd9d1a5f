import type { EpochMs } from '../contract/index.ts'
import { medianDistance } from './interval-estimate.ts'
import type { SampleRing } from './ring-buffer.ts'

export const SPARK_MS = 15 * 60_000
const POINTS = 60
const BUCKET_MS = SPARK_MS / POINTS
/** Distances between samples up to this many are bridged; a longer silence is a gap. */
const BRIDGED_INTERVALS = 2.5

/**
 * The last quarter of an hour in sixty evenly spaced means; null is a gap. A
 * series that is measured less often than there are points keeps its value
 * until the next one is due.
 *
 * @param intervalMs measured distance between samples; null where it is not known yet
 */
export function sparkline(ring: SampleRing, now: EpochMs, intervalMs: number | null): (number | null)[] {
  const sums = new Float64Array(POINTS)
  const counts = new Float64Array(POINTS)
  const times: EpochMs[] = []
  ring.forEachSince(now - SPARK_MS, (at, value) => {
    times.push(at)
    if (Number.isNaN(value)) return
    // What a sender's clock puts ahead of ours came just now.
    const bucket = Math.min(POINTS - 1, Math.floor((at - (now - SPARK_MS)) / BUCKET_MS))
    sums[bucket] = (sums[bucket] ?? 0) + value
    counts[bucket] = (counts[bucket] ?? 0) + 1
  })
  const measured = intervalMs ?? medianDistance(Float64Array.from(times)) ?? BUCKET_MS
  const bridged = Math.ceil((BRIDGED_INTERVALS * measured) / BUCKET_MS)
  let last: number | null = null
  let since = 0
  return Array.from(counts, (count, bucket) => {
    since = count > 0 ? 0 : since + 1
    if (count > 0) last = (sums[bucket] ?? 0) / count
    return since < bridged ? last : null
  })
}
