import type { EpochMs } from '../../contract/index.ts'
import { HOUR_MS, MINUTE_MS } from '../../domain/rollup.ts'
import type { TierLayout } from '../tiers.ts'
import type { Session } from './session.ts'

/** Oldest bucket of the coarser tiers; null while they are empty. */
export interface TierStarts {
  readonly minuteFrom: EpochMs | null
  readonly hourFrom: EpochMs | null
}

export async function readTierStarts(session: Session): Promise<TierStarts> {
  const rows = await session.rows('select bucket_ms, first_at from tier_starts')
  const startOf = (bucketMs: number): EpochMs | null => {
    const row = rows.find(([each]) => each === bucketMs)
    return row === undefined ? null : Number(row[1])
  }
  return { minuteFrom: startOf(MINUTE_MS), hourFrom: startOf(HOUR_MS) }
}

/** A bucket has been rolled up; writes only when it is the oldest so far. */
export async function noteTierStart(session: Session, bucketMs: number, bucket: EpochMs): Promise<void> {
  const [row] = await session.rows('select first_at from tier_starts where bucket_ms = ?', [bucketMs])
  if (row !== undefined && Number(row[0]) <= bucket) return
  await session.execute(
    `insert into tier_starts (bucket_ms, first_at) values (?, ?)
     on duplicate key update first_at = least(first_at, values(first_at))`,
    [bucketMs, bucket],
  )
}

/** Rows have been deleted: finds the oldest that is left. Looks through one slot, so not for a hot path. */
export async function findTierStart(session: Session, bucketMs: number, tier: TierLayout): Promise<void> {
  const { table, slotMs, stepMs } = tier
  const [oldest] = await session.rows(`select min(slot) from ${table}`)
  if (oldest === undefined || oldest[0] === null) {
    await session.execute('delete from tier_starts where bucket_ms = ?', [bucketMs])
    return
  }
  const slot = Number(oldest[0])
  const [first] = await session.rows(`select min(at) from ${table} where slot = ?`, [slot])
  await session.execute('update tier_starts set first_at = ? where bucket_ms = ?', [
    slot * slotMs + Number(first?.[0]) * stepMs,
    bucketMs,
  ])
}
