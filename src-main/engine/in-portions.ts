/** Rows that one turn of the loop goes through: a matter of milliseconds. */
export const ROWS_A_TURN = 5_000

/** Resolves when everybody else who waits for the loop has had a go. */
export type Turn = () => Promise<void>
export const nextTurn: Turn = () => new Promise((resolve) => setImmediate(resolve))

/** Visits all rows in their order, and lets others have a go in between when there are many. */
export async function inPortions<Row>(
  rows: readonly Row[],
  visit: (row: Row) => void,
  turn: Turn = nextTurn,
): Promise<void> {
  let leftNow = ROWS_A_TURN
  for (const row of rows) {
    if (leftNow-- === 0) {
      await turn()
      leftNow = ROWS_A_TURN - 1
    }
    visit(row)
  }
}
