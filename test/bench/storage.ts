import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openStore } from '../../src-main/storage/open-store.ts'
import type { Store, WriteBatch } from '../../src-main/storage/store.ts'
import { applyWriterPragmas } from '../../src-main/storage/sqlite/open-database.ts'
import { MINUTE, RAW, ROLLUP_COLUMNS } from '../../src-main/storage/tiers.ts'
import { BUILT_THREADS } from '../support/built.ts'

const START = Date.UTC(2026, 0, 5)
const SECOND_MS = 1_000
const DAY_MS = 86_400_000

/** One second of 200 collectl machines. */
const BATCH_ROWS = 25_000
const BATCHES = 40
const CHART_SERIES = 12

/**
 * Inserts a second, and reading twelve series over a day, through the store
 * port beside prepared statements in this process on the same schema with the
 * same settings and batches. Prints a JSON line a metric; `ratio` of 1 means as
 * fast as bare statements. Tables that grow are `ranges.ts`, and what cleaning
 * costs those who commit beside it is `cleaning.ts`.
 */
export async function run(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'scopedeck-bench-'))
  try {
    await benchInserts(directory)
    await benchSmallCommits(directory)
    await benchRanges(directory)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function benchInserts(directory: string): Promise<void> {
  // By turns, so that whatever else the machine does hits both alike.
  const ours = await openAt(join(directory, 'inserts-ours.db'))
  const limit = await openRaw(join(directory, 'inserts-limit.db'))
  const insert = limit.prepare(
    'insert or replace into samples_raw (slot, series_id, at, value) values (?, ?, ?, ?)',
  )
  let oursMs = 0
  let limitMs = 0
  let slowestMs = 0
  for (let second = 0; second < BATCHES; second += 1) {
    const { samples } = batchOf(second, BATCH_ROWS)
    const storeMs = await timed(() => ours.commit({ ...EMPTY, samples }))
    oursMs += storeMs
    slowestMs = Math.max(slowestMs, storeMs)
    limitMs += await timed(() => {
      limit.exec('begin immediate')
      for (let row = 0; row < BATCH_ROWS; row += 1) {
        const at = samples.at[row] ?? 0
        const slot = Math.floor(at / RAW.slotMs)
        insert.run(slot, samples.series[row] ?? 0, at - slot * RAW.slotMs, samples.value[row] ?? 0)
      }
      limit.exec('commit')
    })
  }
  await ours.close()
  limit.close()
  const perSecond = (ms: number): number => (BATCH_ROWS * BATCHES) / (ms / SECOND_MS)
  report('inserts a second', perSecond(oursMs), perSecond(limitMs), perSecond(oursMs) / perSecond(limitMs))
  print({ metric: 'slowest commit of 25,000 samples, ms', ours: round(slowestMs), limit: 60, ratio: null })
}

async function benchSmallCommits(directory: string): Promise<void> {
  const store = await openAt(join(directory, 'small.db'))
  const rows = 64
  const login = {
    protocol: 'scopeport',
    address: '192.0.2.1',
    outcome: 'accepted',
    reason: null,
    repeats: 1,
  } as const
  const times: number[] = []
  for (let turn = 0; turn < 500; turn += 1) {
    const at = START + turn * SECOND_MS
    const logins = Array.from({ length: rows }, (_, row) => ({ ...login, at, identity: String(row) }))
    times.push(await timed(() => store.commit({ ...EMPTY, ...batchOf(turn, rows), logins })))
  }
  await store.close()
  const median = times.sort((left, right) => left - right)[times.length >> 1] ?? 0
  print({ metric: 'commit of 64 samples and 64 logins, ms', ours: round(median), limit: 1, ratio: null })
}

async function benchRanges(directory: string): Promise<void> {
  const file = join(directory, 'ranges.db')
  const store = await openAt(file)
  // Beside the twelve stand others, as they do in a real database.
  const series = 5 * CHART_SERIES
  const minutesABatch = 10
  for (let minute = 0; minute < DAY_MS / 60_000; minute += minutesABatch) {
    const rows = series * minutesABatch * 60
    const samples = {
      series: new Int32Array(rows),
      at: new Float64Array(rows),
      value: new Float64Array(rows),
    }
    for (let row = 0; row < rows; row += 1) {
      samples.series[row] = 1 + (row % series)
      samples.at[row] = START + minute * 60_000 + Math.floor(row / series) * SECOND_MS
      samples.value[row] = Math.random() * 100
    }
    await store.commit({ ...EMPTY, samples })
  }
  await store.rollUp(START + 2 * DAY_MS)

  const seriesIds = Array.from({ length: CHART_SERIES }, (_, index) => 1 + index * 5)
  const database = new DatabaseSync(file)
  applyWriterPragmas(database, null)
  const read = (maxPoints: number) =>
    store.samplesInRange({ seriesIds, from: START, to: START + DAY_MS - 1, maxPoints })
  const measure = async (
    metric: string,
    ours: () => Promise<unknown>,
    limit: () => unknown,
  ): Promise<void> => {
    const [oursTimes, limitTimes]: [number[], number[]] = [[], []]
    for (let turn = 0; turn < 7; turn += 1) {
      oursTimes.push(await timed(ours))
      limitTimes.push(await timed(limit))
    }
    const [oursMs, limitMs] = [Math.min(...oursTimes), Math.min(...limitTimes)]
    report(metric, oursMs, limitMs, limitMs / oursMs)
  }
  const [every, shown] = [(await read(86_400))[0]?.t.length ?? 0, (await read(1_200))[0]?.t.length ?? 0]
  // A range that does not begin on a bucket cuts one more, so there may be one point less than asked for.
  if (every !== 86_400 || shown > 1_200 || shown < 1_199)
    throw new Error(`The store gave ${every} and ${shown} points of a day.`)
  await measure(
    '12 series of one day, every raw sample, ms',
    () => read(86_400),
    () => rawStatements(database, seriesIds),
  )
  await measure(
    '12 series of one day, 1,200 points, ms',
    () => read(1_200),
    () => minuteStatements(database, seriesIds),
  )
  await store.close()
  database.close()
}

/** Twelve series over a day at 600 points, with a tenth of the samples and with all of them. */
const SLOTS =
  'with recursive slots (slot) as (select ?1 union all select slot + 1 from slots where slot < ?2)'

/** Every raw sample of a day, with the fastest plain statement that was found. */
function rawStatements(database: DatabaseSync, seriesIds: readonly number[]): number {
  const { slotMs } = RAW
  const statement = database.prepare(
    `${SLOTS} select row.slot * ${slotMs} + row.at, row.value
     from slots cross join samples_raw as row where row.slot = slots.slot and row.series_id = ?3`,
  )
  statement.setReturnArrays(true)
  let rows = 0
  for (const seriesId of seriesIds) {
    const found = statement.all(START / slotMs, (START + DAY_MS) / slotMs - 1, seriesId)
    const t = new Float64Array(found.length)
    const v = new Float64Array(found.length)
    for (const [index, [at, value]] of (found as unknown as readonly (readonly number[])[]).entries()) {
      t[index] = at ?? 0
      v[index] = value ?? NaN
    }
    rows += t.length
  }
  return rows
}

function minuteStatements(database: DatabaseSync, seriesIds: readonly number[]): number {
  const { slotMs, stepMs } = MINUTE
  const columns = ROLLUP_COLUMNS.split(', ').join(', row.')
  const statement = database.prepare(
    `${SLOTS} select row.slot * ${slotMs} + row.at * ${stepMs}, row.${columns}
     from slots cross join samples_minute as row where row.slot = slots.slot and row.series_id = ?3`,
  )
  statement.setReturnArrays(true)
  let rows = 0
  for (const seriesId of seriesIds) {
    const found = statement.all(START / slotMs, (START + DAY_MS) / slotMs - 1, seriesId)
    const [t, v, min, max] = Array.from({ length: 4 }, () => new Float64Array(found.length))
    for (const [index, row] of (found as unknown as readonly (readonly number[])[]).entries()) {
      if (t === undefined || v === undefined || min === undefined || max === undefined) continue
      t[index] = row[0] ?? 0
      v[index] = (row[2] ?? 0) / (row[1] ?? 1)
      min[index] = row[3] ?? NaN
      max[index] = row[4] ?? NaN
    }
    rows += found.length
  }
  return rows
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

function batchOf(second: number, rows: number): Pick<WriteBatch, 'samples'> {
  const at = START + second * SECOND_MS
  return {
    samples: {
      series: Int32Array.from({ length: rows }, (_, row) => row + 1),
      at: new Float64Array(rows).fill(at),
      value: Float64Array.from({ length: rows }, () => Math.random() * 100),
    },
  }
}

function openAt(file: string): Promise<Store> {
  return openStore({ engine: 'sqlite', file, workerUrl: BUILT_THREADS.sqlite, now: Date.now })
}

/** The same schema and settings without the store around them. */
async function openRaw(file: string): Promise<DatabaseSync> {
  await (await openAt(file)).close()
  const database = new DatabaseSync(file)
  applyWriterPragmas(database, null)
  return database
}

async function timed(work: () => unknown): Promise<number> {
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
  console.log(JSON.stringify({ bench: 'storage', ...line }))
}
