import { defineStore } from 'pinia'
import type { NewTask, QueueRow, Task } from '../../src-main/contract/index.ts'
import { useAsyncView } from '../composables/use-async-view.ts'
import { useRpc } from '../rpc/client.ts'

/** Tasks that the page shows; older ones are found in the journal. */
const SHOWN = 500

interface Queue {
  readonly all: QueueRow
  readonly proxies: readonly (QueueRow & { readonly proxyId: number; readonly proxy: string })[]
}

/** The queue of tasks for proxies. Commands reject with the contract's errors. */
export const useTasks = defineStore('tasks', () => {
  const { client } = useRpc()
  const view = useAsyncView<readonly Task[]>({
    read: () => client.tasks.list({ limit: SHOWN }),
    isEmpty: (tasks) => tasks.length === 0,
    topics: ['tasks'],
  })
  const queue = useAsyncView<Queue>({ read: () => client.tasks.queue(), topics: ['tasks'] })

  async function andRead<Result>(command: Promise<Result>): Promise<Result> {
    const result = await command
    void view.read()
    void queue.read()
    return result
  }

  return {
    ...view,
    queue: queue.data,
    lookAtQueue: queue.look,
    readQueue: queue.read,
    create: (task: NewTask) => andRead(client.tasks.create(task)),
    cancel: (id: number) => andRead(client.tasks.cancel({ id })),
    retry: (id: number) => andRead(client.tasks.retry({ id })),
  }
})
