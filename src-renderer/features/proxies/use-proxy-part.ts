import type { Topic } from '../../../src-main/contract/index.ts'
import { type AsyncView, useAsyncView } from '../../composables/use-async-view.ts'
import { useRefresh } from '../../composables/use-refresh.ts'

/** Rows of one tab of a proxy: read while the tab is shown. */
export function useProxyPart<Row>(
  read: () => Promise<readonly Row[]>,
  topics: readonly Topic[] = ['proxies'],
  everyMs = 5_000,
): AsyncView<readonly Row[]> {
  const view = useAsyncView<readonly Row[]>({
    read,
    isEmpty: (rows) => rows.length === 0,
    topics,
    throttleMs: 2_000,
  })
  view.look()
  useRefresh(view.read, everyMs)
  return view
}
