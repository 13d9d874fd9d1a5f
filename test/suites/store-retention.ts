import { describe, expect, it } from 'vitest'
import { freshStore } from './store-context.ts'
import {
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  NO_LIMITS,
  START,
  batchOf,
  commitSamples,
  loginAt,
  rangeOf,
  type MakeStore,
  type SampleRow,
} from './store-fixtures.ts'

/** Deleting what is too old, tier by tier. */
export function retentionSuite(make: MakeStore): void {
  describe('retention', () => {
    const context = freshStore(make)
    const rawTimes = async (): Promise<readonly number[]> =>
      (await rangeOf(context.store, { from: 0, to: START + DAY_MS, maxPoints: 1e9, rawFrom: 0 })).t

    it('deletes raw samples before the limit to within a slot, and counts them', async () => {
      const { store } = context
      const rows = [-HOUR_MS, -MINUTE_MS, -1, 0, 1].map((after): SampleRow => [1, START + after, 1])
      await commitSamples(store, rows)
      await store.rollUp(START + HOUR_MS)
      const deleted = await store.deleteOlderThan({ ...NO_LIMITS, rawBefore: START })
      expect(deleted).toBe(3)
      expect((await rangeOf(store, { from: START, to: START + 1, maxPoints: 9 })).t).toEqual([
        START,
        START + 1,
      ])
      expect(await store.deleteOlderThan({ ...NO_LIMITS, rawBefore: START })).toBe(0)
    })

    it('answers from the coarser tier where the finer one is gone', async () => {
      const { store } = context
      const rows = [0, 1, 2, 3].map((day): SampleRow => [1, START - day * DAY_MS, day])
      await commitSamples(store, rows)
      await store.rollUp(START + HOUR_MS)
      await store.deleteOlderThan({
        ...NO_LIMITS,
        rawBefore: START - DAY_MS,
        minuteBefore: START - 2 * DAY_MS,
      })
      const tierFrom = async (day: number) =>
        rangeOf(store, { from: START - day * DAY_MS, to: START + HOUR_MS, maxPoints: 100 })
      expect(await tierFrom(1)).toMatchObject({ tier: 'raw', v: [1, 0] })
      expect(await tierFrom(2)).toMatchObject({ tier: '1m', v: [2, 1, 0] })
      expect(await tierFrom(3)).toMatchObject({ tier: '1h', v: [3, 2, 1, 0] })
      await store.deleteOlderThan({ ...NO_LIMITS, hourBefore: START - 2 * DAY_MS })
      expect(await tierFrom(3)).toMatchObject({ v: [2, 1, 0] })
    })

    it('rolls up what would be deleted before it is', async () => {
      const { store } = context
      await commitSamples(store, [[1, START - 3 * HOUR_MS, 7]])
      await store.deleteOlderThan({ ...NO_LIMITS, rawBefore: START })
      expect(await rawTimes()).toEqual([START - 3 * HOUR_MS])
      expect((await rangeOf(store, { from: 0, to: START, maxPoints: 9 })).tier).not.toBe('raw')
    })

    it('does not delete what cannot be rolled up yet', async () => {
      const { store } = context
      await commitSamples(store, [[1, START + HOUR_MS, 7]])
      expect(await store.deleteOlderThan({ ...NO_LIMITS, rawBefore: START + 2 * HOUR_MS })).toBe(0)
      expect((await rangeOf(store, { from: START, to: START + 2 * HOUR_MS, maxPoints: 9 })).tier).toBe('raw')
    })

    it('does not delete minutes of an hour that cannot be rolled up yet', async () => {
      const { store } = context
      await commitSamples(store, [[1, START - HOUR_MS / 2, 7]])
      await store.rollUp(START)
      expect(await store.deleteOlderThan({ ...NO_LIMITS, minuteBefore: START + DAY_MS })).toBe(0)
      await store.rollUp(START + MINUTE_MS)
      expect(await store.deleteOlderThan({ ...NO_LIMITS, minuteBefore: START + DAY_MS })).toBe(1)
    })

    it('deletes many rows while commits go on', async () => {
      const { store } = context
      const rows: SampleRow[] = []
      for (let series = 1; series <= 500; series += 1)
        for (let second = 0; second < 200; second += 1)
          rows.push([series, START - HOUR_MS + second * 1_000, 1])
      await commitSamples(store, rows)
      await store.rollUp(START + HOUR_MS)
      const [deleted] = await Promise.all([
        store.deleteOlderThan({ ...NO_LIMITS, rawBefore: START, minuteBefore: START, hourBefore: START }),
        commitSamples(store, [[1, START + 5, 1]]),
      ])
      // Of the hours a whole day is deleted at a time.
      expect(deleted).toBe(rows.length + 500 * 4 + 500)
      expect(await rawTimes()).toEqual([START + 5])
    })

    it('deletes logins and text states that ended', async () => {
      const { store } = context
      const logins = [-2, -1, 0].flatMap((after) => [
        loginAt(START + after),
        loginAt(START + after, { outcome: 'refused', reason: 'x' }),
      ])
      await store.commit(batchOf({ logins }))
      await store.commit(
        batchOf({
          states: [
            { seriesId: 1, at: START - 20, value: 'a' },
            { seriesId: 1, at: START - 10, value: 'b' },
            { seriesId: 1, at: START, value: 'b' },
          ],
        }),
      )
      const deleted = await store.deleteOlderThan({ ...NO_LIMITS, hourBefore: START, loginsBefore: START })
      expect(deleted).toBe(5)
      expect((await store.logins({ limit: 10 })).map(({ at }) => at)).toEqual([START, START])
      expect(await store.states({ seriesId: 1, from: 0, to: START })).toEqual([
        { from: START - 10, to: START, value: 'b' },
      ])
    })

    it('deletes more logins than one slice takes', async () => {
      const { store } = context
      const logins = Array.from({ length: 12_000 }, (_, index) => loginAt(START - 12_000 + (index >> 1)))
      await store.commit(batchOf({ logins }))
      expect(await store.deleteOlderThan({ ...NO_LIMITS, loginsBefore: START - 6_001 })).toBe(11_998)
      expect(await store.logins({ limit: 10 })).toHaveLength(2)
    })
  })
}
