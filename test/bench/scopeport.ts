import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { CONSOLE_FLAGS } from '../../build/node-flags.mjs'
import { BUILT_CONSOLE } from '../support/built.ts'
import type { LoadOrder, LoadResult } from './scopeport/load-generator.ts'

const CLIENTS = 64
const HOSTS = 16
const ROUNDS = 5
const ROUND_MS = 3_000
const WARM_UP_MS = 1_500

interface Round {
  readonly ours: LoadResult
  readonly bare: LoadResult
}

/**
 * Whole ScopePort transactions a second with 64 clients, each stored before
 * its okay, beside a bare `node:net` server with the same exchange and no
 * store. Console, bare server and clients are processes of their own; the two
 * servers take turns, and the ratio is the median of the rounds' ratios.
 * Prints a JSON line a metric.
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
    const listener = [
      '--data',
      directory,
      '--http',
      '127.0.0.1:0',
      '--scopeport',
      '127.0.0.1:0',
      '--zabbix',
      'off',
    ]
    const profile = process.env['BENCH_CPU_PROFILE'] === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir=.']
    const flags = [...CONSOLE_FLAGS, ...profile, '--import', path('./scopeport/loop-delay.ts')]
    const console = start(BUILT_CONSOLE, listener, flags)
    const bare = start(path('./scopeport/bare-server.ts'))
    const [bareReady] = (await once(bare, 'message')) as [{ port: number }]
    const { port, logins } = await prepare(directory)
    const generator = start(path('./scopeport/load-generator.ts'))
    const load = async (onPort: number, durationMs: number): Promise<LoadResult> => {
      generator.send({ port: onPort, clients: CLIENTS, durationMs, logins } satisfies LoadOrder)
      const [result] = (await once(generator, 'message')) as [LoadResult]
      return result
    }
    await load(port, WARM_UP_MS)
    await load(bareReady.port, WARM_UP_MS)
    console.send('reset')
    const rounds: Round[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const ours = await load(port, ROUND_MS)
      rounds.push({ ours, bare: await load(bareReady.port, ROUND_MS) })
    }
    const report = once(console, 'message') as Promise<[{ p99Ms: number; maxMs: number }]>
    console.send('report')
    const [{ p99Ms }] = await report
    printRounds(rounds)
    // The limit for the console's main loop.
    print('event_loop_delay_p99_ms', p99Ms, 50)
    const exited = once(console, 'exit')
    console.kill('SIGTERM')
    await exited
  } finally {
    for (const child of children) child.kill('SIGKILL')
    await rm(directory, { recursive: true, force: true })
  }
}

/** Waits for the console and makes the hosts, whose clients log in with their own passwords. */
async function prepare(directory: string): Promise<{ port: number; logins: string[] }> {
  const file = join(directory, 'runtime.json')
  while (!existsSync(file)) await pause(50)
  const { http, listeners } = JSON.parse(readFileSync(file, 'utf8')) as {
    http: { url: string; token: string }
    listeners: { scopeport: { port: number } }
  }
  const logins: string[] = []
  for (let host = 0; host < HOSTS; host++) {
    const response = await fetch(`${http.url}/api/hosts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${http.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: `bench-${host}` }),
    })
    const { id, password } = (await response.json()) as { id: number; password: string }
    logins.push(`${id},login,${password}`)
  }
  return { port: listeners.scopeport.port, logins }
}

function printRounds(rounds: readonly Round[]): void {
  const failed = rounds.reduce((sum, { ours, bare }) => sum + ours.failed + bare.failed, 0)
  if (failed > 0) throw new Error(`${failed} transactions were not answered with okay`)
  const ratio = median(
    rounds.map(({ ours, bare }) => ours.transactionsPerSecond / bare.transactionsPerSecond),
  )
  const ours = median(rounds.map((round) => round.ours.transactionsPerSecond))
  const limit = median(rounds.map((round) => round.bare.transactionsPerSecond))
  print('transactions_per_second', ours, limit, ratio)
  const latency = (side: 'ours' | 'bare'): number => median(rounds.map((round) => round[side].latencyP99Ms))
  print('latency_p99_ms', latency('ours'), latency('bare'))
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? NaN
}

function print(metric: string, ours: number, limit: number, ratio = ours / limit): void {
  const round = (value: number): number => Math.round(value * 100) / 100
  const line = { bench: 'scopeport', metric, ours: round(ours), limit: round(limit), ratio: round(ratio) }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url))
}
