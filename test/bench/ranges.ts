import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { openStore } from '../../src-main/storage/open-store.ts'
import type { Store, WriteBatch } from '../../src-main/storage/store.ts'
import { BUILT_THREADS } from '../support/built.ts'
import { MariadbServer, mariadbVersion } from '../support/mariadb.ts'

const START = Date.UTC(2026, 0, 5)
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const DAY_MINUTES = 1_440

/** Series that report every ten seconds, as many days as there are samples to be, a month at least. */
const MOST_SERIES = 1_000
const LEAST_DAYS = 30
const STEP_MS = 10_000
const DAY_STEPS = DAY_MS / STEP_MS
const CHART_SERIES = 12
const CHART_POINTS = 600
const READS = 40
/** What a read may take at the 95th percentile. */
const LIMITS_MS = { sqlite: 200, mariadb: 300 } as const
const SAMPLES = Number(process.env['SCOPEDECK_BENCH_SAMPLES'] ?? 10_000_000)
const ENGINE = process.env['SCOPEDECK_BENCH_ENGINE'] ?? 'both'

type Engine = keyof typeof LIMITS_MS

/**
 * Charts of twelve series at 600 points, over a day and over a month, from a
 * table that grows ten times. `SCOPEDECK_BENCH_SAMPLES` is its final size, 10
 * million unless it is said; `SCOPEDECK_BENCH_ENGINE` (`sqlite` or `mariadb`)
 * leaves the other one out. Prints a JSON line a metric.
 */
export async function run(): Promise<void> {
  // On the disk, and not in memory.
  const folder = await mkdtemp(join(tmpdir(), 'scopedeck-bench-ranges-'))
  try {
    if (ENGINE !== 'mariadb') await benchSqlite(join(folder, 'ranges.db'))
    if (ENGINE !== 'sqlite') await benchMariadb(join(folder, 'server'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function benchSqlite(file: string): Promise<void> {
  const now = () => START
  const store = await openStore({ engine: 'sqlite', file, workerUrl: BUILT_THREADS.sqlite, now })
  await bench('sqlite', store, async (day, series) => {
    await putDay(store, START + day * DAY_MS, series)
    await store.rollUp(START + (day + 1) * DAY_MS)
  })
  await store.close()
}

async function benchMariadb(folder: string): Promise<void> {
  const options = ['--innodb-buffer-pool-size=1G', '--innodb-log-file-size=512M']
  const server = await MariadbServer.start({ folder, options })
  print({ metric: 'server', ours: mariadbVersion(), limit: null })
  try {
    const database = await server.createDatabase()
    const connection = server.connection(database)
    const store = await openStore({ engine: 'mysql', connection, now: () => START, slotMinutes: DAY_MINUTES })
    await bench('mariadb', store, (day, series) => makeDay(server, database, day, series))
    await store.close()
  } finally {
    await server.stop()
  }
}

async function bench(
  engine: Engine,
  store: Store,
  fillDay: (day: number, series: number) => Promise<void>,
): Promise<void> {
  const days = Math.max(LEAST_DAYS, Math.ceil(SAMPLES / MOST_SERIES / DAY_STEPS))
  const series = Math.min(MOST_SERIES, Math.ceil(SAMPLES / days / DAY_STEPS))
  const startedAt = performance.now()
  const ofADay: Times[] = []
  let filled = 0
  for (const until of [Math.ceil(days / 10), days]) {
    for (; filled < until; filled += 1) await fillDay(filled, series)
    const samples = filled * series * DAY_STEPS
    const readDays = [1, ...(filled >= LEAST_DAYS ? [LEAST_DAYS] : [])]
    for (const length of readDays) {
      const times = await readCharts(store, { filled, series, length })
      if (length === 1) ofADay.push(times)
      for (const share of ['p50', 'p95', 'again'] as const) {
        print({
          metric: `${engine}: 12 series × ${length} days of ${samples} samples, ${share}, ms`,
          ours: round(times[share]),
          limit: LIMITS_MS[engine],
        })
      }
    }
  }
  const [small, large] = ofADay
  for (const share of ['p50', 'p95', 'again'] as const) {
    print({
      metric: `${engine}: a day from ten times as many samples, ${share}, ms`,
      ours: round(large?.[share] ?? NaN),
      limit: round(small?.[share] ?? NaN),
    })
  }
  print({ metric: `${engine}: all of it, s`, ours: round((performance.now() - startedAt) / 1_000) })
}

interface Times {
  readonly p50: number
  readonly p95: number
  /** Of the same reads once more, when what they need is in memory. */
  readonly again: number
}

/** Times of reads at random places: the first of a day comes from the disk. */
async function readCharts(
  store: Store,
  { filled, series, length }: { filled: number; series: number; length: number },
): Promise<Times> {
  const loop = monitorEventLoopDelay({ resolution: 1 })
  loop.enable()
  const times: number[] = []
  const again: number[] = []
  for (let turn = 0; turn < READS; turn += 1) {
    const from = START + Math.floor(Math.random() * (filled - length + 1)) * DAY_MS
    const seriesIds = Array.from({ length: CHART_SERIES }, () => 1 + Math.floor(Math.random() * series))
    const query = { seriesIds, from, to: from + length * DAY_MS - 1, maxPoints: CHART_POINTS }
    for (const into of [times, again]) {
      const readAt = performance.now()
      await store.samplesInRange(query)
      into.push(performance.now() - readAt)
    }
  }
  loop.disable()
  print({ metric: 'event loop delay p99 meanwhile, ms', ours: round(loop.percentile(99) / 1e6), limit: 50 })
  const at = (all: readonly number[], share: number): number =>
    all.toSorted((left, right) => left - right)[Math.floor(READS * share)] ?? NaN
  return { p50: at(times, 0.5), p95: at(times, 0.95), again: at(again, 0.5) }
}

async function putDay(store: Store, from: number, series: number): Promise<void> {
  const steps = 60
  const rows = series * steps
  for (let start = from; start < from + DAY_MS; start += steps * STEP_MS) {
    const samples = {
      series: Int32Array.from({ length: rows }, (_, row) => 1 + (row % series)),
      at: Float64Array.from({ length: rows }, (_, row) => start + Math.floor(row / series) * STEP_MS),
      value: Float64Array.from({ length: rows }, () => Math.random() * 100),
    }
    await store.commit({ ...EMPTY, samples })
  }
}

/** A day of raw samples and of both tiers, made by the server itself. */
async function makeDay(server: MariadbServer, database: string, day: number, series: number): Promise<void> {
  const first = START / MINUTE_MS + day * DAY_MINUTES
  const startsAt = first * MINUTE_MS
  const run = (sql: string): Promise<unknown> => server.execute(sql, database)
  const perMinute = MINUTE_MS / STEP_MS
  await run(`insert into sample_days values (${first / DAY_MINUTES}, ${DAY_MINUTES}, ${startsAt})`)
  await run(`insert into samples_raw
    select ${first}, s.seq, t.seq * ${STEP_MS}, rand() * 100
    from seq_1_to_${series} as s straight_join seq_0_to_${DAY_STEPS - 1} as t`)
  await run(`insert into samples_minute
    select ${first / 60} + h.seq, s.seq, m.seq, ${perMinute}, ${perMinute} * 50, 0, 100, 50
    from seq_0_to_23 as h straight_join seq_1_to_${series} as s straight_join seq_0_to_59 as m`)
  await run(`insert into samples_hour
    select ${first / DAY_MINUTES}, s.seq, h.seq, ${60 * perMinute}, ${60 * perMinute} * 50, 0, 100, 50
    from seq_1_to_${series} as s straight_join seq_0_to_23 as h`)
  await run(`insert into tier_starts values (60000, ${startsAt}), (3600000, ${startsAt})
    on duplicate key update first_at = least(first_at, values(first_at))`)
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

function round(value: number): number {
  return Math.round(value * 100) / 100
}

function print(line: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ bench: 'ranges', ...line }))
}
