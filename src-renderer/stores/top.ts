import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { SearchMistake, TopColumn, TopFrame } from '../../src-main/contract/index.ts'
import { useAsyncView } from '../composables/use-async-view.ts'
import { useRpc } from '../rpc/client.ts'
import { keepStream } from '../rpc/keep-stream.ts'

/** What a table shows; without columns the console chooses. */
export interface TopQuery {
  readonly columns?: string
  readonly filter?: string
}

/** Columns of Top, and the table itself: live, or of a moment. */
export const useTop = defineStore('top', () => {
  const rpc = useRpc()
  const { client } = rpc
  const view = useAsyncView<{ readonly columns: readonly TopColumn[]; readonly total: number }>({
    read: () => client.top.columns({}),
    isEmpty: ({ total }) => total === 0,
    topics: ['series', 'hosts'],
    throttleMs: 5_000,
  })
  const byKey = computed(() => new Map(view.data.value?.columns.map((column) => [column.key, column]) ?? []))

  function read(query: TopQuery & { readonly at?: number }): Promise<TopFrame> {
    return client.top.get(query)
  }

  /** Frames until the returned function is called; opened again after a loss. */
  function follow(query: TopQuery, onFrame: (frame: TopFrame) => void): () => void {
    return keepStream({
      state: rpc.state,
      open: (signal) => client.top.live(query, { signal }),
      onEvent: onFrame,
    })
  }

  /** What is wrong with a filter; null when it is understood. */
  async function checkFilter(filter: string): Promise<SearchMistake | null> {
    const { mistake } = await client.top.checkFilter({ filter })
    return mistake
  }

  /** Columns whose key or label has these words, of all that there are. */
  async function findColumns(search: string): Promise<readonly TopColumn[]> {
    const { columns } = await client.top.columns({ search })
    return columns
  }

  return { ...view, byKey, readFrame: read, follow, checkFilter, findColumns }
})
