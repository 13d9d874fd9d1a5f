import { errorNumber, isPassing, isRightMissing } from './errors.ts'
import { type Partition, planSplits } from './partition-plan.ts'
import type { Session } from './session.ts'

/** How long we try to get the table for a moment, and the pause between two tries. */
const PATIENCE_MS = 1_000
const PAUSE_MS = 25
const LOCK_WAIT = 1205
/** For a change of a table; one that is large takes its time. */
export const CHANGE_TIMEOUT_MS = 10 * 60_000

export async function readPartitions(session: Session): Promise<readonly Partition[]> {
  const rows = await session.rows(
    `select partition_name, partition_description, table_rows from information_schema.partitions
     where table_schema = database() and table_name = 'samples_raw' and partition_name is not null
     order by partition_ordinal_position`,
  )
  return rows.map(([name, before, count]) => ({
    name: String(name),
    before: before === 'MAXVALUE' ? Infinity : Number(before),
    rows: Number(count),
  }))
}

/**
 * Gives each of the days a partition of its own where that costs little. There
 * are none without the right, nor while somebody does not let go of the table.
 */
export async function ensurePartitions(session: Session, days: readonly number[]): Promise<void> {
  try {
    for (const { partition, into } of planSplits(await readPartitions(session), days)) {
      const parts = into.map(
        ({ name, before }) =>
          `partition ${name} values less than (${before === Infinity ? 'maxvalue' : before})`,
      )
      await alterSamples(session, `reorganize partition ${partition} into (${parts.join(', ')})`)
    }
  } catch (error) {
    if (!isRightMissing(error) && !isDoneByAnother(error) && !isPassing(error)) throw error
  }
}

/**
 * Names are made of dates, and numbers are numbers: statements that change a
 * table take no parameters. MariaDB gives up at once while the table is in use,
 * so that nothing waits behind us; MySQL knows no shorter wait than a second.
 */
export async function alterSamples(session: Session, change: string): Promise<void> {
  const wait = session.isMariaDb ? 'wait 0 ' : ''
  const endsAt = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      return await session.command(`alter table samples_raw ${wait}${change}`, CHANGE_TIMEOUT_MS)
    } catch (error) {
      if (errorNumber(error) !== LOCK_WAIT || performance.now() > endsAt) throw error
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
}

/** Another console has just made or dropped the same: no such partition, one of that name, no table change. */
export function isDoneByAnother(error: unknown): boolean {
  return [1505, 1507, 1517, 1735].includes(errorNumber(error) ?? 0)
}
