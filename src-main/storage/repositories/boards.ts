import type { EpochMs, StoredBoard } from '../../contract/index.ts'
import type { Db } from '../schema.ts'

/** By number. The charts are JSON; a board whose charts cannot be read any more has none. */
export async function allBoards(db: Db): Promise<readonly StoredBoard[]> {
  const rows = await db.selectFrom('boards').selectAll().orderBy('id').execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    charts: chartsOf(row.charts),
    updatedAt: row.updated_at,
  }))
}

/** Gives the id of the new row. */
export async function insertBoard(db: Db, board: Omit<StoredBoard, 'id'>): Promise<number> {
  const { insertId } = await db.insertInto('boards').values(rowOf(board)).executeTakeFirstOrThrow()
  return Number(insertId)
}

/** In place of the one with its number, or back under it. */
export async function putBoard(db: Db, board: StoredBoard): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('boards')
    .set(rowOf(board))
    .where('id', '=', board.id)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows > 0n) return
  const known = await db.selectFrom('boards').select('id').where('id', '=', board.id).executeTakeFirst()
  // MySQL may not count a row that is as it was.
  if (known !== undefined) return
  await db
    .insertInto('boards')
    .values({ id: board.id, ...rowOf(board) })
    .execute()
}

export async function deleteBoard(db: Db, id: number): Promise<void> {
  await db.deleteFrom('boards').where('id', '=', id).execute()
}

function chartsOf(json: string): StoredBoard['charts'] {
  try {
    const charts: unknown = JSON.parse(json)
    // Whoever shows them checks them; here they are a document.
    return Array.isArray(charts) ? (charts as StoredBoard['charts']) : []
  } catch {
    return []
  }
}

function rowOf({ name, charts, updatedAt }: Omit<StoredBoard, 'id'>): {
  name: string
  charts: string
  updated_at: EpochMs
} {
  return { name, charts: JSON.stringify(charts), updated_at: updatedAt }
}
