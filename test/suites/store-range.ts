import { describe, expect, it } from 'vitest'
import { freshStore } from './store-context.ts'
import {
  HOUR_MS,
  MINUTE_MS,
  SECOND_MS,
  START,
  batchOf,
  commitSamples,
  plain,
  rangeOf,
  samplesOf,
  seriesRecord,
  type MakeStore,
  type SampleRow,
} from './store-fixtures.ts'

const range = { from: START, to: START + HOUR_MS, maxPoints: 1_000 }

/** Writing samples, reading ranges of raw ones, and the newest of each series. */
export function rangeSuite(make: MakeStore): void {
  describe('samples', () => {
    const context = freshStore(make)

    it('gives few raw samples back untouched, NaN for what was not available', async () => {
      const { store } = context
      await commitSamples(store, [
        [1, START, 1.5],
        [1, START + 10, NaN],
        [1, START + 59_999, -7e300],
      ])
      expect(await rangeOf(store, range)).toEqual({
        tier: 'raw',
        t: [START, START + 10, START + 59_999],
        v: [1.5, NaN, -7e300],
        min: null,
        max: null,
      })
    })

    it('includes both ends of the range and nothing beyond', async () => {
      const { store } = context
      await commitSamples(
        store,
        [0, 1, 2, 3, 4].map((each): SampleRow => [1, START + each, each]),
      )
      expect((await rangeOf(store, { from: START + 1, to: START + 3, maxPoints: 9 })).v).toEqual([1, 2, 3])
      expect((await rangeOf(store, { from: START + 5, to: START + HOUR_MS, maxPoints: 9 })).v).toEqual([])
      expect((await rangeOf(store, { from: START + 3, to: START + 1, maxPoints: 9 })).v).toEqual([])
    })

    it('orders what came out of order, and lets a later sample of the same time stand', async () => {
      const { store } = context
      await commitSamples(store, [
        [2, START + 70_000, 4],
        [1, START + 70_000, 2],
        [1, START, 1],
        [1, START, 8],
      ])
      await commitSamples(store, [
        [1, START + 70_000, 9],
        [1, START + 20_000, 5],
      ])
      expect(await rangeOf(store, range)).toMatchObject({
        t: [START, START + 20_000, START + 70_000],
        v: [8, 5, 9],
      })
      expect(await rangeOf(store, range, 2)).toMatchObject({ v: [4] })
    })

    it('answers several series in the order asked, unknown ones with nothing', async () => {
      const { store } = context
      await commitSamples(store, [
        [1, START, 1],
        [3, START, 3],
      ])
      const ranges = await store.samplesInRange({ ...range, seriesIds: [3, 99, 1, 3] })
      expect(ranges.map((each) => plain(each).v)).toEqual([[3], [], [1], [3]])
    })

    it('decimates more samples than points, and keeps the peak', async () => {
      const { store } = context
      const rows = Array.from({ length: 600 }, (_, index): SampleRow => [
        1,
        START + index * SECOND_MS,
        index === 333 ? 1e9 : 1,
      ])
      await commitSamples(store, rows)
      const few = await rangeOf(store, { from: START, to: START + 600 * SECOND_MS, maxPoints: 60 })
      expect(few.tier).toBe('raw')
      expect(few.t.length).toBeGreaterThanOrEqual(60)
      expect(few.t.length).toBeLessThanOrEqual(61)
      expect(Math.max(...(few.max ?? []))).toBe(1e9)
      expect(Math.min(...(few.min ?? []))).toBe(1)
      const buckets = { from: START, to: START + 600 * SECOND_MS, maxPoints: 599, maxBuckets: 60 }
      expect((await rangeOf(store, buckets)).t.length).toBeLessThanOrEqual(60)
      const enough = await rangeOf(store, { from: START, to: START + 600 * SECOND_MS, maxPoints: 600 })
      expect(enough).toMatchObject({ t: rows.map(([, at]) => at), min: null })
    })

    it('reads days from minutes, each value once: at both ends, between, and before they are rolled up', async () => {
      const { store } = context
      const peaks = [5 * MINUTE_MS, 17 * HOUR_MS, 30 * HOUR_MS - 20 * SECOND_MS]
      const rows = Array.from({ length: 30 * 180 }, (_, index): SampleRow => {
        const after = index * 20 * SECOND_MS
        return [1, START + after, peaks.includes(after) ? 61 : after < 15 * HOUR_MS ? 1 : 3]
      })
      await commitSamples(store, rows)
      await store.rollUp(START + 30 * HOUR_MS - 90 * SECOND_MS)
      const query = { from: START + 3 * MINUTE_MS, to: START + 30 * HOUR_MS, maxPoints: 900, maxBuckets: 60 }
      const { tier, t, v, min, max } = await rangeOf(store, query)
      expect(tier).toBe('1m')
      expect(t.length).toBeGreaterThan(55)
      expect(t.length).toBeLessThanOrEqual(61)
      const shown = t.filter((_, point) => max?.[point] === 61).map((at) => at - START)
      expect(shown).toHaveLength(peaks.length)
      shown.forEach((at, peak) => expect(Math.abs(at - (peaks[peak] ?? 0))).toBeLessThanOrEqual(HOUR_MS / 2))
      const quiet = v.filter((_, point) => max?.[point] !== 61)
      expect([...new Set(quiet)].filter((value) => value !== 1 && value !== 3).length).toBeLessThanOrEqual(1)
      expect(new Set(min)).toEqual(new Set([1, 3]))
      // Thirty minutes of three values each, one of them the peak.
      const [, middle = 0] = v.filter((_, point) => max?.[point] === 61)
      expect((middle - 3) * 90).toBeCloseTo(58, -1)
    })

    it('leaves the columns of the caller alone', async () => {
      const { store } = context
      const whole = samplesOf([
        [7, START, 7],
        [1, START, 1],
        [1, START + 1, 2],
        [7, START, 7],
      ])
      const samples = {
        series: whole.series.subarray(1, 3),
        at: whole.at.subarray(1, 3),
        value: whole.value.subarray(1, 3),
      }
      await store.commit(batchOf({ samples }))
      expect([...whole.series]).toEqual([7, 1, 1, 7])
      expect((await rangeOf(store, range)).v).toEqual([1, 2])
      expect((await rangeOf(store, range, 7)).v).toEqual([])
    })

    it('reads across a hole of years', async () => {
      const { store } = context
      const later = START + 5 * 365 * 24 * HOUR_MS
      await commitSamples(store, [
        [1, START, 1],
        [1, later, 2],
      ])
      const all = await rangeOf(store, { from: 0, to: later, maxPoints: 10_000_000_000 })
      expect(all.v).toEqual([1, 2])
    })
  })

  describe('latest samples', () => {
    const context = freshStore(make)
    const latest = async (since: number): Promise<readonly SampleRow[]> => {
      const { series, at, value } = await context.store.latestSamples(since)
      const rows = Array.from(series, (id, row): SampleRow => [id, at[row] ?? 0, value[row] ?? 0])
      return rows.sort(([left], [right]) => left - right)
    }
    const known = (...ids: number[]) => batchOf({ series: ids.map((id) => seriesRecord(id)) })

    it('is the newest of each series after the time asked for', async () => {
      await context.store.commit(known(1, 2, 3))
      await commitSamples(context.store, [
        [1, START, 1],
        [1, START + 9_999, NaN],
        [2, START + 5_000, 2],
        [2, START + 4_000, 3],
        [3, START - HOUR_MS, 4],
      ])
      expect(await latest(START)).toEqual([
        [1, START + 9_999, NaN],
        [2, START + 5_000, 2],
      ])
      expect(await latest(START + 5_000)).toEqual([[1, START + 9_999, NaN]])
      expect(await latest(START + 9_999)).toEqual([])
    })

    it('finds series that have been silent for hours, rolled up or not', async () => {
      const { store } = context
      await store.commit(known(1, 2, 3, 4))
      await commitSamples(store, [
        [2, START + 3 * MINUTE_MS, 20],
        [2, START, 19],
      ])
      await store.rollUp(START + HOUR_MS)
      await commitSamples(store, [[3, START + 2 * HOUR_MS + 5, 30]])
      const busy = Array.from({ length: 1_200 }, (_, index): SampleRow => [
        1,
        START + 10 * HOUR_MS + index * SECOND_MS,
        index,
      ])
      await commitSamples(store, busy)
      expect(await latest(START)).toEqual([
        [1, START + 10 * HOUR_MS + 1_199 * SECOND_MS, 1_199],
        [2, START + 3 * MINUTE_MS, 20],
        [3, START + 2 * HOUR_MS + 5, 30],
      ])
      expect((await latest(START + HOUR_MS)).map(([id]) => id)).toEqual([1, 3])
    })

    it('takes a late sample for late', async () => {
      const { store } = context
      await store.commit(known(1, 2))
      await commitSamples(store, [[1, START + 2 * HOUR_MS, 1]])
      await store.rollUp(START + 4 * HOUR_MS)
      await commitSamples(store, [
        [1, START + HOUR_MS, 9],
        [2, START + HOUR_MS, 9],
      ])
      expect(await latest(START)).toEqual([
        [1, START + 2 * HOUR_MS, 1],
        [2, START + HOUR_MS, 9],
      ])
    })
  })
}
