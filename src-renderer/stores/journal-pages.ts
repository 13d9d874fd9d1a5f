import type { Login } from '../../src-main/contract/index.ts'

/** Rows that stay in the window; older ones are read again when they are scrolled to. */
export const JOURNAL_ROWS = 20_000

export interface MergedJournal {
  readonly rows: readonly Login[]
  /** Rows lie between the page and what was known: more than a page came at once. */
  readonly hasGap: boolean
}

/** Puts the newest page before the rows that are known; both newest first, no row twice. */
export function mergeNewest(known: readonly Login[], page: readonly Login[]): MergedJournal {
  const newestKnown = known[0]?.id
  const oldestRead = page.at(-1)?.id
  if (newestKnown === undefined || oldestRead === undefined) return { rows: page, hasGap: false }
  const added = page.filter(({ id }) => id > newestKnown)
  // Nothing is new: the same array, so that nothing is drawn again.
  if (added.length === 0) return { rows: known, hasGap: false }
  return { rows: [...added, ...known].slice(0, JOURNAL_ROWS), hasGap: oldestRead > newestKnown }
}

/** Puts an older page behind the rows that are known. */
export function appendOlder(known: readonly Login[], older: readonly Login[]): readonly Login[] {
  const oldestKnown = known.at(-1)?.id ?? Number.POSITIVE_INFINITY
  return [...known, ...older.filter(({ id }) => id < oldestKnown)]
}

/** The rows from the held one on: what came since waits until somebody wants to see it. */
export function rowsFrom(rows: readonly Login[], heldId: number | null): readonly Login[] {
  if (heldId === null) return rows
  const first = rows.findIndex(({ id }) => id <= heldId)
  return first <= 0 ? rows : rows.slice(first)
}
