import type { StoredBoard } from '../../contract/index.ts'
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

/** Inserted, or in place of the one with its number. */
export async function putBoard(db: Db, board: StoredBoard): Promise<void> {
  await db.deleteFrom('boards').where('id', '=', board.id).execute()
  await db
    .insertInto('boards')
    .values({
      id: board.id,
      name: board.name,
      charts: JSON.stringify(board.charts),
      updated_at: board.updatedAt,
    })
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
