import type { EpochMs } from '../../contract/index.ts'
import { HOUR_MS, MINUTE_MS, bucketStart } from '../../domain/rollup.ts'
import type { Rebuilt } from '../store.ts'
import type { ConnectionPool } from './connection-pool.ts'
import { addPending } from './pending-buckets.ts'
import { transact } from './retry.ts'
import { readDays } from './sample-days.ts'
import { readTierStarts } from './tier-starts.ts'
import { DAY_MS } from './tiers.ts'

/**
 * Marks what is to be rolled up anew. The oldest bucket of a tier is left as it
 * is, because retention may have taken a part of what it was made from. A
 * bucket of which nothing finer is there stays what it was.
 */
export function markForRebuild(
  pool: ConnectionPool,
  writer: number,
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
): Promise<Rebuilt> {
  return transact(pool, async (session) => {
    const [span] = await session.rows('select min(id), max(id) from series')
    if (span === undefined || span[0] === null) return { minutes: 0, hours: 0 }
    const touched = { first: Number(span[0]), last: Number(span[1]) }
    const days = await readDays(session)
    const minutes = days.flatMap(({ day, firstAt }, index) => {
      const first = index === 0 ? bucketStart(firstAt, MINUTE_MS) + MINUTE_MS : bucketStart(firstAt, MINUTE_MS)
      return bucketsWithin(Math.max(from, first), Math.min(to, (day + 1) * DAY_MS - 1), MINUTE_MS)
    })
    const { minuteFrom } = await readTierStarts(session)
    const hours =
      minuteFrom === null
        ? []
        : bucketsWithin(Math.max(from, bucketStart(minuteFrom, HOUR_MS) + HOUR_MS), to, HOUR_MS)
    const marked = (buckets: readonly EpochMs[]) => new Map(buckets.map((bucket) => [bucket, touched]))
    await addPending(session, writer, MINUTE_MS, marked(minutes))
    await addPending(session, writer, HOUR_MS, marked(hours))
    return { minutes: minutes.length, hours: hours.length }
  })
}

function bucketsWithin(from: EpochMs, to: EpochMs, bucketMs: number): readonly EpochMs[] {
  const buckets: EpochMs[] = []
  for (let bucket = bucketStart(from, bucketMs); bucket <= to; bucket += bucketMs) buckets.push(bucket)
  return buckets
}
