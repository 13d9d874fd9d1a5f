import { defineStore } from 'pinia'
import type { Agent, RegistrationRow } from '../../src-main/contract/index.ts'
import { useAsyncView } from '../composables/use-async-view.ts'
import { useRpc } from '../rpc/client.ts'

/** Zabbix agents that talk to the console without a proxy, and those that knock. */
export const useAgents = defineStore('agents', () => {
  const { client } = useRpc()
  const view = useAsyncView<{
    readonly known: readonly Agent[]
    readonly unknown: readonly RegistrationRow[]
  }>({
    read: async () => {
      const [known, unknown] = await Promise.all([client.agents.list(), client.agents.unknown()])
      return { known, unknown }
    },
    isEmpty: ({ known, unknown }) => known.length + unknown.length === 0,
    topics: ['agents'],
  })

  async function andRead<Result>(command: Promise<Result>): Promise<Result> {
    const result = await command
    void view.read()
    return result
  }

  return {
    ...view,
    remove: (id: number) => andRead(client.agents.remove({ id })),
    accept: (registrationId: number, preset?: string) =>
      andRead(client.agents.accept(preset === undefined ? { registrationId } : { registrationId, preset })),
  }
})
