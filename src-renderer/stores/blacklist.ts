import { defineStore } from 'pinia'
import type { BlacklistEntry } from '../../src-main/contract/index.ts'
import { useAsyncView } from '../composables/use-async-view.ts'
import { useRpc, type Client } from '../rpc/client.ts'

export type BlacklistPreview = Awaited<ReturnType<Client['blacklist']['preview']>>
export type NewBlacklistEntry = Parameters<Client['blacklist']['add']>[0]

/** Blocked addresses and networks. Commands reject with the contract's errors. */
export const useBlacklist = defineStore('blacklist', () => {
  const { client } = useRpc()
  const view = useAsyncView<readonly BlacklistEntry[]>({
    read: () => client.blacklist.list(),
    isEmpty: (entries) => entries.length === 0,
    topics: ['blacklist'],
  })

  async function andRead<Result>(command: Promise<Result>): Promise<Result> {
    const result = await command
    void view.read()
    return result
  }

  return {
    ...view,
    add: (entry: NewBlacklistEntry) => andRead(client.blacklist.add(entry)),
    /** Gives the removed entry, for `restore`. */
    remove: (id: number) => andRead(client.blacklist.remove({ id })),
    restore: (entry: BlacklistEntry) => andRead(client.blacklist.restore(entry)),
    /** What blocking this would cover. */
    preview: (host: string) => client.blacklist.preview({ host }),
  }
})
