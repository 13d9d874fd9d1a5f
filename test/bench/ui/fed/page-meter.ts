import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, CDPSession, Page } from '@playwright/test'

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly dur?: number
  /** Of the processor alone; what others on the machine do is not in it. */
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

const RUN_TASK = 'RunTask'
const LOOKS = 7
const LOOK_EVERY_MS = 1_300
/** Tasks below this are the idle turns of the loop; there are thousands, and they would hide the others. */
const COUNTED_US = 1_000

export interface Task {
  /** From its start to its end. */
  readonly wallMs: number
  /** What it took of a processor: on a machine that is busy with others, less. */
  readonly cpuMs: number
}

/** What the page's main thread did meanwhile, each of at least a millisecond. */
export async function tasksDuring(
  browser: Browser,
  page: Page,
  work: () => Promise<void>,
): Promise<readonly Task[]> {
  const path = join(tmpdir(), `scopedeck-trace-${process.pid}.json`)
  await browser.startTracing(page, {
    path,
    categories: ['disabled-by-default-devtools.timeline', '__metadata'],
  })
  await work()
  await browser.stopTracing()
  const { traceEvents } = JSON.parse(await readFile(path, 'utf8')) as { traceEvents: TraceEvent[] }
  await rm(path)
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  )
  return traceEvents
    .filter(({ name, ph, pid, tid }) => ph === 'X' && name === RUN_TASK && mains.has(`${pid} ${tid}`))
    .filter(({ dur = 0 }) => dur >= COUNTED_US)
    .map(({ dur = 0, tdur = dur }) => ({ wallMs: dur / 1_000, cpuMs: tdur / 1_000 }))
}

/** Bytes of JavaScript that are left after a collection. */
export async function heapBytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.enable')
  // Twice: what the first one finalises, the second one frees.
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize
}

/** The least of several looks: what a frame that is under way holds, the next one does not. */
export async function restingHeapBytes(session: CDPSession): Promise<number> {
  let least = Infinity
  for (let look = 0; look < LOOKS; look += 1) {
    least = Math.min(least, await heapBytes(session))
    await pause(LOOK_EVERY_MS)
  }
  return least
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0
}
