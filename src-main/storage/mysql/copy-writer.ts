import { HOUR_MS, MINUTE_MS } from '../../domain/rollup.ts'
import type { TierColumns } from '../../domain/row-digest.ts'
import { replaceRollupsSql, rollupParameters, type TierName } from '../tier-rows.ts'
import type { ConnectionPool } from './connection-pool.ts'
import { byLength, listLength } from './lists.ts'
import { transact } from './retry.ts'
import { noteTierStart } from './tier-starts.ts'
import { MYSQL_TIERS } from './tiers.ts'

const ROWS_PER_STATEMENT = 256

const replaceSql = {
  minute: byLength((length) => replaceRollupsSql(MYSQL_TIERS.minute, length)),
  hour: byLength((length) => replaceRollupsSql(MYSQL_TIERS.hour, length)),
}

/** Stores rollups that another store has made. */
export async function putRollups(
  pool: ConnectionPool,
  tier: Exclude<TierName, 'raw'>,
  rows: TierColumns,
): Promise<void> {
  const count = rows.series.length
  if (count === 0) return
  let oldest = Infinity
  for (const at of rows.at) if (at < oldest) oldest = at
  await transact(pool, async (session) => {
    for (let start = 0; start < count; start += ROWS_PER_STATEMENT) {
      const part = Math.min(ROWS_PER_STATEMENT, count - start)
      const length = listLength(part, ROWS_PER_STATEMENT)
      // The last row again and again fills the statement up.
      const parameters = Array.from({ length }, (_, row) =>
        rollupParameters(rows, MYSQL_TIERS[tier], start + Math.min(row, part - 1)),
      ).flat()
      await session.execute(replaceSql[tier](length), parameters)
    }
    await noteTierStart(session, tier === 'minute' ? MINUTE_MS : HOUR_MS, oldest)
  })
}
