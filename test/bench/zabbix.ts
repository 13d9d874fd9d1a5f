import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { inflateSync } from 'node:zlib'
import type { EngineOptions } from '../../src-main/engine/options.ts'
import { encodeFrame } from '../../src-main/protocols/zabbix/codec.ts'
import { NOTHING_RECEIVED } from '../../src-main/storage/received-records.ts'
import { mariadbVersion, MariadbServer } from '../support/mariadb.ts'
import { exchange, host, item, proxy, ZabbixWorld } from '../support/zabbix-world.ts'

/** `ZBXD`, flags and two lengths. */
const HEADER_BYTES = 13
const ROWS = 1_000
/** What a value costs must not depend on how many items there are. */
const MANY_ITEMS = Number(process.env['SCOPEDECK_BENCH_ITEMS'] ?? 100_000)
const FIRST_ITEM = 100
const LIMIT = 40_000
const START = Math.floor(Date.now() / 1_000) - 3_600
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
 * over 4 and 8 connections, and of 100,000 items, on SQLite and on MariaDB,
 * beside the same rows through the store port alone. `SCOPEDECK_BENCH_PACKETS`
 * is the number of packets, `SCOPEDECK_BENCH_ITEMS` that of the many items. The
 * sender runs in the same process. Prints a JSON line a metric.
 */
export async function run(): Promise<void> {
  await benchEngine('SQLite', async () => ({}))
  const folder = await mkdtemp(join(tmpdir(), 'scopedeck-bench-zabbix-'))
  const server = await MariadbServer.start({
    folder,
    options: ['--innodb-buffer-pool-size=1G', '--innodb-log-file-size=512M', '--max-allowed-packet=64M'],
  })
  print({ metric: 'server', ours: mariadbVersion() })
  try {
    await benchEngine('MariaDB', async () => ({ database: server.connection(await server.createDatabase()) }))
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function benchEngine(engine: string, options: () => Promise<Partial<EngineOptions>>): Promise<void> {
  const few = await benchItems(engine, await options(), ROWS, [4, 8])
  const many = await benchItems(engine, await options(), MANY_ITEMS, [4])
  const ratio = round((few[0] ?? NaN) / (many[0] ?? NaN))
  print({ metric: `${engine}: cost of a value, ${MANY_ITEMS} items beside ${ROWS}`, ours: ratio })
}

/** Gives values a second for each number of connections. */
async function benchItems(
  engine: string,
  options: Partial<EngineOptions>,
  items: number,
  connectionCounts: readonly number[],
): Promise<readonly number[]> {
  const world = await ZabbixWorld.start(options)
  const { inventory } = world.services
  await inventory.putProxy(proxy(1, 'prx'))
  for (let first = 0; first < items; first += ROWS) {
    const own = Array.from({ length: ROWS }, (_, index) =>
      item(FIRST_ITEM + first + index, `key[${index}]`, { valueType: TYPES[index % TYPES.length] ?? 'text' }),
    )
    await inventory.putHosts([host(FIRST_ITEM + items + first / ROWS, `bench-${first / ROWS}`, 1, own)])
  }
  let number = 0
  const next = (): Uint8Array => packet(number++, items)
  // Each series is there before the time counts.
  for (let turn = 0; turn < items / ROWS; turn++) await acknowledged(world.port, next())
  const rates: number[] = []
  for (const connections of connectionCounts) {
    const packets = Array.from({ length: PACKETS }, next)
    const loop = monitorEventLoopDelay({ resolution: 1 })
    const waits: number[] = []
    const startedAt = performance.now()
    loop.enable()
    await Promise.all(
      Array.from({ length: connections }, async () => {
        for (let bytes = packets.shift(); bytes !== undefined; bytes = packets.shift()) {
          const askedAt = performance.now()
          await acknowledged(world.port, bytes)
          waits.push(performance.now() - askedAt)
        }
      }),
    )
    loop.disable()
    const rate = (PACKETS * ROWS) / ((performance.now() - startedAt) / 1_000)
    rates.push(rate)
    waits.sort((left, right) => left - right)
    const at = (part: number): number => round(waits[Math.floor(waits.length * part)] ?? 0)
    const name = `${engine}, ${items} items, ${connections} connections`
    print({ metric: `${name}: values a second`, ours: round(rate), limit: LIMIT })
    print({ metric: `${name}: reply p50, ms`, ours: at(0.5) })
    print({ metric: `${name}: reply p99, ms`, ours: at(0.99) })
    print({ metric: `${name}: event loop delay p99, ms`, ours: round(loop.percentile(99) / 1e6), limit: 50 })
  }
  await countStored(world, number)
  if (items === ROWS) await benchPlain(engine, world)
  await world.dispose()
  return rates
}

async function acknowledged(port: number, bytes: Uint8Array): Promise<void> {
  const reply = Buffer.from(await exchange(port, bytes))
  const text = inflateSync(reply.subarray(HEADER_BYTES)).toString()
  if (!text.includes('"response":"success"')) throw new Error(`Not acknowledged: ${text}`)
}

/** What was acknowledged has to be there: a figure of what was thrown away says nothing. Texts are spans, so only numbers are counted. */
async function countStored(world: ZabbixWorld, packets: number): Promise<void> {
  const { storage, catalogue } = world.services
  const [to, from] = [Date.now(), Date.now() - 2 * 3_600_000]
  const ids = [...catalogue.allSeries].filter(({ record }) => record.type === 'number').map(({ id }) => id)
  let stored = 0
  for (let start = 0; start < ids.length; start += ROWS) {
    const seriesIds = ids.slice(start, start + ROWS)
    const ranges = await storage.store.samplesInRange({
      seriesIds,
      from,
      to,
      maxPoints: 1_000_000,
      rawFrom: 0,
    })
    for (const { t } of ranges) stored += t.length
  }
  const numbers = TYPES.filter((type) => type === 'unsigned' || type === 'float').length / TYPES.length
  const sent = Math.round(packets * ROWS * numbers)
  if (stored !== sent) throw new Error(`Stored ${stored} of ${sent} numbers.`)
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

/** One value of each of 1,000 items, in a session of its own, as in the measurement of the original (zabbix.md §11). */
function packet(number: number, items: number): Uint8Array {
  const first = (number * ROWS) % items
  const second = Math.floor((number * ROWS) / items)
  const clock = START + second
  const rows = Array.from({ length: ROWS }, (_, index) => ({
    id: index + 1,
    itemid: FIRST_ITEM + first + index,
    clock,
    ns: index,
    value: valueOf(index, second),
  }))
  const session = number.toString(16).padStart(32, '0')
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
