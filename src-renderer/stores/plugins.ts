import { defineStore } from 'pinia'
import type { Plugin, PluginScan } from '../../src-main/contract/index.ts'
import { useAsyncView } from '../composables/use-async-view.ts'
import { useRpc } from '../rpc/client.ts'

/** Every socket of a plugin, and where it is looked for. */
export const usePlugins = defineStore('plugins', () => {
  const { client } = useRpc()
  const view = useAsyncView<readonly Plugin[]>({
    read: () => client.plugins.list(),
    isEmpty: (plugins) => plugins.length === 0,
    topics: ['plugins'],
  })
  const scan = useAsyncView<PluginScan>({
    read: () => client.plugins.scan(),
    topics: ['plugins', 'settings'],
  })

  return {
    ...view,
    scan: scan.data,
    scanState: scan.state,
    lookAtScan: scan.look,
    readScan: scan.read,
    /** Asks a plugin at once; rejects with the contract's errors. */
    retry: async (path: string) => {
      await client.plugins.retry({ path })
      await view.read()
    },
  }
})
