import type { DatabaseSync } from 'node:sqlite'
import type { EpochMs } from '../../contract/index.ts'
import { HOUR_MS, MINUTE_MS, bucketStart } from '../../domain/rollup.ts'
import type { Rebuilt } from '../store.ts'
import { MINUTE, RAW, type TierLayout } from '../tiers.ts'
import type { PendingBuckets } from './pending-buckets.ts'

/**
 * Within a transaction: marks what is to be rolled up anew. The oldest bucket
 * of a tier is left as it is, because retention may have taken a part of what
 * it was made from.
 */
export function markForRebuild(
  database: DatabaseSync,
  pending: PendingBuckets,
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
): Rebuilt {
  const minutes = bucketsOf(database, RAW, MINUTE_MS, from, to)
  const hours = bucketsOf(database, MINUTE, HOUR_MS, from, to)
  pending.settle(pending.addMinutes(minutes))
  for (const hour of hours) pending.addHour(hour)
  return { minutes: minutes.length, hours: hours.length }
}

function bucketsOf(
  database: DatabaseSync,
  { table, slotMs }: TierLayout,
  bucketMs: number,
  from: EpochMs,
  to: EpochMs,
): readonly EpochMs[] {
  const next = database.prepare(`select slot from ${table} where slot >= ? order by slot limit 1`)
  const slotFrom = (slot: number): number | null => {
    const row = next.get(slot)
    return row === undefined ? null : Number(row['slot'])
  }
  const oldest = slotFrom(Number.MIN_SAFE_INTEGER)
  if (oldest === null) return []
  const firstWhole = bucketStart(oldest * slotMs, bucketMs) + bucketMs
  const buckets: EpochMs[] = []
  let slot = slotFrom(Math.max(bucketStart(from, bucketMs), firstWhole) / slotMs)
  while (slot !== null && slot * slotMs <= to) {
    const bucket = bucketStart(slot * slotMs, bucketMs)
    buckets.push(bucket)
    slot = slotFrom((bucket + bucketMs) / slotMs)
  }
  return buckets
}
