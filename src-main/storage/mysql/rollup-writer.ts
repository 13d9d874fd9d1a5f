import type { EpochMs } from '../../contract/index.ts'
import { HOUR_MS, MINUTE_MS, bucketStart } from '../../domain/rollup.ts'
import { ROLLUP_COLUMNS, type TierLayout } from '../tiers.ts'
import type { ConnectionPool } from './connection-pool.ts'
import { byLength, filledUp, marks } from './lists.ts'
import {
  type PendingBucket,
  addPending,
  isWaitingForMinutes,
  nextPending,
  oldestPending,
  removePending,
} from './pending-buckets.ts'
import { retrying, transact } from './retry.ts'
import { dayOf, readDays, slotOf } from './sample-days.ts'
import type { Parameter, Session } from './session.ts'
import { noteTierStart } from './tier-starts.ts'
import { HOUR_TIER, MINUTE_TIER } from './tiers.ts'

/** A bucket is taken for complete so long after its end; what comes later makes it pending again. */
export const GRACE_MS = 5_000

/** Series in one statement: some tens of milliseconds of the server's time, and no lock on what commits write. */
const SERIES_PER_STATEMENT = 256

// The server sums a bucket up itself: the samples do not cross the wire.
const UPDATES = ROLLUP_COLUMNS.split(', ')
  .map((column) => `${column} = values(${column})`)
  .join(', ')
/** The sum of large doubles leaves the range of doubles, which the server would refuse to store. */
const bounded = (sum: string): string => `coalesce(least(greatest(${sum}, -1.7e308), 1.7e308), 0)`

const minuteSql = byLength(
  (length) => `insert into samples_minute (slot, series_id, at, ${ROLLUP_COLUMNS})
    select ?, summed.series_id, ?, n, total, low, high, newest.value
    from (
      select series_id, count(value) as n, ${bounded('sum(value)')} as total,
        min(value) as low, max(value) as high, max(case when value is not null then at end) as last_at
      from samples_raw where slot = ? and series_id in ${marks(length)} and at >= ? and at < ?
      group by series_id
    ) as summed
    left join samples_raw as newest
      on newest.slot = ? and newest.series_id = summed.series_id and newest.at = summed.last_at
    on duplicate key update ${UPDATES}`,
)

const hourSql = byLength(
  (length) => `insert into samples_hour (slot, series_id, at, ${ROLLUP_COLUMNS})
    select ?, summed.series_id, ?, n, total, low, high, newest.value_last
    from (
      select series_id, sum(sample_count) as n, ${bounded('sum(value_sum)')} as total,
        min(value_min) as low, max(value_max) as high, max(case when sample_count > 0 then at end) as last_at
      from samples_minute where slot = ? and series_id in ${marks(length)} and at >= ? and at < ?
      group by series_id
    ) as summed
    left join samples_minute as newest
      on newest.slot = ? and newest.series_id = summed.series_id and newest.at = summed.last_at
    on duplicate key update ${UPDATES}`,
)

/**
 * Rolls pending minutes up, then the hours whose minutes are all done, in many
 * small statements. Interrupted, the bucket is still pending and is done again
 * from its beginning, with the same result; done by two consoles at once, the
 * result is the same as well.
 */
export async function rollUp(
  pool: ConnectionPool,
  writer: number,
  now: EpochMs,
): Promise<{ readonly rolledUpTo: EpochMs }> {
  for (const bucketMs of [MINUTE_MS, HOUR_MS]) {
    let after = -1
    for (;;) {
      const pending = await pool.use((session) => nextPending(session, bucketMs, after))
      if (pending === null || pending.bucket + bucketMs + GRACE_MS > now) break
      after = pending.bucket
      if (bucketMs === HOUR_MS && (await pool.use((session) => isWaitingForMinutes(session, after)))) continue
      await rollBucketUp(pool, pending)
      await finish(pool, writer, pending)
    }
  }
  const complete = bucketStart(now - GRACE_MS, MINUTE_MS)
  const oldest = await pool.use((session) => oldestPending(session, MINUTE_MS))
  return { rolledUpTo: Math.min(complete, oldest ?? complete) }
}

async function rollBucketUp(pool: ConnectionPool, pending: PendingBucket): Promise<void> {
  const source = await pool.use((session) => sourceOf(session, pending))
  if (source === null) return
  const { sql, slot, from, before, into } = source
  const intoSlot = Math.floor(pending.bucket / into.slotMs)
  const intoAt = (pending.bucket - intoSlot * into.slotMs) / into.stepMs
  for (let first = pending.firstSeries; first <= pending.lastSeries; first += SERIES_PER_STATEMENT) {
    const count = Math.min(SERIES_PER_STATEMENT, pending.lastSeries - first + 1)
    const series = filledUp(Array.from({ length: count }, (_, index) => first + index))
    const parameters: Parameter[] = [intoSlot, intoAt, slot, ...series, from, before, slot]
    await retrying(() => pool.use((session) => session.execute(sql(series.length), parameters)))
  }
}

interface Source {
  readonly sql: (length: number) => string
  readonly slot: number
  /** Bounds of the column `at`. */
  readonly from: number
  readonly before: number
  readonly into: TierLayout
}

/** Where the rows of a bucket lie; null when there are none (retention has taken the day). */
async function sourceOf(session: Session, { bucketMs, bucket }: PendingBucket): Promise<Source | null> {
  if (bucketMs === HOUR_MS) {
    const slot = Math.floor(bucket / MINUTE_TIER.slotMs)
    return { sql: hourSql, slot, from: 0, before: MINUTE_TIER.slotMs / MINUTE_TIER.stepMs, into: HOUR_TIER }
  }
  const day = (await readDays(session)).find((each) => each.day === dayOf(bucket))
  if (day === undefined) return null
  const slot = slotOf(day, bucket)
  const from = bucket - slot * MINUTE_MS
  return { sql: minuteSql, slot, from, before: from + MINUTE_MS, into: MINUTE_TIER }
}

function finish(pool: ConnectionPool, writer: number, pending: PendingBucket): Promise<void> {
  const { bucketMs, bucket, firstSeries, lastSeries } = pending
  return transact(pool, async (session) => {
    await noteTierStart(session, bucketMs, bucket)
    if (bucketMs === MINUTE_MS) {
      const hours = new Map([[bucketStart(bucket, HOUR_MS), { first: firstSeries, last: lastSeries }]])
      await addPending(session, writer, HOUR_MS, hours)
    }
    await removePending(session, pending)
  })
}
