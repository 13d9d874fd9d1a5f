import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../domain/rollup.ts'
import { SQLITE } from '../dialect.ts'
import { migrate } from '../migrations/migrate.ts'
import { kyselyOver } from './kysely-database.ts'
import { PendingBuckets } from './pending-buckets.ts'
import { RollupWriter } from './rollup-writer.ts'
import { SampleWriter } from './sample-writer.ts'
import { TimeSlice } from './time-slice.ts'

const START = 20_000 * 24 * HOUR_MS
const LATER = START + 5 * HOUR_MS
/** More than one chunk of series, so that a minute takes several steps. */
const SERIES = 700

interface Bench {
  readonly database: DatabaseSync
  write(rows: readonly (readonly [series: number, at: number, value: number])[], isKept?: boolean): void
  step(): boolean
}

async function bench(): Promise<Bench> {
  const database = new DatabaseSync(':memory:')
  await migrate(kyselyOver(database, true), SQLITE, START)
  const pending = new PendingBuckets(database)
  const samples = new SampleWriter(database)
  const rollups = new RollupWriter(database, pending)
  return {
    database,
    write: (rows, isKept = true) => {
      database.exec('begin immediate')
      const minutes = samples.insert({
        series: Int32Array.from(rows, ([series]) => series),
        at: Float64Array.from(rows, ([, at]) => at),
        value: Float64Array.from(rows, ([, , value]) => value),
      })
      const added = pending.addMinutes(minutes)
      database.exec(isKept ? 'commit' : 'rollback')
      if (!isKept) return
      pending.settle(added)
      rollups.noteWritten(minutes)
    },
    step: () => rollups.slice(LATER, new TimeSlice(0)).isDone,
  }
}

const everySeries = (at: number): (readonly [number, number, number])[] =>
  Array.from({ length: SERIES }, (_, index) => [index + 1, at, index])

/** Sums of a tier, and what they should be. */
function sums(
  database: DatabaseSync,
  table: string,
  bucketMs: number,
): { stored: unknown; expected: unknown } {
  const [slots, steps] = table === 'samples_hour' ? [24, HOUR_MS] : [10, MINUTE_MS]
  const stored = database
    .prepare(
      `select slot * ${slots} + at as bucket, series_id, sample_count, value_sum from ${table} order by 1, 2`,
    )
    .all()
  const expected = database
    .prepare(
      `select (slot * 10000 + at) / ${steps} as bucket, series_id, count(value) as sample_count, sum(value) as value_sum
       from samples_raw group by 1, 2 order by 1, 2`,
    )
    .all()
  expect(bucketMs).toBe(steps)
  return { stored, expected }
}

function expectRolledUp(database: DatabaseSync): void {
  for (const [table, bucketMs] of [
    ['samples_minute', MINUTE_MS],
    ['samples_hour', HOUR_MS],
  ] as const) {
    const { stored, expected } = sums(database, table, bucketMs)
    expect(stored).toEqual(expected)
  }
  expect(database.prepare('select * from rollup_pending').all()).toEqual([])
}

describe('RollupWriter', () => {
  it('takes several steps for a minute of many series', async () => {
    const { database, write, step } = await bench()
    write(everySeries(START))
    let steps = 1
    while (!step()) steps += 1
    expect(steps).toBeGreaterThan(4)
    expectRolledUp(database)
  })

  it('misses no sample that is committed between any two steps', async () => {
    const late = fc.tuple(
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 1, max: SERIES }),
      fc.integer({ min: 0, max: 3 * MINUTE_MS }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(late, { maxLength: 12 }), async (lates) => {
        const { database, write, step } = await bench()
        for (const minute of [0, 1, 61]) write(everySeries(START + minute * MINUTE_MS))
        for (let number = 0, isDone = false; !isDone || number <= 12; number += 1) {
          for (const [when, series, after] of lates)
            if (when === number) write([[series, START + after, 1_000]])
          isDone = step()
        }
        while (!step());
        while (!step());
        expectRolledUp(database)
        database.close()
      }),
      { numRuns: 12 },
    )
  }, 20_000)

  it('keeps a minute pending that was written to behind it', async () => {
    const { database, write, step } = await bench()
    write(everySeries(START))
    step()
    write([[1, START + 1, 1_000]])
    while (!step());
    expect(database.prepare('select bucket from rollup_pending').all()).toHaveLength(1)
    while (!step());
    expectRolledUp(database)
  })

  it('takes a minute for pending again when the transaction that made it so was rolled back before', async () => {
    const { database, write, step } = await bench()
    write([[1, START, 1]], false)
    write([[1, START, 2]])
    while (!step());
    expectRolledUp(database)
    expect(database.prepare('select value_sum from samples_hour').all()).toHaveLength(1)
  })
})
