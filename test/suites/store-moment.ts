import { describe, expect, it } from 'vitest'
import { freshStore } from './store-context.ts'
import {
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  NO_LIMITS,
  SECOND_MS,
  START,
  batchOf,
  commitSamples,
  seriesRecord,
  type MakeStore,
  type SampleRow,
} from './store-fixtures.ts'

/** What series said at a moment of the past. */
export function momentSuite(make: MakeStore): void {
  describe('samples at a moment', () => {
    const context = freshStore(make)
    const known = (...ids: number[]) =>
      context.store.commit(batchOf({ series: ids.map((id) => seriesRecord(id)) }))

    async function samplesAt(
      at: number,
      backMs: number,
      seriesIds: readonly number[] = [1, 2, 3],
    ): Promise<readonly SampleRow[]> {
      const {
        series,
        at: times,
        value,
      } = await context.store.samplesAt({ seriesIds, at, since: at - backMs })
      const rows = Array.from(series, (id, row): SampleRow => [id, times[row] ?? 0, value[row] ?? 0])
      return rows.sort(([left], [right]) => left - right)
    }

    it('are the newest at it or before it, not those after', async () => {
      await known(1, 2, 3)
      await commitSamples(context.store, [
        [1, START, 1],
        [1, START + SECOND_MS, 2],
        [1, START + 2 * SECOND_MS, 3],
        [2, START + 1_500, 20],
        [3, START + 9_000, 30],
      ])
      expect(await samplesAt(START + 1_500, MINUTE_MS)).toEqual([
        [1, START + SECOND_MS, 2],
        [2, START + 1_500, 20],
      ])
      expect(await samplesAt(START + 1_499, MINUTE_MS)).toEqual([[1, START + SECOND_MS, 2]])
      expect(await samplesAt(START - 1, MINUTE_MS)).toEqual([])
    })

    it('are no older than asked for, and looked for across slots, minutes and days', async () => {
      await known(1, 2, 3)
      await commitSamples(context.store, [
        [1, START - 5 * MINUTE_MS, 1],
        [2, START - 20_001, 2],
        [3, START - 1, 3],
      ])
      expect(await samplesAt(START, 20_000)).toEqual([[3, START - 1, 3]])
      expect((await samplesAt(START, 20_002)).map(([id]) => id)).toEqual([2, 3])
      expect((await samplesAt(START, 5 * MINUTE_MS)).map(([id]) => id)).toEqual([2, 3])
      expect((await samplesAt(START, 5 * MINUTE_MS + 1)).map(([id]) => id)).toEqual([1, 2, 3])
      expect((await samplesAt(START + 9, 3 * DAY_MS)).map(([id]) => id)).toEqual([1, 2, 3])
    })

    it('are NaN where the client said that there is no value', async () => {
      await known(1)
      await commitSamples(context.store, [
        [1, START, 1],
        [1, START + 5, NaN],
      ])
      expect(await samplesAt(START + 9, MINUTE_MS)).toEqual([[1, START + 5, NaN]])
    })

    it('are those of the series asked for, and of no other', async () => {
      await known(1, 2, 3)
      await commitSamples(context.store, [
        [1, START, 1],
        [2, START, 2],
      ])
      expect(await samplesAt(START, MINUTE_MS, [2, 99])).toEqual([[2, START, 2]])
      expect(await samplesAt(START, MINUTE_MS, [])).toEqual([])
    })

    it('are many in one question', async () => {
      const ids = Array.from({ length: 700 }, (_, index) => index + 1)
      await known(...ids)
      await commitSamples(
        context.store,
        ids.map((id): SampleRow => [id, START + id, id]),
      )
      expect(await samplesAt(START + HOUR_MS, 2 * HOUR_MS, ids)).toEqual(
        ids.map((id): SampleRow => [id, START + id, id]),
      )
    })

    it('are the mean of the minute, then of the hour, where the samples are gone', async () => {
      const { store } = context
      await known(1, 2)
      await commitSamples(store, [
        [1, START, 10],
        [1, START + 30 * SECOND_MS, 20],
        [2, START - 3 * HOUR_MS, 7],
        [1, START + 10 * HOUR_MS, 1],
      ])
      await store.rollUp(START + 11 * HOUR_MS)
      await store.deleteOlderThan({ ...NO_LIMITS, rawBefore: START + 5 * HOUR_MS })
      expect(await samplesAt(START + 40 * SECOND_MS, MINUTE_MS)).toEqual([[1, START, 15]])
      expect(await samplesAt(START + 3 * MINUTE_MS, MINUTE_MS)).toEqual([])
      expect(await samplesAt(START + 3 * MINUTE_MS, 10 * MINUTE_MS)).toEqual([[1, START, 15]])
      await store.deleteOlderThan({
        ...NO_LIMITS,
        rawBefore: START + 5 * HOUR_MS,
        minuteBefore: START + 5 * HOUR_MS,
      })
      expect(await samplesAt(START + 40 * MINUTE_MS, MINUTE_MS)).toEqual([[1, START, 15]])
      expect(await samplesAt(START - 2.5 * HOUR_MS, HOUR_MS)).toEqual([[2, START - 3 * HOUR_MS, 7]])
      expect(await samplesAt(START - 1.5 * HOUR_MS, 10 * MINUTE_MS)).toEqual([])
    })

    it('does not tell of what came later in a minute whose samples are there', async () => {
      const { store } = context
      await known(1)
      await commitSamples(store, [[1, START + 30 * SECOND_MS, 20]])
      await store.rollUp(START + HOUR_MS)
      expect(await samplesAt(START + 10 * SECOND_MS, HOUR_MS)).toEqual([])
    })
  })
}
