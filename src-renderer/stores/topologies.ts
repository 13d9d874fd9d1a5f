import { defineStore } from 'pinia'
import type { Topology } from '../../src-main/contract/index.ts'
import { useAsyncView } from '../composables/use-async-view.ts'
import { useRpc } from '../rpc/client.ts'

/** The topologies that plugins report, with their templates. */
export const useTopologies = defineStore('topologies', () => {
  const { client } = useRpc()
  return useAsyncView<readonly Topology[]>({
    read: () => client.topologies.list(),
    isEmpty: (topologies) => topologies.length === 0,
    topics: ['plugins'],
  })
})
