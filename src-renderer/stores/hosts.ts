import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { Host } from '../../src-main/contract/index.ts'
import { useAsyncView } from '../composables/use-async-view.ts'
import { useRpc } from '../rpc/client.ts'

/** Hosts of every source, and what can be done with them. Commands reject with the contract's errors. */
export const useHosts = defineStore('hosts', () => {
  const { client } = useRpc()
  const view = useAsyncView<readonly Host[]>({
    read: () => client.hosts.list(),
    isEmpty: (hosts) => hosts.length === 0,
    topics: ['hosts'],
  })
  const byId = computed(() => new Map(view.data.value?.map((host) => [host.id, host]) ?? []))

  /** Runs a command and reads the list again, so that the table is right before the topic comes. */
  async function andRead<Result>(command: Promise<Result>): Promise<Result> {
    const result = await command
    void view.read()
    return result
  }

  return {
    ...view,
    byId,
    /** Gives the host with its password, which is shown this once. */
    create: (name: string) => andRead(client.hosts.create({ name })),
    rename: (id: number, name: string) => andRead(client.hosts.update({ id, name })),
    setEnabled: (id: number, enabled: boolean) => andRead(client.hosts.update({ id, enabled })),
    remove: (id: number) => andRead(client.hosts.remove({ id })),
    /** Gives the host with its new password, which is shown this once. */
    rotatePassword: (id: number) => andRead(client.hosts.rotatePassword({ id })),
    merge: (id: number, fromId: number) => andRead(client.hosts.merge({ id, fromId })),
    split: (id: number, identityId: number, name?: string) =>
      andRead(client.hosts.split(name === undefined ? { id, identityId } : { id, identityId, name })),
  }
})
