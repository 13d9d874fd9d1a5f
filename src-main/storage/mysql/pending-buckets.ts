import type { EpochMs } from '../../contract/index.ts'
import { HOUR_MS, MINUTE_MS } from '../../domain/rollup.ts'
import { byLength, listLength } from './lists.ts'
import type { TouchedSeries } from './sample-writer.ts'
import type { Parameter, Session } from './session.ts'

/**
 * Buckets that are still to be rolled up, as a table. A minute gets in with the
 * samples that make it so, in the same transaction; so whatever happens, no
 * sample is ever missing from the coarser tiers for good.
 *
 * Each store has rows of its own, told apart by `writer`: commits of several
 * consoles (and of several nodes of a cluster) do not wait for one another.
 */

/** One store's share of a pending bucket. */
interface PendingShare {
  readonly writer: number
  readonly touches: number
}

export interface PendingBucket {
  readonly bucketMs: number
  readonly bucket: EpochMs
  readonly shares: readonly PendingShare[]
  /** Series that may have changed. */
  readonly firstSeries: number
  readonly lastSeries: number
}

const ROWS_PER_STATEMENT = 64

const putSql = byLength((length) => {
  const rows = new Array<string>(length).fill('(?, ?, ?, 1, ?, ?)').join(', ')
  return `insert into rollup_pending (bucket_ms, bucket, writer, touches, first_series, last_series)
    values ${rows}
    on duplicate key update touches = touches + 1,
      first_series = least(first_series, values(first_series)),
      last_series = greatest(last_series, values(last_series))`
})

/** A number that no other store has. */
export function newWriter(): number {
  return 1 + Math.floor(Math.random() * Number.MAX_SAFE_INTEGER)
}

/** Within a transaction, as late as can be: it holds the rows until the commit. */
export async function addPending(
  session: Session,
  writer: number,
  bucketMs: number,
  buckets: ReadonlyMap<EpochMs, Readonly<TouchedSeries>>,
): Promise<void> {
  const all = [...buckets]
  for (let start = 0; start < all.length; start += ROWS_PER_STATEMENT) {
    const rows = all.slice(start, start + ROWS_PER_STATEMENT)
    const length = listLength(rows.length, ROWS_PER_STATEMENT)
    const parameters: Parameter[] = []
    for (let row = 0; row < length; row += 1) {
      const [bucket, { first, last }] = rows[Math.min(row, rows.length - 1)] ?? [0, { first: 0, last: 0 }]
      parameters.push(bucketMs, bucket, writer, first, last)
    }
    await session.execute(putSql(length), parameters)
  }
}

/** The oldest pending bucket that begins after `after`, all shares of it. */
export async function nextPending(
  session: Session,
  bucketMs: number,
  after: EpochMs,
): Promise<PendingBucket | null> {
  const rows = await session.rows(
    `select bucket, writer, touches, first_series, last_series from rollup_pending
     where bucket_ms = ? and bucket = (
       select bucket from rollup_pending where bucket_ms = ? and bucket > ? order by bucket limit 1)`,
    [bucketMs, bucketMs, after],
  )
  const [first] = rows
  if (first === undefined) return null
  return {
    bucketMs,
    bucket: Number(first[0]),
    shares: rows.map(([, writer, touches]) => ({ writer: Number(writer), touches: Number(touches) })),
    firstSeries: Math.min(...rows.map((row) => Number(row[3]))),
    lastSeries: Math.max(...rows.map((row) => Number(row[4]))),
  }
}

/** Start of the oldest pending bucket; null when there is none. */
export async function oldestPending(session: Session, bucketMs: number): Promise<EpochMs | null> {
  const [row] = await session.rows('select min(bucket) from rollup_pending where bucket_ms = ?', [bucketMs])
  return row === undefined || row[0] === null ? null : Number(row[0])
}

/** Starts of the pending buckets with `from` ≤ start ≤ `to`, ascending. */
export async function pendingWithin(
  session: Session,
  bucketMs: number,
  from: EpochMs,
  to: EpochMs,
): Promise<readonly EpochMs[]> {
  const rows = await session.rows(
    `select distinct bucket from rollup_pending where bucket_ms = ? and bucket >= ? and bucket <= ?
     order by bucket`,
    [bucketMs, from, to],
  )
  return rows.map(([bucket]) => Number(bucket))
}

/** An hour waits for the last of its minutes; they make it pending again anyway. */
export async function isWaitingForMinutes(session: Session, hour: EpochMs): Promise<boolean> {
  return (await pendingWithin(session, MINUTE_MS, hour, hour + HOUR_MS - 1)).length > 0
}

/** Within a transaction: what was rolled up is pending no more, but for shares that a commit has touched since. */
export async function removePending(
  session: Session,
  { bucketMs, bucket, shares }: PendingBucket,
): Promise<void> {
  for (const { writer, touches } of shares) {
    await session.execute(
      'delete from rollup_pending where bucket_ms = ? and bucket = ? and writer = ? and touches = ?',
      [bucketMs, bucket, writer, touches],
    )
  }
}
