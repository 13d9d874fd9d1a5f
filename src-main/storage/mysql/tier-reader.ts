import type { EpochMs } from '../../contract/index.ts'
import { MINUTE_MS, type RollupColumns, emptyRollups } from '../../domain/rollup.ts'
import { ROLLUP_COLUMNS, type TierLayout } from '../tiers.ts'
import { LARGEST_LIST, byLength, filledUp, marks } from './lists.ts'
import { type SampleDay, dayOf, slotsWithin } from './sample-days.ts'
import type { Row, Session } from './session.ts'
import { DAY_MINUTES } from './tiers.ts'

export interface SampleColumns {
  readonly t: Float64Array
  readonly v: Float64Array
}

const wideSql = `select slot, at, value from samples_raw force index (primary)
  where slot = ? and series_id = ? and at >= ? and at <= ? order by at`

const narrowSql = byLength(
  (length) => `select slot, at, value from samples_raw force index (primary)
    where slot in ${marks(length)} and series_id = ? order by slot, at`,
)

/** Raw samples of a series with `from` ≤ t ≤ `to`, ascending; `days` are those that there are, ascending. */
export async function readRaw(
  session: Session,
  days: readonly SampleDay[],
  seriesId: number,
  from: EpochMs,
  to: EpochMs,
): Promise<SampleColumns> {
  const parts: (readonly Row[])[] = []
  for (const day of days) {
    if (day.day < dayOf(from) || day.day > dayOf(to)) continue
    const slots = slotsWithin(day, from, to)
    if (day.slotMinutes === DAY_MINUTES) {
      for (const slot of slots) {
        const begin = slot * MINUTE_MS
        parts.push(await session.rows(wideSql, [slot, seriesId, from - begin, to - begin]))
      }
      continue
    }
    for (let start = 0; start < slots.length; start += LARGEST_LIST) {
      const list = filledUp(slots.slice(start, start + LARGEST_LIST))
      parts.push(await session.rows(narrowSql(list.length), [...list, seriesId]))
    }
  }
  return samplesOf(parts, from, to)
}

const rollupSql = {
  samples_raw: byLength(() => ''),
  samples_minute: byLength((length) => tierSql('samples_minute', length)),
  samples_hour: byLength((length) => tierSql('samples_hour', length)),
}

function tierSql(table: string, length: number): string {
  return `select slot, at, ${ROLLUP_COLUMNS} from ${table} force index (primary)
    where slot in ${marks(length)} and series_id = ? order by slot, at`
}

/** Buckets of a series with `from` ≤ t ≤ `to`, ascending. `first` is the oldest bucket of the tier. */
export async function readTier(
  session: Session,
  tier: TierLayout,
  seriesId: number,
  from: EpochMs,
  to: EpochMs,
  first: EpochMs | null,
): Promise<RollupColumns> {
  if (first === null) return emptyRollups()
  const { slotMs, stepMs, table } = tier
  const parts: (readonly Row[])[] = []
  const lastSlot = Math.floor(Math.min(to, await newestOf(session, tier)) / slotMs)
  for (let slot = Math.floor(Math.max(from, first) / slotMs); slot <= lastSlot; slot += LARGEST_LIST) {
    const count = Math.min(LARGEST_LIST, lastSlot - slot + 1)
    const list = filledUp(Array.from({ length: count }, (_, index) => slot + index))
    parts.push(await session.rows(rollupSql[table](list.length), [...list, seriesId]))
  }
  return rollupsOf(parts, (slot, at) => slot * slotMs + at * stepMs, from, to)
}

/** End of the newest slot of a tier: nothing lies beyond. */
async function newestOf(session: Session, { table, slotMs }: TierLayout): Promise<EpochMs> {
  const [row] = await session.rows(`select max(slot) from ${table}`)
  return row === undefined || row[0] === null ? -1 : (Number(row[0]) + 1) * slotMs - 1
}

function samplesOf(parts: readonly (readonly Row[])[], from: EpochMs, to: EpochMs): SampleColumns {
  const size = parts.reduce((sum, rows) => sum + rows.length, 0)
  const t = new Float64Array(size)
  const v = new Float64Array(size)
  let count = 0
  for (const rows of parts) {
    for (const row of rows) {
      const at = (row[0] as number) * MINUTE_MS + (row[1] as number)
      if (at < from || at > to) continue
      t[count] = at
      v[count] = (row[2] as number | null) ?? NaN
      count += 1
    }
  }
  return { t: t.subarray(0, count), v: v.subarray(0, count) }
}

function rollupsOf(
  parts: readonly (readonly Row[])[],
  timeOf: (slot: number, at: number) => EpochMs,
  from: EpochMs,
  to: EpochMs,
): RollupColumns {
  const rows = parts.flat().filter((row) => {
    const at = timeOf(row[0] as number, row[1] as number)
    return at >= from && at <= to
  })
  const into = emptyRollups(rows.length)
  for (const [index, row] of rows.entries()) {
    into.t[index] = timeOf(row[0] as number, row[1] as number)
    into.count[index] = row[2] as number
    into.sum[index] = row[3] as number
    into.min[index] = (row[4] as number | null) ?? NaN
    into.max[index] = (row[5] as number | null) ?? NaN
    into.last[index] = (row[6] as number | null) ?? NaN
  }
  return into
}
