import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { EpochMs, Status } from '../../src-main/contract/index.ts'
import type { ViewState } from '../composables/use-async-view.ts'
import { useRpc } from '../rpc/client.ts'
import { keepStream } from '../rpc/keep-stream.ts'
import { useClock } from './clock.ts'

/** The state of the console, streamed once a second while the window is visible. */
export const useStatus = defineStore('status', () => {
  const rpc = useRpc()
  const clock = useClock()
  const data = shallowRef<Status | null>(null)
  const readAt = shallowRef<EpochMs | null>(null)
  let end: (() => void) | null = null

  const state = computed<ViewState>(() => {
    if (data.value === null) return 'loading'
    return rpc.state.value.kind === 'lost' ? 'stale' : 'ready'
  })
  const failedListeners = computed(
    () => data.value?.listeners.filter((listener) => listener.state === 'failed') ?? [],
  )

  function start(): void {
    end ??= keepStream({
      state: rpc.state,
      open: (signal) => rpc.client.status.watch(undefined, { signal }),
      onEvent: (status) => {
        clock.correct(status.now)
        data.value = status
        readAt.value = status.now
      },
    })
  }

  function stop(): void {
    end?.()
    end = null
  }

  return { data, state, readAt, failedListeners, start, stop }
})
