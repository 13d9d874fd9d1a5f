import { defineStore } from 'pinia'
import type { Endpoint, LocalCollectl } from '../../src-main/contract/index.ts'
import { useAsyncView } from '../composables/use-async-view.ts'
import { useRpc } from '../rpc/client.ts'

/** The collectl servers that are read. Commands reject with the contract's errors. */
export const useCollectl = defineStore('collectl', () => {
  const { client } = useRpc()
  const view = useAsyncView<readonly Endpoint[]>({
    read: () => client.collectl.list(),
    isEmpty: (endpoints) => endpoints.length === 0,
    topics: ['collectl'],
  })
  /** collectl on the console's own machine. */
  const local = useAsyncView<LocalCollectl>({
    read: () => client.collectl.local(),
    topics: ['collectl'],
    throttleMs: 5_000,
  })

  async function andRead<Result>(command: Promise<Result>): Promise<Result> {
    const result = await command
    void view.read()
    return result
  }

  return {
    ...view,
    local: local.data,
    lookAtLocal: local.look,
    add: (address: string, name?: string) =>
      andRead(client.collectl.add(name === undefined ? { address } : { address, name })),
    remove: (id: number) => andRead(client.collectl.remove({ id })),
    rename: (id: number, name: string) => andRead(client.collectl.update({ id, name })),
    setEnabled: (id: number, enabled: boolean) => andRead(client.collectl.update({ id, enabled })),
    retry: (id: number) => andRead(client.collectl.retry({ id })),
    addThisMachine: async () => {
      const endpoint = await andRead(client.collectl.addThisMachine())
      void local.read()
      return endpoint
    },
  }
})
