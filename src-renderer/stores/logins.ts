import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Login } from '../../src-main/contract/index.ts'
import { useAsyncView } from '../composables/use-async-view.ts'
import { useRpc } from '../rpc/client.ts'
import { appendOlder, JOURNAL_ROWS, mergeNewest, type MergedJournal } from './journal-pages.ts'

export type LoginOutcome = Login['outcome']
export interface LoginQuery {
  readonly outcome?: LoginOutcome
  /** Number of a host: only those that claimed an id of it. */
  readonly host?: number
  readonly search?: string
}

/** Rows that one reading brings. */
export const LOGINS_PER_READING = 200
/** Under a flood the journal is caught up with in so many pages of this size, and starts anew beyond. */
const CATCH_UP_PAGES = 5
const CATCH_UP_ROWS = 1_000

/** The login journal, newest first: what is known stays, and grows at both ends. */
export const useLogins = defineStore('logins', () => {
  const { client } = useRpc()
  const query = shallowRef<LoginQuery>({})
  /** Rows are there that are older than the last one shown. */
  const hasOlder = shallowRef(false)
  const isReadingOlder = shallowRef(false)
  /** The query that the rows at hand answer. */
  let answered: LoginQuery | null = null

  const view = useAsyncView<readonly Login[]>({
    read: readNewest,
    // Nothing found is not the same as nothing there.
    isEmpty: (logins) => logins.length === 0 && Object.keys(query.value).length === 0,
    topics: ['logins'],
  })

  /** The rows at hand, should they answer this query. Asked anew after each wait: older ones may have come. */
  function knownFor(asked: LoginQuery): readonly Login[] {
    return answered === asked ? (view.data.value ?? []) : []
  }

  async function readNewest(): Promise<readonly Login[]> {
    const asked = query.value
    const page = await client.logins.list({ ...asked, limit: LOGINS_PER_READING })
    const merged = await closeGap(asked, page)
    const isAnew = merged.hasGap || knownFor(asked).length === 0
    if (isAnew) hasOlder.value = page.length === LOGINS_PER_READING
    if (merged.rows.length === JOURNAL_ROWS) hasOlder.value = true
    answered = asked
    // A flood that is too far ahead: the newest page alone, the rest by scrolling.
    return merged.hasGap ? page : merged.rows
  }

  async function closeGap(asked: LoginQuery, page: readonly Login[]): Promise<MergedJournal> {
    let rows = page
    let merged = mergeNewest(knownFor(asked), rows)
    for (let pages = 0; merged.hasGap && pages < CATCH_UP_PAGES; pages += 1) {
      const beforeId = rows.at(-1)?.id
      if (beforeId === undefined) break
      rows = appendOlder(rows, await client.logins.list({ ...asked, limit: CATCH_UP_ROWS, beforeId }))
      merged = mergeNewest(knownFor(asked), rows)
    }
    return merged
  }

  /** Filters in the console, over the whole journal. */
  async function filter(next: LoginQuery): Promise<void> {
    query.value = next
    await view.read()
  }

  /** Reads the rows before the oldest one shown, and adds them. */
  async function readOlder(): Promise<void> {
    const asked = query.value
    const oldest = view.data.value?.at(-1)
    if (oldest === undefined || !hasOlder.value || isReadingOlder.value || answered !== asked) return
    isReadingOlder.value = true
    try {
      const older = await client.logins.list({ ...asked, limit: LOGINS_PER_READING, beforeId: oldest.id })
      // Filtered otherwise meanwhile: these rows answer a question that nobody asks any more.
      if (answered !== asked || query.value !== asked) return
      hasOlder.value = older.length === LOGINS_PER_READING
      view.put(appendOlder(view.data.value ?? [], older))
    } finally {
      isReadingOlder.value = false
    }
  }

  return { ...view, query, hasOlder, isReadingOlder, filter, readOlder }
})
