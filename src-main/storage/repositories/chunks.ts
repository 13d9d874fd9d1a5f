/** Rows in one statement: far below the number of parameters that any of the databases takes. */
const ROWS_PER_STATEMENT = 200

export function chunksOf<Row>(rows: readonly Row[], size = ROWS_PER_STATEMENT): readonly (readonly Row[])[] {
  const chunks: Row[][] = []
  for (let start = 0; start < rows.length; start += size) chunks.push(rows.slice(start, start + size))
  return chunks
}
