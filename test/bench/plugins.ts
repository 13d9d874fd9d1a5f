import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { CONSOLE_FLAGS } from '../../build/node-flags.mjs'
import type { Plugin, Status } from '../../src-main/contract/index.ts'
import { readBody } from '../../src-main/protocols/scope-plugin/read-body.ts'
import { BUILT_CONSOLE } from '../support/built.ts'
import type { MeterReport } from './collectl/console-meter.ts'
import { bodyOf, type SendersOrder, type SendersResult } from './plugins/senders.ts'

const PLUGINS = Number(process.env['BENCH_PLUGINS'] ?? 200)
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 30)
const NODES = 50
const METRICS = 5
const LOOK_MS = 200
const START_MS = 60_000
/** Limits of issue 5. */
const LIMIT = { eventLoopDelayP99Ms: 50, skipped: 0, failing: 0 } as const

/**
 * 200 plugins with 50 nodes of 5 metrics each, polled every second by a real
 * headless console: does its main loop stay free, and is any poll skipped?
 * Beside it the time of a plain `JSON.parse` of the same bodies.
 * `BENCH_SECONDS` and `BENCH_PLUGINS` change the size. Prints a JSON line a metric.
 */
export async function run(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-'))
  const sockets = join(directory, 'p')
  const children: ChildProcess[] = []
  const start = (file: string, args: string[] = [], execArgv: string[] = []): ChildProcess => {
    const child = fork(file, args, { execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    children.push(child)
    return child
  }
  const order: SendersOrder = { directory: sockets, plugins: PLUGINS, nodes: NODES, metrics: METRICS }
  try {
    await mkdir(sockets)
    const senders = start(pathOf('./plugins/senders.ts'))
    senders.send(order)
    await once(senders, 'message')
    const profile = process.env['BENCH_CPU_PROFILE'] === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir=.']
    const console = start(
      BUILT_CONSOLE,
      [
        '--data',
        join(directory, 'data'),
        '--http',
        '127.0.0.1:0',
        '--scopeport',
        'off',
        '--plugins',
        sockets,
      ],
      [...CONSOLE_FLAGS, ...profile, '--import', pathOf('./collectl/console-meter.ts')],
    )
    const call = await callerOf(join(directory, 'data'))
    await until(async () => {
      const plugins = (await call('/plugins')) as Plugin[]
      return plugins.length === PLUGINS && plugins.every(({ state }) => state === 'ok')
    })

    for (const child of [console, senders]) child.send('reset')
    await pause(SECONDS * 1_000)
    const meter = await answerOf<MeterReport>(console)
    const sent = await answerOf<SendersResult>(senders)
    const status = (await call('/status')) as Status
    const failing = ((await call('/plugins')) as Plugin[]).filter(({ state }) => state !== 'ok').length

    const fewest = Math.min(...sent.reports)
    const total = sent.reports.reduce((sum, count) => sum + count, 0)
    // The window may begin and end between two polls.
    const skipped = sent.reports.reduce((sum, count) => sum + Math.max(0, SECONDS - 1 - count), 0)
    print('event_loop_delay_p99_ms', meter.p99Ms, LIMIT.eventLoopDelayP99Ms)
    print('event_loop_delay_p50_ms', meter.p50Ms, LIMIT.eventLoopDelayP99Ms)
    print('event_loop_delay_max_ms', meter.maxMs, LIMIT.eventLoopDelayP99Ms)
    print('polls_skipped', skipped, LIMIT.skipped)
    print('polls', total, PLUGINS * SECONDS)
    print('fewest_polls_of_one_plugin', fewest, SECONDS)
    print('longest_gap_of_one_plugin_ms', sent.longestGapMs, 2_000)
    print('plugins_failing_at_the_end', failing, LIMIT.failing)
    print('values_per_second', status.ingest.samplesPerSecond, PLUGINS * NODES * METRICS)
    print('cpu_percent', meter.cpuPercent, 100)
    print('memory_mb', meter.rssMb, 1_024)
    print('body_bytes', sent.bodyBytes, sent.bodyBytes)
    const { ours, plain } = parseTimes(order)
    // Reading and checking every field, beside the plain parser: milliseconds for one second's bodies.
    print('read_all_bodies_ms', ours, plain)
  } finally {
    for (const child of children) child.kill('SIGKILL')
    await rm(directory, { recursive: true, force: true })
  }
}

/** Best of five rounds over the same bodies. */
function parseTimes(order: SendersOrder): { ours: number; plain: number } {
  const bodies = Array.from({ length: PLUGINS }, (_plugin, index) =>
    Buffer.from(bodyOf(`plugin${index}`, order, new Date().toISOString())),
  )
  const best = (read: (body: Buffer) => unknown): number => {
    const rounds = Array.from({ length: 5 }, () => {
      const from = performance.now()
      for (const body of bodies) read(body)
      return performance.now() - from
    })
    return Math.min(...rounds)
  }
  return {
    ours: best((body) => readBody(body, 'report')),
    plain: best((body) => JSON.parse(body.toString())),
  }
}

async function answerOf<Answer>(child: ChildProcess): Promise<Answer> {
  const answered = once(child, 'message') as Promise<[Answer]>
  child.send('report')
  const [answer] = await answered
  return answer
}

async function callerOf(dataDirectory: string): Promise<(path: string) => Promise<unknown>> {
  const file = join(dataDirectory, 'runtime.json')
  await until(() => Promise.resolve(existsSync(file)))
  const { http } = JSON.parse(readFileSync(file, 'utf8')) as { http: { url: string; token: string } }
  return async (path) => {
    const response = await fetch(`${http.url}/api${path}`, {
      headers: { authorization: `Bearer ${http.token}` },
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + START_MS
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Not after ${START_MS / 1_000} s.`)
    await pause(LOOK_MS)
  }
}

function print(metric: string, ours: number, limit: number): void {
  const round = (value: number): number => Math.round(value * 100) / 100
  // Of a limit of nothing every share is either none or too much.
  const ratio = limit === 0 ? (ours === 0 ? 0 : null) : round(ours / limit)
  process.stdout.write(
    `${JSON.stringify({ bench: 'plugins', metric, ours: round(ours), limit: round(limit), ratio })}\n`,
  )
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url))
}
