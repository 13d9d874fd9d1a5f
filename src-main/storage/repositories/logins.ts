import { sql } from 'kysely'
import type { EpochMs, Login } from '../../contract/index.ts'
import type { Db } from '../schema.ts'
import type { LoginQuery, TimeQuery } from '../store.ts'
import { chunksOf } from './chunks.ts'

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

/** Ascending, from the id after this one on. */
export async function loginsAfter(
  db: Db,
  { id, limit }: { readonly id: number; readonly limit: number },
): Promise<readonly Login[]> {
  const rows = await db
    .selectFrom('logins')
    .selectAll()
    .where('id', '>', id)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(loginOf)
}

/** Rows as another database had them, ids included; what has such an id is replaced. */
export async function putLogins(db: Db, logins: readonly Login[]): Promise<void> {
  for (const chunk of chunksOf(logins)) {
    const ids = chunk.map(({ id }) => id)
    await db.deleteFrom('logins').where('id', 'in', ids).execute()
    await db
      .insertInto('logins')
      .values(chunk.map((login) => fitting(login)))
      .execute()
  }
}

/** As long as the columns are; another database may have taken more. */
function fitting(login: Login): Login {
  const cut = (text: string, length: number): string => [...text].slice(0, length).join('')
  return {
    ...login,
    protocol: cut(login.protocol, 32),
    address: cut(login.address, 64),
    identity: login.identity === null ? null : cut(login.identity, 255),
    reason: login.reason === null ? null : cut(login.reason, 500),
  }
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
