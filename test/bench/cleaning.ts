import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SampleBatch } from '../../src-main/domain/sample.ts'
import { openStore } from '../../src-main/storage/open-store.ts'
import type { Store, WriteBatch } from '../../src-main/storage/store.ts'
import { BUILT_THREADS } from '../support/built.ts'
import { MariadbServer, mariadbVersion } from '../support/mariadb.ts'

const START = Date.UTC(2026, 0, 5)
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** How long cleaning may let a commit wait. */
const LIMIT_MS = 100
/** So many samples are due every so often: 25,000 a second. */
const DUE_MS = 20
const DUE_SAMPLES = 500
const ALONE_MS = 10_000
const SERIES = 1_000
/** Samples of each series a day; `SCOPEDECK_BENCH_SAMPLES` is how many all days have together. */
const DAYS = 3
const SAMPLES = Number(process.env['SCOPEDECK_BENCH_SAMPLES'] ?? 3_000_000)
const FILL_SERIES = 25
const ENGINE = process.env['SCOPEDECK_BENCH_ENGINE'] ?? 'both'

/**
 * How long values wait while retention works beside them. They are due at a
 * steady rate, and committed as the console does: what was due during a commit
 * goes with the next one. The delay counts from when they were due until they
 * are stored, so that those behind a slow commit count as well. First alone,
 * then beside the roll-up of what is stored, the deleting of a part of a day in
 * slices, and of whole days. Prints a JSON line a metric: p50, p99 and max, the
 * same alone, and the difference, which has the limit. `sqlite` or `mariadb` as
 * `SCOPEDECK_BENCH_ENGINE` leaves the other one out.
 */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'scopedeck-bench-cleaning-'))
  const server = await MariadbServer.start({
    folder: join(folder, 'server'),
    options: ['--innodb-buffer-pool-size=1G', '--innodb-log-file-size=512M'],
  })
  try {
    const workerUrl = BUILT_THREADS.sqlite
    const now = () => START + DAYS * DAY_MS
    const file = join(folder, 'cleaning.db')
    if (ENGINE !== 'mariadb')
      await bench('sqlite', await openStore({ engine: 'sqlite', file, workerUrl, now }))
    if (ENGINE === 'sqlite') return
    print({ metric: 'server', ours: mariadbVersion(), limit: null })
    const connection = server.connection(await server.createDatabase())
    await bench('mariadb', await openStore({ engine: 'mysql', connection, now }))
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function bench(engine: string, store: Store): Promise<void> {
  await fill(store)
  const load = new SteadyLoad(store)
  const alone = await load.beside(() => new Promise((resolve) => setTimeout(resolve, ALONE_MS)))
  const today = START + DAYS * DAY_MS
  const kept = { rawBefore: 0, minuteBefore: 0, hourBefore: 0, loginsBefore: 0 }
  const works: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['roll-up of all that is stored', () => store.rollUp(today)],
    [
      'half a day deleted in slices',
      () => store.deleteOlderThan({ ...kept, rawBefore: START + DAY_MS / 2 + HOUR_MS / 2 }),
    ],
    ['days dropped', () => store.deleteOlderThan({ ...kept, rawBefore: START + (DAYS - 1) * DAY_MS })],
    [
      'a day of minutes deleted',
      () => store.deleteOlderThan({ ...kept, rawBefore: START, minuteBefore: START + DAY_MS }),
    ],
    ['deleted by size', () => store.deleteOverSize({ maxBytes: 1, now: today })],
  ]
  for (const [what, work] of works) {
    const startedAt = performance.now()
    const beside = await load.beside(work)
    const seconds = (performance.now() - startedAt) / 1_000
    for (const [name, share] of [
      ['p50', 0.5],
      ['p99', 0.99],
      ['max', 1],
    ] as const) {
      print({
        metric: `${engine}: ${what} (${round(seconds)} s), commit delay ${name}, ms`,
        ours: round(percentile(beside, share)),
        alone: round(percentile(alone, share)),
        added: round(percentile(beside, share) - percentile(alone, share)),
        limit: LIMIT_MS,
      })
    }
  }
  // What others do on the machine is in the figures as well.
  print({ metric: `${engine}: load of the machine meanwhile`, ours: round(loadavg()[0] ?? 0) })
  await load.end()
  await store.close()
}

/** Values that are due one after the other, whatever becomes of them. */
class SteadyLoad {
  readonly #store: Store
  readonly #delays: { readonly dueAt: number; readonly ms: number }[] = []
  readonly #running: Promise<void>
  #isOver = false

  constructor(store: Store) {
    this.#store = store
    this.#running = this.#run()
  }

  /** Delays of the commits that were due while the work was done. */
  async beside(work: () => Promise<unknown>): Promise<readonly number[]> {
    const from = performance.now()
    await work()
    const until = performance.now()
    // Those that were due by then have to be over.
    while ((this.#delays.at(-1)?.dueAt ?? 0) < until) await pause(DUE_MS)
    const within = this.#delays.filter(({ dueAt }) => dueAt >= from && dueAt <= until)
    return within.length === 0 ? [0] : within.map(({ ms }) => ms)
  }

  async end(): Promise<void> {
    this.#isOver = true
    await this.#running
  }

  async #run(): Promise<void> {
    const startedAt = performance.now()
    const dueAt = (number: number): number => startedAt + number * DUE_MS
    for (let number = 0; !this.#isOver;) {
      const early = dueAt(number) - performance.now()
      if (early > 1) await pause(early)
      const end = Math.max(number + 1, Math.floor((performance.now() - startedAt) / DUE_MS) + 1)
      await this.#store.commit({ ...EMPTY, samples: dueBatch(number, end) })
      for (; number < end; number += 1)
        this.#delays.push({ dueAt: dueAt(number), ms: performance.now() - dueAt(number) })
    }
  }
}

/** What is due from one number on and before another; each time half of the series. */
function dueBatch(from: number, before: number): SampleBatch {
  const length = (before - from) * DUE_SAMPLES
  const numberOf = (row: number): number => from + Math.floor(row / DUE_SAMPLES)
  const firstOf = (row: number): number => 1 + (numberOf(row) % (SERIES / DUE_SAMPLES)) * DUE_SAMPLES
  return {
    series: Int32Array.from({ length }, (_, row) => firstOf(row) + (row % DUE_SAMPLES)),
    at: Float64Array.from({ length }, (_, row) => START + DAYS * DAY_MS + numberOf(row) * DUE_MS),
    value: Float64Array.from({ length }, () => Math.random() * 100),
  }
}

async function fill(store: Store): Promise<void> {
  const perDay = Math.round(SAMPLES / DAYS / SERIES)
  const stepMs = Math.floor(DAY_MS / perDay)
  for (let day = 0; day < DAYS; day += 1) {
    for (let first = 1; first <= SERIES; first += FILL_SERIES) {
      const rows = FILL_SERIES * perDay
      await store.commit({
        ...EMPTY,
        samples: {
          series: Int32Array.from({ length: rows }, (_, row) => first + (row % FILL_SERIES)),
          at: Float64Array.from(
            { length: rows },
            (_, row) => START + day * DAY_MS + Math.floor(row / FILL_SERIES) * stepMs,
          ),
          value: Float64Array.from({ length: rows }, () => Math.random() * 100),
        },
      })
    }
  }
  // What is older than a minute is rolled up by then, but for the last day.
  await store.rollUp(START + (DAYS - 1) * DAY_MS + MINUTE_MS)
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

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

function print(line: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ bench: 'cleaning', ...line }))
}
