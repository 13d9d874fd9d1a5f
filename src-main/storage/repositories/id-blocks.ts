import type { Db } from '../schema.ts'
import type { IdBlock, IdKind } from '../store.ts'

/** Blocks of one console, in the order in which it took them. */
export async function idBlocksOf(db: Db, consoleId: string): Promise<readonly IdBlock[]> {
  const rows = await db
    .selectFrom('id_blocks')
    .select(['kind', 'first_id', 'last_id'])
    .where('console_id', '=', consoleId)
    .orderBy('first_id')
    .execute()
  return rows.map((row) => ({ kind: row.kind as IdKind, firstId: row.first_id, lastId: row.last_id }))
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
    .values({ kind, first_id: firstId, last_id: lastId, console_id: consoleId })
    .execute()
  return { kind, firstId, lastId }
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
    case 'identity':
    case 'series':
    case 'endpoint': {
      const table = ({ identity: 'identities', series: 'series', endpoint: 'endpoints' } as const)[kind]
      const rows = await db.selectFrom(table).select('id').orderBy('id', 'desc').limit(1).execute()
      return rows[0]?.id ?? 0
    }
  }
}
