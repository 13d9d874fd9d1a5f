import { defineStore } from 'pinia'
import type { CollectlListenerView, Run } from '../../src-main/contract/index.ts'
import { useAsyncView } from '../composables/use-async-view.ts'
import { useRpc } from '../rpc/client.ts'

/** What the dialog of a new run asks for. */
export interface RunRequest {
  readonly hosts: string[]
  readonly subsystems: string
  readonly intervalSeconds: number
  readonly durationSeconds?: number
  readonly recordDirectory?: string
  readonly name?: string
}

/** Runs of collectl on many machines, and the listener that they need. Commands reject with the contract's errors. */
export const useCollectlRuns = defineStore('collectl-runs', () => {
  const { client } = useRpc()
  const view = useAsyncView<readonly Run[]>({
    read: () => client.collectlRuns.list(),
    isEmpty: (runs) => runs.length === 0,
    topics: ['collectlRuns'],
  })
  const listener = useAsyncView<CollectlListenerView>({
    read: () => client.collectlListener.get(),
    topics: ['collectlRuns'],
  })

  async function andRead(command: Promise<Run>): Promise<Run> {
    const run = await command
    void view.read()
    return run
  }

  return {
    ...view,
    listener: listener.data,
    lookAtListener: listener.look,
    start: (request: RunRequest) => andRead(client.collectlRuns.start(request)),
    startAgain: ({ name, ...run }: Run) =>
      name === null
        ? andRead(client.collectlRuns.start(requestOf(run)))
        : andRead(client.collectlRuns.start({ name })),
    /** Stops a run that goes on, takes one that has ended off the list. */
    stop: (id: number) => andRead(client.collectlRuns.stop({ id })),
    stopMachine: (id: number, target: string) => andRead(client.collectlRuns.stopMachine({ id, target })),
    updateListener: async (change: { enabled?: boolean; allowAny?: boolean; port?: number }) => {
      listener.put(await client.collectlListener.update(change))
    },
  }
})

function requestOf(run: Omit<Run, 'name'>): RunRequest {
  const { hosts, subsystems, intervalSeconds, durationSeconds, recordDirectory } = run
  return {
    hosts,
    subsystems,
    intervalSeconds,
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    ...(recordDirectory === undefined ? {} : { recordDirectory }),
  }
}
