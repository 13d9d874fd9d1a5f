import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Store } from '../../src-main/storage/store.ts'
import { freshStore } from './store-context.ts'
import {
  HOUR_MS,
  MINUTE_MS,
  NO_LIMITS,
  SECOND_MS,
  START,
  batchOf,
  commitSamples,
  rangeOf,
  rejectionOf,
  samplesOf,
  type MakeStore,
  type SampleRow,
} from './store-fixtures.ts'

const AFTER = START + 10 * HOUR_MS
const ENDS = START + 5 * HOUR_MS

/**
 * Old samples that only the hours remember, and less old ones that minutes do:
 * so each tier can be asked for by where the range begins.
 */
async function prepareTiers(store: Store, ids: readonly number[]): Promise<void> {
  await commitSamples(
    store,
    ids.flatMap((id): SampleRow[] => [
      [id, START - 20 * HOUR_MS, 1],
      [id, START - 5 * HOUR_MS, 1],
    ]),
  )
  await store.rollUp(START)
  await store.deleteOlderThan({
    ...NO_LIMITS,
    rawBefore: START - 10 * HOUR_MS,
    minuteBefore: START - 10 * HOUR_MS,
  })
}

const readRaw = (store: Store, id: number) =>
  rangeOf(store, { from: START, to: ENDS, maxPoints: 100_000 }, id)

const readMinutes = (store: Store, id: number) =>
  rangeOf(store, { from: START, to: ENDS, maxPoints: 100_000, rawFrom: AFTER }, id)

async function readHours(store: Store, id: number) {
  const range = { from: START - 20 * HOUR_MS, to: ENDS, maxPoints: 100_000, rawFrom: AFTER }
  const { tier, t, v, min, max } = await rangeOf(store, range, id)
  expect(t.slice(0, 2)).toEqual([START - 20 * HOUR_MS, START - 5 * HOUR_MS])
  return { tier, t: t.slice(2), v: v.slice(2), min: min?.slice(2), max: max?.slice(2) }
}

/** What came so far, as raw samples and added up by hand. */
class Written {
  readonly #rows = new Map<string, SampleRow>()

  add(rows: readonly SampleRow[]): void {
    for (const row of rows) this.#rows.set(`${row[0]} ${row[1]}`, row)
  }

  of(seriesId: number): readonly SampleRow[] {
    return [...this.#rows.values()]
      .filter(([id]) => id === seriesId)
      .sort(([, left], [, right]) => left - right)
  }

  raw(seriesId: number) {
    const own = this.of(seriesId)
    return {
      tier: 'raw',
      t: own.map(([, at]) => at),
      v: own.map(([, , value]) => value),
      min: null,
      max: null,
    }
  }

  buckets(seriesId: number, tier: '1m' | '1h') {
    const bucketMs = tier === '1m' ? MINUTE_MS : HOUR_MS
    const buckets = new Map<number, number[]>()
    for (const [, at, value] of this.of(seriesId)) {
      const bucket = Math.floor(at / bucketMs) * bucketMs
      buckets.set(bucket, [...(buckets.get(bucket) ?? []), ...(Number.isNaN(value) ? [] : [value])])
    }
    const entries = [...buckets]
    const each = (add: (values: number[]) => number): number[] =>
      entries.map(([, values]) => (values.length === 0 ? NaN : add(values)))
    return {
      tier,
      t: entries.map(([bucket]) => bucket),
      v: each((values) => values.reduce((sum, value) => sum + value, 0) / values.length),
      min: each((values) => Math.min(...values)),
      max: each((values) => Math.max(...values)),
    }
  }

  async isIn(store: Store, ids: readonly number[]): Promise<void> {
    for (const id of ids) {
      expect(await readRaw(store, id)).toEqual(this.raw(id))
      expect(await readMinutes(store, id)).toEqual(this.buckets(id, '1m'))
      expect(await readHours(store, id)).toEqual(this.buckets(id, '1h'))
    }
  }
}

/** Tiers: minutes and hours say what the raw samples say, whenever they are asked. */
export function rollupSuite(make: MakeStore): void {
  describe('roll-up', () => {
    const context = freshStore(make)

    it('rolls a minute up once it is over and its grace has passed', async () => {
      const { store } = context
      await commitSamples(store, [
        [1, START, 1],
        [1, START + MINUTE_MS, 1],
      ])
      expect(await store.rollUp(START + MINUTE_MS + 4_999)).toEqual({ rolledUpTo: START })
      expect(await store.rollUp(START + MINUTE_MS + 5_000)).toEqual({ rolledUpTo: START + MINUTE_MS })
      expect(await store.rollUp(START + HOUR_MS)).toEqual({ rolledUpTo: START + HOUR_MS - MINUTE_MS })
    })

    it('answers alike before, between and after the roll-up', async () => {
      const { store } = context
      const written = new Written()
      const rows: SampleRow[] = []
      for (let second = 0; second < 2 * 3_600; second += 97)
        rows.push([1, START + second * SECOND_MS, second % 13])
      await prepareTiers(store, [1])
      await commitSamples(store, rows)
      written.add(rows)
      for (const rollUpAt of [0, 4 * MINUTE_MS, 61 * MINUTE_MS, 90 * MINUTE_MS, 3 * HOUR_MS]) {
        await store.rollUp(START + rollUpAt)
        await written.isIn(store, [1])
      }
    })

    it('is equal to the sum by hand, whatever comes when', async () => {
      const value = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -500, max: 500 }) }, fc.constant(NaN))
      // Few distinct times, so that some come twice, some within one minute, some hours apart.
      const after = fc.oneof(
        fc.integer({ min: 0, max: 5 * HOUR_MS - 1 }),
        fc.integer({ min: 0, max: 130_000 }),
      )
      const sample = fc.tuple(fc.integer({ min: 1, max: 2 }), after, value)
      const step = fc.oneof(
        { weight: 3, arbitrary: fc.record({ rows: fc.array(sample, { maxLength: 40 }) }) },
        { weight: 2, arbitrary: fc.record({ rollUpAt: fc.integer({ min: 0, max: 6 * HOUR_MS }) }) },
      )
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (steps) => {
          const database = await make()
          const written = new Written()
          try {
            await prepareTiers(database.store, [1, 2])
            for (const each of steps) {
              if ('rollUpAt' in each) await database.store.rollUp(START + each.rollUpAt)
              else {
                const rows = each.rows.map(([id, at, measured]): SampleRow => [id, START + at, measured])
                written.add(rows)
                await commitSamples(database.store, rows)
              }
              await written.isIn(database.store, [1, 2])
            }
          } finally {
            await database.dispose()
          }
        }),
        // On a cluster, where each table that is made goes round, fewer are tried.
        { numRuns: 20, interruptAfterTimeLimit: 30_000 },
      )
    }, 120_000)

    it('rolls late samples up again, into the hour as well, and leaves other series alone', async () => {
      const { store } = context
      const written = new Written()
      await prepareTiers(store, [1, 2])
      for (const rows of [
        [
          [1, START, 1],
          [2, START, 5],
        ],
        [[1, START + 30_000, 9]],
      ] as SampleRow[][]) {
        written.add(rows)
        await commitSamples(store, rows)
        await written.isIn(store, [1, 2])
        await store.rollUp(AFTER)
        await written.isIn(store, [1, 2])
      }
    })

    it('keeps the row of a series whose raw samples are gone when another is late in its minute', async () => {
      const { store } = context
      await prepareTiers(store, [1, 2])
      await commitSamples(store, [
        [1, START, 1],
        [2, START, 5],
      ])
      await store.rollUp(AFTER)
      await store.deleteOlderThan({ ...NO_LIMITS, rawBefore: START + HOUR_MS })
      await commitSamples(store, [[1, START + 1, 3]])
      for (const isRolledUp of [false, true]) {
        if (isRolledUp) await store.rollUp(AFTER)
        expect(await readMinutes(store, 1)).toMatchObject({ t: [START], v: [3] })
        expect(await readMinutes(store, 2)).toMatchObject({ t: [START], v: [5] })
        expect(await readHours(store, 2)).toMatchObject({ t: [START], v: [5] })
      }
    })

    it('rolls up what was stored at the second try, after all of the first was taken back', async () => {
      const { store } = context
      await prepareTiers(store, [1])
      const written = new Written()
      const rows: SampleRow[] = [[1, START, 1]]
      const bad = { seriesId: 1, at: NaN, value: 'at no time' }
      expect(await rejectionOf(store.commit(batchOf({ samples: samplesOf(rows), states: [bad] })))).toBe(
        'conflict',
      )
      await written.isIn(store, [1])
      written.add(rows)
      await commitSamples(store, rows)
      await store.rollUp(AFTER)
      await written.isIn(store, [1])
    })

    it('goes on after a restart', async () => {
      await prepareTiers(context.store, [1])
      const written = new Written()
      const rows: SampleRow[] = [
        [1, START, 4],
        [1, START + HOUR_MS, 6],
      ]
      written.add(rows)
      await commitSamples(context.store, rows)
      await context.store.rollUp(START + HOUR_MS)
      const again = await context.database.reopen()
      expect(await again.rollUp(AFTER)).toEqual({ rolledUpTo: AFTER - MINUTE_MS })
      await written.isIn(again, [1])
    })

    it('lets commits through, and misses none that comes while it runs', async () => {
      const { store } = context
      const written = new Written()
      const put = async (rows: readonly SampleRow[]): Promise<void> => {
        written.add(rows)
        await commitSamples(store, rows)
      }
      const series = Array.from({ length: 1_000 }, (_, index) => index + 1)
      await prepareTiers(store, series)
      for (let second = 0; second < 240; second += 1) {
        await put(series.map((id) => [id, START + second * SECOND_MS, id + second]))
      }
      let isRolledUp = false
      const rollUp = store.rollUp(AFTER).then(() => (isRolledUp = true))
      let during = 0
      for (let turn = 0; turn < 8; turn += 1) {
        await put([3, 500, 998].map((id) => [id, START + (turn % 4) * MINUTE_MS + 500 + turn, 10_000 + turn]))
        if (!isRolledUp) during += 1
      }
      await rollUp
      expect(during).toBeGreaterThan(1)
      await written.isIn(store, [1, 3, 500, 998, 1_000])
      await store.rollUp(AFTER)
      await written.isIn(store, [1, 3, 500, 998, 1_000])
    }, 30_000)
  })
}
