import { defineStore } from 'pinia'
import { useAsyncView } from '../composables/use-async-view.ts'
import { useRpc, type Client } from '../rpc/client.ts'

export type Overview = Awaited<ReturnType<Client['overview']['get']>>
export type Recipe = Overview['recipes'][number]

/** Hosts worst first, what changed, and how machines are connected. */
export const useOverview = defineStore('overview', () => {
  const { client } = useRpc()
  const view = useAsyncView<Overview>({
    read: () => client.overview.get(),
    isEmpty: (overview) => overview.hosts.length === 0,
    topics: ['hosts', 'series', 'changes'],
    // Sparklines of every host: often enough for the eye, seldom enough for the database.
    throttleMs: 2_000,
  })

  async function startDemo(): Promise<void> {
    await client.demo.start()
    void view.read()
  }

  async function stopDemo(): Promise<void> {
    await client.demo.stop()
    void view.read()
  }

  return { ...view, startDemo, stopDemo }
})
