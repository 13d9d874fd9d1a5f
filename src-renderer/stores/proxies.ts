import { defineStore } from 'pinia'
import type { NewProxy, Proxy } from '../../src-main/contract/index.ts'
import { useAsyncView } from '../composables/use-async-view.ts'
import { useRpc } from '../rpc/client.ts'

/** Zabbix proxies. Commands reject with the contract's errors. */
export const useProxies = defineStore('proxies', () => {
  const { client } = useRpc()
  const view = useAsyncView<readonly Proxy[]>({
    read: () => client.proxies.list(),
    isEmpty: (proxies) => proxies.length === 0,
    topics: ['proxies', 'tasks'],
  })

  async function andRead<Result>(command: Promise<Result>): Promise<Result> {
    const result = await command
    void view.read()
    return result
  }

  return {
    ...view,
    create: (proxy: NewProxy) => andRead(client.proxies.create(proxy)),
    update: (id: number, patch: Partial<NewProxy> & { enabled?: boolean }) =>
      andRead(client.proxies.update({ id, ...patch })),
    remove: (id: number) => andRead(client.proxies.remove({ id })),
  }
})
