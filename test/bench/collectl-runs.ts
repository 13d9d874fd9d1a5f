import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { CONSOLE_FLAGS } from '../../build/node-flags.mjs'
import type { CollectlListenerView, Status } from '../../src-main/contract/index.ts'
import { BUILT_CONSOLE } from '../support/built.ts'
import { quietPort } from '../support/quiet-port.ts'
import { canRunColmux, connectionsTo, cpuSecondsOf, startColmux, VALUES_OF_BRIEF } from './collectl/colmux.ts'
import type { MeterReport } from './collectl/console-meter.ts'
import type { PushFormat, PushResult } from './collectl/pushers.ts'

const MACHINES = Number(process.env['BENCH_MACHINES'] ?? 200)
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 60)
const LOOK_MS = 200
/** What colmux gets to let all of its machines in. */
const JOIN_MS = 45_000
/** For the last values to arrive and be committed. */
const DRAIN_MS = 15_000
/** Limits of issue 6. */
const LIMIT = { lost: 0, eventLoopDelayP99Ms: 50 } as const

/**
 * 200 replayed machines push into the listener at 1 Hz: is anything lost, and
 * does the console's main loop stay free? Beside it the real colmux with as
 * many streams of the same bytes; the console stores them, colmux shows them.
 * `BENCH_SECONDS` and `BENCH_MACHINES` change the size. Prints a JSON line a
 * metric.
 */
export async function run(): Promise<void> {
  const everything = await measureConsole('lexpr')
  if (!canRunColmux()) {
    process.stderr.write('colmux is not measured: it needs collectl and root.\n')
    return
  }
  const console = await measureConsole('brief')
  const colmux = await measureColmux()
  print('cpu_seconds_beside_colmux', console.cpuSeconds, colmux.cpuSeconds)
  const perValue = ({ cpuSeconds, values }: Cost): number => (cpuSeconds * 1e6) / values
  print('cpu_microseconds_a_value_beside_colmux', perValue(everything), perValue(colmux))
}

interface Cost {
  readonly cpuSeconds: number
  readonly values: number
}

/** In lexpr with all that a machine can send and with all limits; in brief for the cost alone. */
async function measureConsole(format: PushFormat): Promise<Cost> {
  const directory = await mkdtemp(join(tmpdir(), 'scopedeck-bench-'))
  const children: ChildProcess[] = []
  try {
    const pushers = start(children, path('./collectl/pushers.ts'))
    const meter = [...CONSOLE_FLAGS, '--import', path('./collectl/console-meter.ts')]
    const args = ['--data', directory, '--http', '127.0.0.1:0', '--scopeport', 'off']
    const console = start(children, BUILT_CONSOLE, args, meter)
    const call = await callerOf(directory)
    const listener = (): Promise<CollectlListenerView> => call('GET', '/collectl/listener')
    await call('PUT', '/collectl/listener', { enabled: true, port: 0, allowAny: true })
    const { port } = await listener()
    pushers.send({ kind: 'push', port, count: MACHINES, format })
    await until(async () => {
      const { guests } = await listener()
      return guests.length === MACHINES && guests.every(({ state }) => state === 'streaming')
    })

    console.send('reset')
    await pause(SECONDS * 1_000)
    const reported = once(console, 'message') as Promise<[MeterReport]>
    console.send('report')
    const [report] = await reported

    const stopped = once(pushers, 'message') as Promise<[PushResult]>
    pushers.send({ kind: 'stop' })
    const [sent] = await stopped
    const status = (): Promise<Status> => call('GET', '/status')
    await until(async () => (await status()).ingest.samplesTotal >= sent.values, DRAIN_MS).catch(
      () => undefined,
    )
    const { dropped } = (await status()).ingest
    const seconds = (report.cpuPercent * SECONDS) / 100
    const cost = { cpuSeconds: seconds, values: (sent.values / sent.records) * MACHINES * SECONDS }
    if (format === 'brief') return cost
    const exited = once(console, 'exit')
    console.kill('SIGTERM')
    await exited

    print('values_sent', sent.values, MACHINES * 125 * SECONDS)
    print('values_lost', sent.values - countStored(directory), LIMIT.lost)
    print('values_dropped', dropped, LIMIT.lost)
    print('event_loop_delay_p99_ms', report.p99Ms, LIMIT.eventLoopDelayP99Ms)
    print('event_loop_delay_max_ms', report.maxMs, LIMIT.eventLoopDelayP99Ms)
    print('memory_mb', report.rssMb, 1_024)
    print('sender_waiting_bytes', sent.mostWaitingBytes, 65_536)
    return cost
  } finally {
    await end(children, directory)
  }
}

/** Seconds of processor time that the real colmux took to read as many streams for as long. */
async function measureColmux(): Promise<Cost> {
  const directory = await mkdtemp(join(tmpdir(), 'scopedeck-bench-'))
  const children: ChildProcess[] = []
  try {
    const pushers = start(children, path('./collectl/pushers.ts'))
    const opened = once(pushers, 'message') as Promise<[{ port: number }]>
    pushers.send({ kind: 'control' })
    const [{ port: controlPort }] = await opened
    const port = await quietPort()
    const addresses = Array.from(
      { length: MACHINES },
      (_, index) => `127.0.${1 + ((index + 1) >> 8)}.${(index + 1) & 255}`,
    )
    const colmux = startColmux(directory, { port, controlPort, addresses })
    children.push(colmux)
    // It takes connections one by one from a queue of one: those that have to knock again come later.
    await until(() => Promise.resolve(connectionsTo(port) >= MACHINES), JOIN_MS).catch(() => undefined)
    const pid = colmux.pid ?? 0
    const before = cpuSecondsOf(pid)
    await pause(SECONDS * 1_000)
    const streams = connectionsTo(port)
    print('colmux_streams', streams, MACHINES)
    return { cpuSeconds: cpuSecondsOf(pid) - before, values: streams * SECONDS * VALUES_OF_BRIEF }
  } finally {
    await end(children, directory)
  }
}

function start(
  children: ChildProcess[],
  file: string,
  args: string[] = [],
  execArgv: string[] = [],
): ChildProcess {
  const child = fork(file, args, { execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  children.push(child)
  return child
}

async function end(children: readonly ChildProcess[], directory: string): Promise<void> {
  for (const child of children) child.kill('SIGKILL')
  await rm(directory, { recursive: true, force: true })
}

/** Numbers in the database, without what the console holds in memory: it has ended. */
function countStored(directory: string): number {
  const database = new DatabaseSync(join(directory, 'scopedeck.sqlite'), { readOnly: true })
  const row = database.prepare('select count(*) as count from samples_raw').get()
  database.close()
  return Number(row?.['count'])
}

type Call = <Answer>(method: string, route: string, body?: unknown) => Promise<Answer>

/** Waits for the console; gives a way to call it. */
async function callerOf(directory: string): Promise<Call> {
  const file = join(directory, 'runtime.json')
  await until(() => Promise.resolve(existsSync(file)))
  const { http } = JSON.parse(readFileSync(file, 'utf8')) as { http: { url: string; token: string } }
  return async <Answer>(method: string, route: string, body?: unknown) => {
    const response = await fetch(`${http.url}/api${route}`, {
      method,
      headers: { authorization: `Bearer ${http.token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${await response.text()}`)
    return (await response.json()) as Answer
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
    `${JSON.stringify({ bench: 'collectl-runs', metric, ours: round(ours), limit: round(limit), ratio })}\n`,
  )
}

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url))
}
