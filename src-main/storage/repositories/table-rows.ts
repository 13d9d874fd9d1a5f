import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely'
import type { Db } from '../schema.ts'
import { planOf } from '../table-plan.ts'
import type { TableKey, TableRange, TableRow, TableRows } from '../table-rows.ts'
import { chunksOf } from './chunks.ts'

/** Any table of the plan: which one, and what its columns are, is known at run time only. */
type AnyDatabase = Record<string, Record<string, string | number | null>>
type Where = ExpressionBuilder<AnyDatabase, string>

/** Rows of a table by their key, at most `limit` of them; texts as long as every database takes them. */
export async function readTableRows(
  db: Db,
  { limit, ...range }: TableRange & { readonly limit: number },
): Promise<TableRows> {
  const { key, longest = {} } = planOf(range.table)
  let select = anyTable(db).selectFrom(range.table).selectAll().limit(limit)
  for (const column of key) select = select.orderBy(column)
  const found = await select.where((where) => within(where, key, range)).execute()
  const rows = found.map((row) => fitting(row, longest))
  const last = rows.at(-1)
  const isAll = last === undefined || rows.length < limit
  return { rows, next: isAll ? null : key.map((column) => last[column] ?? 0) }
}

/** Within a transaction: these rows in place of those of the range. */
export async function replaceTableRows(
  db: Db,
  { rows, ...range }: TableRange & { readonly rows: readonly TableRow[] },
): Promise<void> {
  const { key, rowsPerPage } = planOf(range.table)
  const any = anyTable(db)
  await any
    .deleteFrom(range.table)
    .where((where) => within(where, key, range))
    .execute()
  // A row outside of the range may still have a name that one of these has by now.
  for (const chunk of chunksOf(rows, Math.min(rowsPerPage, ROWS_PER_STATEMENT)))
    await any
      .replaceInto(range.table)
      .values(chunk.map((row) => ({ ...row })))
      .execute()
}

/** So few that no table has more values in a statement than the databases take. */
const ROWS_PER_STATEMENT = 200

function anyTable(db: Db): Kysely<AnyDatabase> {
  return db as unknown as Kysely<AnyDatabase>
}

function within(where: Where, key: readonly string[], { after, upTo }: TableRange): Expression<SqlBool> {
  const conditions: Expression<SqlBool>[] = []
  if (after !== null) conditions.push(...beyond(where, key, after, '>'))
  if (upTo !== null) conditions.push(...beyond(where, key, upTo, '<'))
  return where.and(conditions)
}

/**
 * Of one column a comparison. Of two, the first one bounds the range for the
 * index, because no database makes a range of the whole condition.
 */
function beyond(
  where: Where,
  [first = '', second]: readonly string[],
  [one = 0, other = 0]: TableKey,
  direction: '>' | '<',
): readonly Expression<SqlBool>[] {
  const orAt = direction === '>' ? '>=' : '<='
  const reaches = direction === '>' ? '>' : '<='
  if (second === undefined) return [where(first, reaches, one)]
  return [where(first, orAt, one), where.or([where(first, direction, one), where(second, reaches, other)])]
}

function fitting(row: TableRow, longest: Readonly<Record<string, number | undefined>>): TableRow {
  const cut = Object.entries(longest).flatMap(([column, length]) => {
    const text = row[column]
    return typeof text === 'string' ? [[column, [...text].slice(0, length).join('')] as const] : []
  })
  return cut.length === 0 ? row : { ...row, ...Object.fromEntries(cut) }
}
