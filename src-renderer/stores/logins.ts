import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Login } from '../../src-main/contract/index.ts'
import { useAsyncView } from '../composables/use-async-view.ts'
import { useRpc } from '../rpc/client.ts'

export type LoginOutcome = Login['outcome']
export interface LoginQuery {
  readonly outcome?: LoginOutcome
  readonly search?: string
}

/** Rows that one reading brings. */
export const LOGINS_PER_READING = 200

/** The login journal, newest first. */
export const useLogins = defineStore('logins', () => {
  const { client } = useRpc()
  const query = shallowRef<LoginQuery>({})
  /** Rows are there that are older than the last one shown. */
  const hasOlder = shallowRef(false)
  /** How many rows "older" has brought; a new reading reads as many. */
  let wanted = LOGINS_PER_READING

  const view = useAsyncView<readonly Login[]>({
    read: async () => {
      const limit = Math.min(wanted, 1_000)
      const rows = await client.logins.list({ ...query.value, limit })
      hasOlder.value = rows.length === limit
      return rows
    },
    isEmpty: (logins) => logins.length === 0,
    topics: ['logins'],
  })

  /** Filters in the console, over the whole journal. */
  async function filter(next: LoginQuery): Promise<void> {
    query.value = next
    wanted = LOGINS_PER_READING
    await view.read()
  }

  /** Reads the rows before the oldest one shown, and adds them. */
  async function readOlder(): Promise<void> {
    const rows = view.data.value ?? []
    const oldest = rows.at(-1)
    if (oldest === undefined) return
    const older = await client.logins.list({
      ...query.value,
      limit: LOGINS_PER_READING,
      beforeId: oldest.id,
    })
    wanted = rows.length + older.length
    hasOlder.value = older.length === LOGINS_PER_READING
    view.put([...rows, ...older])
  }

  return { ...view, query, hasOlder, filter, readOlder }
})
