import { sql } from 'kysely'
import type { EpochMs, Login } from '../../contract/index.ts'
import type { Db } from '../schema.ts'
import type { LoginQuery, TimeQuery } from '../store.ts'

const OUTCOMES = ['accepted', 'refused'] as const

/** Newest first. */
export async function findLogins(db: Db, query: LoginQuery): Promise<readonly Login[]> {
  const { limit, beforeId, outcome, identities, search } = query
  let select = db.selectFrom('logins').selectAll().orderBy('id', 'desc').limit(limit)
  if (beforeId !== undefined) select = select.where('id', '<', beforeId)
  if (outcome !== undefined) select = select.where('outcome', '=', outcome)
  if (identities !== undefined) select = select.where('identity', 'in', identities)
  if (search !== undefined && search !== '') {
    const pattern = `%${search.replace(/[!%_]/g, '!$&')}%`
    select = select.where((where) =>
      where.or([
        sql<boolean>`address like ${pattern} escape '!'`,
        sql<boolean>`identity like ${pattern} escape '!'`,
        sql<boolean>`reason like ${pattern} escape '!'`,
      ]),
    )
  }
  return (await select.execute()).map(loginOf)
}

/** Newest first. */
export async function findRefusals(db: Db, { from, to, limit }: TimeQuery): Promise<readonly Login[]> {
  const rows = await db
    .selectFrom('logins')
    .selectAll()
    .where('outcome', '=', 'refused')
    .where('at', '>=', from)
    .where('at', '<=', to)
    .orderBy('at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(loginOf)
}

function loginOf(row: Omit<Login, 'outcome'> & { readonly outcome: string }): Login {
  return { ...row, outcome: row.outcome === 'accepted' ? 'accepted' : 'refused' }
}

/** Refusals, those that a folded row stands for included. */
export async function refusedSince(db: Db, at: EpochMs): Promise<number> {
  const row = await db
    .selectFrom('logins')
    .select((select) => select.fn.sum<number | string | null>('repeats').as('refused'))
    .where('outcome', '=', 'refused')
    .where('at', '>=', at)
    .executeTakeFirst()
  return Number(row?.refused ?? 0)
}

/** Deletes up to about `limit` rows older than `before`; gives their number, 0 when none is left. */
export async function deleteLoginsBefore(db: Db, before: EpochMs, limit: number): Promise<number> {
  for (const outcome of OUTCOMES) {
    const old = db.selectFrom('logins').where('outcome', '=', outcome).where('at', '<', before)
    const edge = await old.select('at').orderBy('at').offset(limit).limit(1).executeTakeFirst()
    const { numDeletedRows } = await db
      .deleteFrom('logins')
      .where('outcome', '=', outcome)
      .where('at', '<', edge === undefined ? before : edge.at + 1)
      .executeTakeFirstOrThrow()
    if (numDeletedRows > 0n) return Number(numDeletedRows)
  }
  return 0
}
