import { defineStore } from 'pinia'
import type { ConnectionFields, StorageView } from '../../src-main/contract/index.ts'
import { useAsyncView } from '../composables/use-async-view.ts'
import { useRpc } from '../rpc/client.ts'

/** The database in use and those that could be. Commands reject with the contract's errors. */
export const useStorage = defineStore('storage', () => {
  const { client } = useRpc()
  const view = useAsyncView<StorageView>({
    read: () => client.storage.get(),
    topics: ['storage', 'settings'],
  })

  async function andRead<Result>(command: Promise<Result>): Promise<Result> {
    const result = await command
    await view.read()
    return result
  }

  return {
    ...view,
    add: (fields: ConnectionFields) => andRead(client.storage.addConnection(fields)),
    update: (id: string, fields: ConnectionFields) =>
      andRead(client.storage.updateConnection({ id, ...fields })),
    remove: (id: string) => andRead(client.storage.removeConnection({ id })),
    test: (id: string) => client.storage.test({ id }),
    tryOut: (fields: ConnectionFields, id: string | null) =>
      client.storage.tryOut(id === null ? fields : { ...fields, id }),
    use: (id: string, takeOthers: boolean) => andRead(client.storage.use({ id, takeOthers })),
    copy: (toId: string) => andRead(client.storage.copy({ toId, thenUse: true })),
    cancelCopy: () => andRead(client.storage.cancelCopy()),
    rebuild: (from: number, to: number) => client.storage.rebuild({ from, to }),
  }
})
