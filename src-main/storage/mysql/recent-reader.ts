import type { EpochMs } from '../../contract/index.ts'
import { MINUTE_MS } from '../../domain/rollup.ts'
import type { SampleBatch } from '../../domain/sample.ts'
import { byLength, filledUp, marks } from './lists.ts'
import { dayOf, readDays, slotsWithin } from './sample-days.ts'
import type { Session } from './session.ts'

const SERIES_PER_STATEMENT = 256

const recentSql = byLength(
  (length) => `select series_id, at, value from samples_raw
    where slot = ? and series_id in ${marks(length)} and at >= ?`,
)

/** Raw samples of these series since a moment ago: one seek a series in each of the last slots. */
export async function readRecent(
  session: Session,
  { seriesIds, since }: { readonly seriesIds: readonly number[]; readonly since: EpochMs },
): Promise<SampleBatch> {
  const days = (await readDays(session)).filter(({ day }) => day >= dayOf(since))
  const rows: (readonly [number, EpochMs, number])[] = []
  for (const day of days) {
    for (const slot of slotsWithin(day, since, Infinity).slice(0, 3)) {
      const slotStart = slot * MINUTE_MS
      for (let start = 0; start < seriesIds.length; start += SERIES_PER_STATEMENT) {
        const list = filledUp(seriesIds.slice(start, start + SERIES_PER_STATEMENT))
        const parameters = [slot, ...list, Math.max(0, since - slotStart)]
        for (const [id, at, value] of await session.rows(recentSql(list.length), parameters))
          rows.push([Number(id), slotStart + Number(at), value === null ? NaN : Number(value)])
      }
    }
  }
  return {
    series: Int32Array.from(rows, ([id]) => id),
    at: Float64Array.from(rows, ([, at]) => at),
    value: Float64Array.from(rows, ([, , value]) => value),
  }
}
