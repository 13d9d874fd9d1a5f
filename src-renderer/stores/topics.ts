import { defineStore } from 'pinia'
import { getCurrentScope, onScopeDispose, shallowRef } from 'vue'
import type { Topic } from '../../src-main/contract/index.ts'
import { useRpc } from '../rpc/client.ts'
import { keepStream } from '../rpc/keep-stream.ts'

type Listener = () => void

/** What the console says has changed; stores register to read again. */
export const useTopics = defineStore('topics', () => {
  const rpc = useRpc()
  const listeners = new Map<Topic, Set<Listener>>()
  let end: (() => void) | null = null
  let hasBeenOpen = false
  /** Counts the times that the stream broke, i.e. that changes may have been missed. */
  const interruptions = shallowRef(0)

  function tell(topics: readonly Topic[]): void {
    const concerned = new Set(topics.flatMap((topic) => [...(listeners.get(topic) ?? [])]))
    for (const listener of concerned) listener()
  }

  /** Calls `listener` when one of the parts has changed, until the calling scope ends. */
  function on(topics: readonly Topic[], listener: Listener): () => void {
    for (const topic of topics) {
      const known = listeners.get(topic) ?? new Set()
      known.add(listener)
      listeners.set(topic, known)
    }
    const off = (): void => {
      for (const topic of topics) listeners.get(topic)?.delete(listener)
    }
    if (getCurrentScope() !== undefined) onScopeDispose(off)
    return off
  }

  function start(): void {
    end ??= keepStream({
      state: rpc.state,
      open: (signal) => rpc.client.live.topics(undefined, { signal }),
      onOpen: () => {
        if (hasBeenOpen) {
          interruptions.value += 1
          tell([...listeners.keys()])
        }
        hasBeenOpen = true
      },
      onEvent: (event) => {
        tell(event.topics)
      },
    })
  }

  function stop(): void {
    end?.()
    end = null
  }

  return { on, start, stop, interruptions }
})
