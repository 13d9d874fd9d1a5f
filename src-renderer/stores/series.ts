import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { Series, SourceName } from '../../src-main/contract/index.ts'
import { useAsyncView } from '../composables/use-async-view.ts'
import { useRpc } from '../rpc/client.ts'

export interface SeriesQuery {
  readonly search?: string
  readonly source?: SourceName
  /** Name or number of a host. */
  readonly host?: string
  readonly limit?: number
}

/** The catalogue of series. */
export const useSeries = defineStore('series', () => {
  const { client } = useRpc()
  const view = useAsyncView<readonly Series[]>({
    read: () => client.series.list({}),
    isEmpty: (series) => series.length === 0,
    topics: ['series', 'hosts'],
    throttleMs: 5_000,
  })
  const byId = computed(() => new Map(view.data.value?.map((series) => [series.id, series]) ?? []))

  /** Asks the console, for what is not in the catalogue at hand; gives at most `limit` series. */
  function search(query: SeriesQuery, signal?: AbortSignal): Promise<readonly Series[]> {
    return client.series.list(query, signal === undefined ? {} : { signal })
  }

  return { ...view, byId, search }
})
