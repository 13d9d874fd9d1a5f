import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { NewTask, QueueRow, Task } from '../../src-main/contract/index.ts'
import { useAsyncView } from '../composables/use-async-view.ts'
import { useRpc } from '../rpc/client.ts'

/** Tasks that are read at once: the newest, and as many older ones at each wish. */
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

  /** They are over for the most part: read again only with what a person does to one. */
  const older = shallowRef<readonly Task[]>([])
  const isAtEnd = shallowRef(false)
  const all = computed(() => {
    const newest = view.data.value ?? []
    const last = newest.at(-1)?.id ?? 0
    return [...newest, ...older.value.filter(({ id }) => id < last)]
  })
  const hasOlder = computed(() => (view.data.value?.length ?? 0) >= SHOWN && !isAtEnd.value)

  let isReading = false
  async function readOlder(): Promise<void> {
    const last = all.value.at(-1)
    if (last === undefined || isReading) return
    isReading = true
    try {
      await readBefore(last)
    } finally {
      isReading = false
    }
  }

  async function readBefore(last: Task): Promise<void> {
    const page = await client.tasks.list({ limit: SHOWN, beforeId: last.id })
    // With those that are the newest now: what comes meanwhile pushes them out of there.
    older.value = [...all.value, ...page]
    isAtEnd.value = page.length < SHOWN
  }

  async function andRead<Result>(command: Promise<Result>): Promise<Result> {
    const result = await command
    older.value = []
    isAtEnd.value = false
    void view.read()
    void queue.read()
    return result
  }

  return {
    ...view,
    all,
    hasOlder,
    readOlder,
    queue: queue.data,
    lookAtQueue: queue.look,
    readQueue: queue.read,
    create: (task: NewTask) => andRead(client.tasks.create(task)),
    cancel: (id: number) => andRead(client.tasks.cancel({ id })),
    retry: (id: number) => andRead(client.tasks.retry({ id })),
  }
})
