import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { EngineOptions } from '../../src-main/engine/options.ts'
import { encodeFrame } from '../../src-main/protocols/zabbix/codec.ts'
import { NOTHING_RECEIVED } from '../../src-main/storage/received-records.ts'
import { mariadbVersion, MariadbServer } from '../support/mariadb.ts'
import { exchange, host, item, proxy, ZabbixWorld } from '../support/zabbix-world.ts'

const ITEMS = 1_000
const ROWS = 1_000
const PACKETS = Number(process.env['SCOPEDECK_BENCH_PACKETS'] ?? 200)
const TYPES = [
  'unsigned',
  'unsigned',
  'unsigned',
  'unsigned',
  'unsigned',
  'float',
  'float',
  'float',
  'char',
  'text',
] as const

/**
 * Values a second that are stored and acknowledged: compressed packets of
 * 1,000 values of 1,000 items (500 unsigned, 300 float, 100 char, 100 text),
 * over 4 and 8 connections, on SQLite and on MariaDB, beside the same rows
 * through the store port alone. `SCOPEDECK_BENCH_PACKETS` is their number. The
 * sender runs in the same process. Prints a JSON line a metric.
 */
export async function run(): Promise<void> {
  await bench('SQLite', {})
  const folder = await mkdtemp(join(tmpdir(), 'scopedeck-bench-zabbix-'))
  const server = await MariadbServer.start({
    folder,
    options: ['--innodb-buffer-pool-size=1G', '--innodb-log-file-size=512M', '--max-allowed-packet=64M'],
  })
  print({ metric: 'server', ours: mariadbVersion() })
  try {
    await bench('MariaDB', { database: server.connection(await server.createDatabase()) })
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function bench(engine: string, options: Partial<EngineOptions>): Promise<void> {
  const world = await ZabbixWorld.start(options)
  const { inventory } = world.services
  await inventory.putProxy(proxy(1, 'prx'))
  const items = Array.from({ length: ITEMS }, (_, index) =>
    item(100 + index, `key[${index}]`, { valueType: TYPES[index % TYPES.length] ?? 'text' }),
  )
  await inventory.putHosts([host(2, 'bench', 1, items)])
  let second = 0
  for (const connections of [4, 8]) {
    const packets = Array.from({ length: PACKETS }, () => packet(second++))
    await exchange(world.port, packet(second++))
    const loop = monitorEventLoopDelay({ resolution: 1 })
    const waits: number[] = []
    const startedAt = performance.now()
    loop.enable()
    await Promise.all(
      Array.from({ length: connections }, async () => {
        for (let bytes = packets.shift(); bytes !== undefined; bytes = packets.shift()) {
          const askedAt = performance.now()
          await exchange(world.port, bytes)
          waits.push(performance.now() - askedAt)
        }
      }),
    )
    loop.disable()
    const seconds = (performance.now() - startedAt) / 1_000
    waits.sort((left, right) => left - right)
    const at = (part: number): number => round(waits[Math.floor(waits.length * part)] ?? 0)
    const name = `${engine}, ${connections} connections`
    print({ metric: `${name}: values a second`, ours: round((PACKETS * ROWS) / seconds), limit: 40_000 })
    print({ metric: `${name}: reply p50, ms`, ours: at(0.5) })
    print({ metric: `${name}: reply p99, ms`, ours: at(0.99) })
    print({ metric: `${name}: event loop delay p99, ms`, ours: round(loop.percentile(99) / 1e6), limit: 50 })
  }
  await benchPlain(engine, world)
  await world.dispose()
}

/** The numbers among the same rows, by multi-row inserts of the store alone. */
async function benchPlain(engine: string, world: ZabbixWorld): Promise<void> {
  const { store } = world.services.storage
  const startedAt = performance.now()
  const start = Date.now() - 3_600_000
  for (let turn = 0; turn < PACKETS; turn++) {
    await store.commit({
      hosts: [],
      identities: [],
      series: [],
      states: [],
      logins: [],
      profiles: [],
      received: NOTHING_RECEIVED,
      samples: {
        series: Int32Array.from({ length: ROWS }, (_, index) => 100_000 + index),
        at: new Float64Array(ROWS).fill(start + turn * 1_000),
        value: new Float64Array(ROWS).fill(turn),
      },
    })
  }
  const seconds = (performance.now() - startedAt) / 1_000
  print({ metric: `${engine}: plain inserts a second`, ours: round((PACKETS * ROWS) / seconds) })
}

/** One value of each item, in a session of its own, as in the measurement of the original (zabbix.md §11). */
function packet(second: number): Uint8Array {
  const clock = Math.floor(Date.now() / 1_000) - 3_600 + second
  const rows = Array.from({ length: ROWS }, (_, index) => ({
    id: index + 1,
    itemid: 100 + (index % ITEMS),
    clock,
    ns: index,
    value: valueOf(index, second),
  }))
  const session = second.toString(16).padStart(32, '0')
  const data = { request: 'proxy data', host: 'prx', session, 'history data': rows, version: '6.0.14' }
  return encodeFrame(JSON.stringify(data), { isCompressed: true })
}

function valueOf(index: number, second: number): string {
  const type = TYPES[index % TYPES.length]
  if (type === 'unsigned') return String(second * 7 + index)
  return type === 'float' ? ((second + index) / 7).toFixed(6) : `state ${second % 5} of ${index}`
}

const round = (value: number): number => Math.round(value * 10) / 10

function print(line: { metric: string; ours: number | string; limit?: number }): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
