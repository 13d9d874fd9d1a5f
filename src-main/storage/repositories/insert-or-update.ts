import { chunksOf } from './chunks.ts'

/**
 * The upsert that every database understands. SQLite and MySQL spell theirs
 * differently; asking which ids are there first reads the same everywhere, and
 * these tables change rarely. A batch that is sent twice does no harm.
 */
export async function insertOrUpdate<Row extends { readonly id: number }>(
  rows: readonly Row[],
  table: {
    knownIds(ids: readonly number[]): Promise<readonly { readonly id: number }[]>
    insert(rows: readonly Row[]): Promise<unknown>
    update(row: Row): Promise<unknown>
  },
): Promise<void> {
  for (const chunk of chunksOf([...new Map(rows.map((row) => [row.id, row])).values()])) {
    const known = new Set((await table.knownIds(chunk.map((row) => row.id))).map((row) => row.id))
    for (const row of chunk) if (known.has(row.id)) await table.update(row)
    const added = chunk.filter((row) => !known.has(row.id))
    if (added.length > 0) await table.insert(added)
  }
}
