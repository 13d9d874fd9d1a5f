import { watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useSeries } from '../../stores/series.ts'
import { parseLink } from './board-storage.ts'
import { groupByUnit, suggestHost } from './suggestions.ts'
import { useBoard } from './use-board.ts'

/**
 * Other pages jump here with `/graphs?series=1,2,3`, or with `/graphs?host=1`
 * for the key figures of a host. What the link names is put first on the board,
 * one chart a kind of unit, unless it is there already. The link is used up by
 * that: loading the page again adds nothing.
 */
export function useSeriesLink(onShown: (keys: readonly string[]) => void): void {
  const route = useRoute()
  const router = useRouter()
  const catalogue = useSeries()
  const board = useBoard()

  function show(groups: readonly (readonly number[])[]): void {
    const keys: string[] = []
    // From the last to the first, because each one is put first.
    for (const group of groups.toReversed()) {
      const key = board.find(group)?.key ?? board.addChart(group, 0)
      if (key !== null) keys.unshift(key)
    }
    onShown(keys)
  }

  /** What is at hand may be from before the host's last series. */
  async function showHost(hostId: number): Promise<void> {
    await catalogue.read()
    show(suggestHost(catalogue.data ?? [], hostId))
  }

  watch(
    [() => route.query['series'], () => route.query['host'], () => catalogue.state, () => board.isLoaded],
    ([query, hostQuery, state, isLoaded]) => {
      const ids = parseLink(query)
      const [hostId] = parseLink(hostQuery)
      // Units decide how many charts it takes, so the catalogue has to be there, or known to be away.
      if ((ids.length === 0 && hostId === undefined) || state === 'loading' || !isLoaded) return
      const { series: _series, host: _host, ...rest } = route.query
      void router.replace({ path: route.path, query: rest })
      show(groupByUnit(ids, catalogue.byId))
      if (hostId !== undefined) void showHost(hostId)
    },
    { immediate: true },
  )
}
