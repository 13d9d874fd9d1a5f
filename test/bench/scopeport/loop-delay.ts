import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

/**
 * Loaded into the console before its own code: answers the messages “reset”
 * and “report” of the parent about the delay of the main loop.
 */
const RESOLUTION_MS = 5
const NS_PER_MS = 1e6

if (isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  process.on('message', (message) => {
    if (message === 'reset') delay.reset()
    if (message !== 'report') return
    // The histogram has the whole distance between two looks; what is over the resolution is delay.
    const p99Ms = Math.max(0, delay.percentile(99) / NS_PER_MS - RESOLUTION_MS)
    process.send?.({ p99Ms, maxMs: Math.max(0, delay.max / NS_PER_MS - RESOLUTION_MS) })
  })
}
