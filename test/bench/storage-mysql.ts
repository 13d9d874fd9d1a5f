import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Readable } from 'node:stream'
import { type Connection, createConnection } from 'mysql2/promise'
import { openStore } from '../../src-main/storage/open-store.ts'
import type { SampleBatch } from '../../src-main/domain/sample.ts'
import type { Store, WriteBatch } from '../../src-main/storage/store.ts'
import { MariadbServer, mariadbVersion } from '../support/mariadb.ts'

const START = Date.UTC(2026, 0, 5)
const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const DAY_MINUTES = 1_440

/** One second of 200 collectl machines. */
const BATCH_ROWS = 25_000
const BATCHES = 40

/**
 * Inserts a second, durable, through the store port beside the same rows by a
 * plain client with the driver (prepared statements of a thousand rows, and
 * `load data local`) into a table of the same shape on the same server, by
 * turns. Prints a JSON line a metric.
 */
export async function run(): Promise<void> {
  // On the disk, and not in memory: a commit that is not written costs nothing.
  const folder = await mkdtemp(join(tmpdir(), 'scopedeck-bench-mysql-'))
  const server = await MariadbServer.start({
    folder,
    options: [
      '--innodb-buffer-pool-size=1G',
      '--innodb-log-file-size=512M',
      '--local-infile=1',
      '--max-allowed-packet=64M',
    ],
  })
  print({ metric: 'server', ours: mariadbVersion(), limit: null, ratio: null })
  try {
    for (const slotMinutes of [1, DAY_MINUTES] as const) await benchInserts(server, slotMinutes)
    await benchRollUp(server)
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function benchInserts(server: MariadbServer, slotMinutes: 1 | 1_440): Promise<void> {
  const layout = slotMinutes === 1 ? 'slots of a minute' : 'slots of a day'
  const store = await openOn(server, await server.createDatabase(), slotMinutes)
  const plain = await openPlain(server)
  const [oursMs, preparedMs, loadMs]: [number[], number[], number[]] = [[], [], []]
  for (let second = 0; second < BATCHES; second += 1) {
    const samples = batchOf(second)
    const place = placeOf(samples, slotMinutes)
    oursMs.push(await timed(() => store.commit({ ...EMPTY, samples })))
    preparedMs.push(await timed(() => insertPrepared(plain, 'by_insert', samples, place)))
    loadMs.push(await timed(() => load(plain, 'by_load', samples, place)))
  }
  // The plain client's own work is not to be seen in it.
  const loop = monitorEventLoopDelay({ resolution: 1 })
  loop.enable()
  for (let second = BATCHES; second < 1.5 * BATCHES; second += 1)
    await store.commit({ ...EMPTY, samples: batchOf(second) })
  loop.disable()
  await store.close()
  await plain.end()
  const perSecond = (times: readonly number[]): number =>
    (BATCH_ROWS * times.length) / (times.reduce((sum, ms) => sum + ms, 0) / SECOND_MS)
  const [ours, prepared, loaded] = [perSecond(oursMs), perSecond(preparedMs), perSecond(loadMs)]
  report(`inserts a second, ${layout}, beside prepared inserts`, ours, prepared, ours / prepared)
  report(`inserts a second, ${layout}, beside load data`, ours, loaded, ours / loaded)
  const slowest = Math.max(...oursMs)
  print({ metric: `slowest commit of 25,000 samples, ${layout}, ms`, ours: round(slowest), limit: 1_000 })
  print({ metric: `event loop delay p99, ${layout}, ms`, ours: round(loop.percentile(99) / 1e6), limit: 50 })
}

/** What the roll-up of one full minute costs, and how long commits wait beside it. */
async function benchRollUp(server: MariadbServer): Promise<void> {
  const store = await openOn(server, await server.createDatabase(), DAY_MINUTES)
  for (let second = 0; second < 60; second += 1) await store.commit({ ...EMPTY, samples: batchOf(second) })
  let isDone = false
  const waits: number[] = []
  const rollUpMs = timed(() => store.rollUp(START + 2 * MINUTE_MS)).finally(() => (isDone = true))
  for (let turn = 0; !isDone; turn += 1) {
    const samples = { ...batchOf(300 + turn) }
    const few = {
      series: samples.series.slice(0, 100),
      at: samples.at.slice(0, 100),
      value: samples.value.slice(0, 100),
    }
    waits.push(await timed(() => store.commit({ ...EMPTY, samples: few })))
  }
  print({
    metric: 'roll-up of a minute of 1,500,000 samples, ms',
    ours: round(await rollUpMs),
    limit: 60_000,
  })
  print({
    metric: 'slowest commit of 100 samples beside it, ms',
    ours: round(Math.max(...waits)),
    limit: 100,
  })
  await store.close()
}

interface Place {
  readonly slot: (row: number) => number
  readonly at: (row: number) => number
}

function placeOf({ at }: SampleBatch, slotMinutes: number): Place {
  const slot = (row: number): number => Math.floor((at[row] ?? 0) / MINUTE_MS / slotMinutes) * slotMinutes
  return { slot, at: (row) => (at[row] ?? 0) - slot(row) * MINUTE_MS }
}

/** Two tables of the shape of ours, in a database of their own. */
async function openPlain(server: MariadbServer): Promise<Connection> {
  const database = await server.createDatabase()
  await (await openOn(server, database, DAY_MINUTES)).close()
  for (const table of ['by_insert', 'by_load'])
    await server.execute(`create table ${table} like samples_raw`, database)
  const { user, password } = server.connection(database)
  return createConnection({
    host: '127.0.0.1',
    port: server.port,
    user,
    password,
    database,
    flags: ['+LOCAL_FILES'],
  })
}

const ROWS = 1_000
const INSERT = (table: string): string =>
  `insert into ${table} values ${new Array<string>(ROWS).fill('(?, ?, ?, ?)').join(', ')}`

async function insertPrepared(
  connection: Connection,
  table: string,
  { series, value }: SampleBatch,
  place: Place,
): Promise<void> {
  await connection.beginTransaction()
  for (let start = 0; start < series.length; start += ROWS) {
    const parameters: number[] = []
    for (let row = start; row < start + ROWS; row += 1)
      parameters.push(place.slot(row), series[row] ?? 0, place.at(row), value[row] ?? 0)
    await connection.execute(INSERT(table), parameters)
  }
  await connection.commit()
}

async function load(
  connection: Connection,
  table: string,
  { series, value }: SampleBatch,
  place: Place,
): Promise<void> {
  const lines = Array.from(
    series,
    (id, row) => `${place.slot(row)}\t${id}\t${place.at(row)}\t${value[row]}\n`,
  )
  await connection.query({
    sql: `load data local infile 'samples' into table ${table}`,
    infileStreamFactory: () => Readable.from([Buffer.from(lines.join(''))]),
  })
}

const EMPTY: WriteBatch = {
  identities: [],
  hosts: [],
  series: [],
  samples: { series: new Int32Array(0), at: new Float64Array(0), value: new Float64Array(0) },
  states: [],
  logins: [],
  profiles: [],
}

function batchOf(second: number): SampleBatch {
  return {
    series: Int32Array.from({ length: BATCH_ROWS }, (_, row) => row + 1),
    at: new Float64Array(BATCH_ROWS).fill(START + second * SECOND_MS),
    value: Float64Array.from({ length: BATCH_ROWS }, () => Math.random() * 100),
  }
}

function openOn(server: MariadbServer, database: string, slotMinutes: 1 | 1_440): Promise<Store> {
  const connection = server.connection(database)
  return openStore({ engine: 'mysql', connection, now: () => START, slotMinutes })
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

function report(metric: string, ours: number, limit: number, ratio: number): void {
  print({ metric, ours: round(ours), limit: round(limit), ratio: round(ratio) })
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

function print(line: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ bench: 'storage-mysql', ...line }))
}
