import { errorNumber, isPassing, isRightMissing } from './errors.ts'
import { type Partition, endedBefore } from './partition-plan.ts'
import { CHANGE_TIMEOUT_MS, alterSamples, isDoneByAnother, readPartitions } from './partitions.ts'
import type { Session } from './session.ts'

/** Exact counts are worth a look through so many rows; of more, the server's estimate is told. */
const COUNTED_ROWS = 1_000_000
/** Tables that took the place of a partition, on their way out. */
const GONE = 'samples_gone_'
const NOT_PARTITIONED = 1505

/**
 * Drops the partitions that end at this slot or earlier; gives the number of
 * rows: 0 without the right, null while somebody does not let go of the table.
 *
 * Removing the file of a day takes a second for each gigabyte or two, in which
 * nobody can write. So a partition first changes places with an empty table,
 * which takes a moment, and the day then goes with that table.
 */
export async function dropPartitions(session: Session, slot: number): Promise<number | null> {
  try {
    await dropGone(session)
    const ended = endedBefore(await readPartitions(session), slot)
    if (ended.length === 0) return 0
    let rows = 0
    for (const partition of ended) {
      const count = await countRows(session, partition)
      if (count > 0) await empty(session, partition)
      rows += count
    }
    await alterSamples(session, `drop partition ${ended.map(({ name }) => name).join(', ')}`)
    await dropGone(session)
    return rows
  } catch (error) {
    if (isRightMissing(error) || isDoneByAnother(error)) return 0
    if (isPassing(error)) return null
    throw error
  }
}

async function countRows(session: Session, { name: partition, rows }: Partition): Promise<number> {
  if (rows > COUNTED_ROWS) return rows
  const [row] = await session.rows(`select count(*) from samples_raw partition (${partition})`)
  return Number(row?.[0])
}

async function empty(session: Session, { name }: Partition): Promise<void> {
  const gone = `${GONE}${name}`
  await session.command(`create table if not exists ${gone} like samples_raw`)
  await session.command(`alter table ${gone} remove partitioning`).catch((error: unknown) => {
    if (errorNumber(error) !== NOT_PARTITIONED) throw error
  })
  await alterSamples(session, `exchange partition ${name} with table ${gone}`)
}

/** What an interrupted call has left behind as well. */
async function dropGone(session: Session): Promise<void> {
  const rows = await session.rows(
    `select table_name from information_schema.tables
     where table_schema = database() and left(table_name, ?) = ?`,
    [GONE.length, GONE],
  )
  for (const [name] of rows) {
    const table = String(name)
    await session.command(`drop table if exists ${table}`, CHANGE_TIMEOUT_MS)
  }
}
