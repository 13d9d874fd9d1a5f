import { watch } from 'vue'
import type { RunTable } from '../../../src-main/contract/index.ts'
import { useAsyncView, type AsyncView } from '../../composables/use-async-view.ts'
import { useRpc } from '../../rpc/client.ts'

/** The newest values of the machines of one run. */
export function useRunTable(id: () => number): AsyncView<RunTable> {
  const { client } = useRpc()
  const view = useAsyncView<RunTable>({
    read: () => client.collectlRuns.table({ id: id() }),
    topics: ['collectlRuns'],
  })
  watch(id, () => void view.read())
  return view
}
