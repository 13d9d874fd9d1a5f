import { watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useSeries } from '../../stores/series.ts'
import { parseLink } from './board-storage.ts'
import { groupByUnit } from './suggestions.ts'
import { useBoard } from './use-board.ts'

/**
 * Other pages jump here with `/graphs?series=1,2,3`. What the link names is put
 * first on the board, one chart a kind of unit, unless it is there already. The
 * link is used up by that: loading the page again adds nothing.
 */
export function useSeriesLink(onShown: (keys: readonly string[]) => void): void {
  const route = useRoute()
  const router = useRouter()
  const catalogue = useSeries()
  const board = useBoard()

  function show(ids: readonly number[]): void {
    const keys: string[] = []
    // From the last to the first, because each one is put first.
    for (const group of groupByUnit(ids, catalogue.byId).toReversed()) {
      const key = board.find(group)?.key ?? board.addChart(group, 0)
      if (key !== null) keys.unshift(key)
    }
    onShown(keys)
  }

  watch(
    [() => route.query['series'], () => catalogue.state],
    ([query, state]) => {
      const ids = parseLink(query)
      // Units decide how many charts it takes, so the catalogue has to be there, or known to be away.
      if (ids.length === 0 || state === 'loading') return
      const { series: _used, ...rest } = route.query
      void router.replace({ path: route.path, query: rest })
      show(ids)
    },
    { immediate: true },
  )
}
