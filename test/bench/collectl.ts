import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { CONSOLE_FLAGS } from '../../build/node-flags.mjs'
import type { Endpoint, Status } from '../../src-main/contract/index.ts'
import { BUILT_CONSOLE } from '../support/built.ts'
import type { MeterReport } from './collectl/console-meter.ts'
import type { SendersReady, SendersResult } from './collectl/senders.ts'

const ENDPOINTS = Number(process.env['BENCH_ENDPOINTS'] ?? 200)
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 60)
const LOOK_MS = 200
/** For the last values to arrive and be committed. */
const DRAIN_MS = 15_000
/** Limits of issue 2. */
const LIMIT = { lost: 0, eventLoopDelayP99Ms: 50 } as const

type Call = (method: string, path: string, body?: unknown) => Promise<unknown>

/**
 * 200 replayed collectls at 1 Hz, about 25,000 values a second, into a real
 * headless console: is anything lost, and does its main loop stay free?
 * `BENCH_SECONDS` and `BENCH_ENDPOINTS` change the size, `BENCH_CPU_PROFILE`
 * leaves a profile here. Prints a JSON line a metric.
 */
export async function run(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'scopedeck-bench-'))
  const children: ChildProcess[] = []
  const start = (file: string, args: string[] = [], execArgv: string[] = []): ChildProcess => {
    const child = fork(file, args, { execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    children.push(child)
    return child
  }
  try {
    const senders = start(path('./collectl/senders.ts'))
    senders.send(ENDPOINTS)
    const [{ ports }] = (await once(senders, 'message')) as [SendersReady]
    const profile = process.env['BENCH_CPU_PROFILE'] === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir=.']
    const console = start(
      BUILT_CONSOLE,
      ['--data', directory, '--http', '127.0.0.1:0', '--scopeport', 'off', '--zabbix', 'off'],
      [...CONSOLE_FLAGS, ...profile, '--import', path('./collectl/console-meter.ts')],
    )
    const call = await callerOf(directory)
    for (const port of ports) await call('POST', '/collectl/endpoints', { address: `127.0.0.1:${port}` })
    await until(async () => ((await call('GET', '/collectl/endpoints')) as Endpoint[]).every(isStreaming))

    console.send('reset')
    await pause(SECONDS * 1_000)
    const reported = once(console, 'message') as Promise<[MeterReport]>
    console.send('report')
    const [meter] = await reported

    const stopped = once(senders, 'message') as Promise<[SendersResult]>
    senders.send('stop')
    const [sent] = await stopped
    const { samplesPerSecond } = ((await call('GET', '/status')) as Status).ingest
    const hasAll = async () => ((await call('GET', '/status')) as Status).ingest.samplesTotal >= sent.values
    await until(hasAll, DRAIN_MS).catch(() => undefined)
    const { dropped } = ((await call('GET', '/status')) as Status).ingest
    const exited = once(console, 'exit')
    console.kill('SIGTERM')
    await exited

    const stored = countStored(directory)
    print('values_sent', sent.values, ENDPOINTS * 125 * SECONDS)
    print('values_lost', sent.values - stored, LIMIT.lost)
    print('values_dropped', dropped, LIMIT.lost)
    print('values_per_second', samplesPerSecond, ENDPOINTS * 125)
    print('event_loop_delay_p99_ms', meter.p99Ms, LIMIT.eventLoopDelayP99Ms)
    print('event_loop_delay_p50_ms', meter.p50Ms, LIMIT.eventLoopDelayP99Ms)
    print('event_loop_delay_max_ms', meter.maxMs, LIMIT.eventLoopDelayP99Ms)
    print('cpu_percent', meter.cpuPercent, 100)
    print('memory_mb', meter.rssMb, 1_024)
    print('sender_waiting_bytes', sent.mostWaitingBytes, 65_536)
  } finally {
    for (const child of children) child.kill('SIGKILL')
    await rm(directory, { recursive: true, force: true })
  }
}

function isStreaming({ state }: Endpoint): boolean {
  return state === 'streaming'
}

/** Numbers in the database, without what the console holds in memory: it has ended. */
function countStored(directory: string): number {
  const database = new DatabaseSync(join(directory, 'scopedeck.sqlite'), { readOnly: true })
  const row = database.prepare('select count(*) as count from samples_raw').get()
  database.close()
  return Number(row?.['count'])
}

/** Waits for the console; gives a way to call it. */
async function callerOf(directory: string): Promise<Call> {
  const file = join(directory, 'runtime.json')
  await until(() => Promise.resolve(existsSync(file)))
  const { http } = JSON.parse(readFileSync(file, 'utf8')) as { http: { url: string; token: string } }
  return async (method, route, body) => {
    const response = await fetch(`${http.url}/api${route}`, {
      method,
      headers: { authorization: `Bearer ${http.token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${await response.text()}`)
    return response.json()
  }
}

async function until(isSo: () => Promise<boolean>, withinMs = 60_000): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error('It took too long')
    await pause(LOOK_MS)
  }
}

function print(metric: string, ours: number, limit: number): void {
  const round = (value: number): number => Math.round(value * 100) / 100
  // Of a limit of nothing every share is either none or too much.
  const ratio = limit === 0 ? (ours === 0 ? 0 : null) : round(ours / limit)
  process.stdout.write(
    `${JSON.stringify({ bench: 'collectl', metric, ours: round(ours), limit: round(limit), ratio })}\n`,
  )
}

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url))
}
