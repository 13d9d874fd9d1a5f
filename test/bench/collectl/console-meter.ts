import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

/** What the console's process cost since “reset”. */
export interface MeterReport {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** Of one processor, all threads together, in percent. */
  readonly cpuPercent: number
  readonly rssMb: number
}

/** Loaded into the console before its own code; answers “reset” and “report” of the benchmark. */
const RESOLUTION_MS = 5
const NS_PER_MS = 1e6

if (isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  let since = performance.now()
  let cpu = process.cpuUsage()
  // The histogram has the whole distance between two looks; what is over the resolution is delay.
  const over = (nanoseconds: number): number => Math.max(0, nanoseconds / NS_PER_MS - RESOLUTION_MS)
  process.on('message', (message) => {
    if (message === 'reset') {
      delay.reset()
      since = performance.now()
      cpu = process.cpuUsage()
    }
    if (message !== 'report') return
    const { user, system } = process.cpuUsage(cpu)
    const report: MeterReport = {
      p50Ms: over(delay.percentile(50)),
      p99Ms: over(delay.percentile(99)),
      maxMs: over(delay.max),
      cpuPercent: (user + system) / 10 / (performance.now() - since),
      rssMb: process.memoryUsage.rss() / 1024 / 1024,
    }
    process.send?.(report)
  })
}
