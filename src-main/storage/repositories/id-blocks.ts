import type { Db } from '../schema.ts'
import type { IdBlock, IdKind } from '../store.ts'

/** Blocks of one console, in the order in which it took them. */
export async function idBlocksOf(db: Db, consoleId: string): Promise<readonly IdBlock[]> {
  const rows = await db
    .selectFrom('id_blocks')
    .select(['kind', 'first_id', 'last_id', 'deleted_id'])
    .where('console_id', '=', consoleId)
    .orderBy('first_id')
    .execute()
  return rows.map((row) => ({
    kind: row.kind as IdKind,
    firstId: row.first_id,
    lastId: row.last_id,
    deletedId: row.deleted_id,
  }))
}

/**
 * Within a transaction: the next ids that nobody has. Rejects with a constraint
 * error when another console takes the same at this moment; then try again.
 *
 * @param usedUpTo ids that are known to have been given out, stored or not
 */
export async function takeIdBlock(
  db: Db,
  wanted: {
    readonly kind: IdKind
    readonly count: number
    readonly consoleId: string
    readonly usedUpTo: number
  },
): Promise<IdBlock> {
  const { kind, count, consoleId, usedUpTo } = wanted
  const { last } = await db
    .selectFrom('id_blocks')
    .select((expression) => expression.fn.max('last_id').as('last'))
    .where('kind', '=', kind)
    .executeTakeFirstOrThrow()
  // What lies above every block is older than blocks, or another program's.
  const firstId = 1 + Math.max(Number(last ?? 0), await largestId(db, kind), usedUpTo)
  const lastId = firstId + count - 1
  await db
    .insertInto('id_blocks')
    .values({ kind, first_id: firstId, last_id: lastId, console_id: consoleId, deleted_id: 0 })
    .execute()
  return { kind, firstId, lastId, deletedId: 0 }
}

/** Within the transaction that deletes: none of these ids is given out again, after whatever restart. */
export async function noteDeleted(db: Db, kind: IdKind, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  const blocks = await db
    .selectFrom('id_blocks')
    .select(['first_id', 'last_id', 'deleted_id'])
    .where('kind', '=', kind)
    .execute()
  for (const { first_id, last_id, deleted_id } of blocks) {
    const largest = ids.reduce((max, id) => (id >= first_id && id <= last_id ? Math.max(max, id) : max), 0)
    if (largest <= deleted_id) continue
    await db
      .updateTable('id_blocks')
      .set({ deleted_id: largest })
      .where('kind', '=', kind)
      .where('first_id', '=', first_id)
      .where('deleted_id', '<', largest)
      .execute()
  }
}

async function largestId(db: Db, kind: IdKind): Promise<number> {
  switch (kind) {
    case 'host': {
      const hosts = await db.selectFrom('hosts').select('id').orderBy('id', 'desc').limit(1).execute()
      const logins = await db
        .selectFrom('credentials')
        .select('login_id as id')
        .orderBy('login_id', 'desc')
        .limit(1)
        .execute()
      return Math.max(hosts[0]?.id ?? 0, logins[0]?.id ?? 0)
    }
    case 'zabbix': {
      // Items and interfaces lie inside of hosts: whoever asks knows how far those go.
      const lists = await Promise.all(
        (['zabbix_proxies', 'zabbix_hosts', 'zabbix_rules'] as const).map((table) =>
          db.selectFrom(table).select('id').orderBy('id', 'desc').limit(1).execute(),
        ),
      )
      return Math.max(0, ...lists.map(([row]) => row?.id ?? 0))
    }
    case 'identity':
    case 'series':
    case 'endpoint':
    case 'run': {
      const table = (
        { identity: 'identities', series: 'series', endpoint: 'endpoints', run: 'collectl_runs' } as const
      )[kind]
      const rows = await db.selectFrom(table).select('id').orderBy('id', 'desc').limit(1).execute()
      return rows[0]?.id ?? 0
    }
  }
}
