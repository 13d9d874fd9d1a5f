import { describe, expect, it } from 'vitest'
import { addToDigest, EMPTY_DIGEST } from '../../src-main/domain/row-digest.ts'
import type { TierName } from '../../src-main/storage/tier-rows.ts'
import { freshStore } from './store-context.ts'
import {
  batchOf,
  commitSamples,
  DAY_MS,
  HOUR_MS,
  type MakeStore,
  MINUTE_MS,
  type SampleRow,
  SECOND_MS,
  seriesRecord,
  START,
} from './store-fixtures.ts'

/** Deleting by size, rollups made anew, and reading and writing rows for a copy. */
export function sizeSuite(make: MakeStore): void {
  describe('size, rebuild and copy', () => {
    const context = freshStore(make)
    const all = (tier: TierName, limit = 10_000) =>
      context.store.tierRows({ tier, from: 0, before: START + 10 * DAY_MS, after: null, limit })

    /** 400 series, every ten seconds for five minutes, on each of three days. */
    async function fill(): Promise<void> {
      for (const day of [0, 1, 2]) {
        const rows: SampleRow[] = []
        for (let at = 0; at < 5 * MINUTE_MS; at += 10 * SECOND_MS)
          for (let series = 1; series <= 400; series += 1)
            rows.push([series, START + day * DAY_MS + at, series + at])
        await commitSamples(context.store, rows)
      }
      await context.store.rollUp(START + 3 * DAY_MS)
    }

    it('deletes the oldest raw samples first, none of the last hour, and says how many', async () => {
      await fill()
      const { store } = context
      const now = START + 2 * DAY_MS + 30 * MINUTE_MS
      const deleted = await store.deleteOverSize({ maxBytes: 1, now })
      const { at } = await all('raw', 100_000)
      expect(deleted).toBeGreaterThanOrEqual(2 * 30 * 400)
      expect(Math.min(...at)).toBe(START + 2 * DAY_MS)
      expect(at.length).toBe(30 * 400)
    })

    it('deletes nothing while all fits', async () => {
      await fill()
      const { store } = context
      expect(await store.deleteOverSize({ maxBytes: 1e12, now: START + 3 * DAY_MS })).toBe(0)
    })

    it('makes minutes and hours anew, but not those of which retention has taken a part', async () => {
      const { store } = context
      await store.commit(batchOf({ series: [seriesRecord(1)] }))
      const rows = [0, 1, 2, 3].map((minute): SampleRow => [1, START + minute * MINUTE_MS, minute])
      await commitSamples(store, rows)
      await store.rollUp(START + 2 * HOUR_MS)
      const before = await all('minute')
      const wrong = before.values.map((column) => column.map((value) => value + 100))
      await store.putRollups('minute', { series: before.series, at: before.at, values: wrong })
      expect((await store.rebuild({ from: 0, to: START + DAY_MS })).minutes).toBeGreaterThanOrEqual(3)
      await store.rollUp(START + 2 * HOUR_MS)
      const [, sums = []] = (await all('minute')).values.map((column) => [...column])
      expect(sums).toEqual([100, 1, 2, 3])
    })

    it('gives the rows of a tier in slices that together are all of them, each once', async () => {
      await fill()
      let digest = EMPTY_DIGEST
      let after = null
      let slices = 0
      do {
        const rows = await context.store.tierRows({
          tier: 'raw',
          from: START,
          before: START + DAY_MS,
          after,
          limit: 777,
        })
        digest = addToDigest(digest, rows)
        after = rows.next
        slices += 1
      } while (after !== null)
      const whole = await context.store.tierRows({
        tier: 'raw',
        from: START,
        before: START + DAY_MS,
        after: null,
        limit: 100_000,
      })
      expect(slices).toBe(Math.floor((30 * 400) / 777) + 1)
      expect(digest).toEqual(addToDigest(EMPTY_DIGEST, whole))
      expect(await context.store.tierDays('raw')).toEqual([0, 1, 2].map((day) => START / DAY_MS + day))
    })
  })
}
