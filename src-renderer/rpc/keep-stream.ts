import { watch, type ShallowRef } from 'vue'
import type { ConnectionState } from './connection.ts'

/** Pause before a stream that broke on a working connection is opened again. */
export const STREAM_RETRY_MS = 1_000

export interface StreamOptions<Event> {
  readonly state: Readonly<ShallowRef<ConnectionState>>
  open(signal: AbortSignal): Promise<AsyncIterable<Event>>
  onEvent(event: Event): void
  /** Called each time that the stream opened; what was sent meanwhile is missing. */
  onOpen?(): void
}

/**
 * Keeps a stream of the contract open for as long as there is a connection:
 * opens it again after a loss and after an error. Gives the function that ends it.
 */
export function keepStream<Event>(options: StreamOptions<Event>): () => void {
  let running: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | null = null

  function halt(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    running?.abort()
    running = null
  }

  async function run(): Promise<void> {
    halt()
    const own = new AbortController()
    running = own
    try {
      const stream = await options.open(own.signal)
      if (!own.signal.aborted) options.onOpen?.()
      for await (const event of stream) {
        if (own.signal.aborted) break
        options.onEvent(event)
      }
    } catch {
      // Why it broke shows in the connection's state; here it is only opened again.
    }
    if (running === own && options.state.value.kind === 'on') {
      timer = setTimeout(() => void run(), STREAM_RETRY_MS)
    }
  }

  const unwatch = watch(
    options.state,
    (state, before) => {
      if (state.kind === 'on') void run()
      else if (before?.kind === 'on') halt()
    },
    { immediate: true, flush: 'sync' },
  )

  return () => {
    unwatch()
    halt()
  }
}
