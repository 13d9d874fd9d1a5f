import { byLength, filledUp, marks } from './lists.ts'
import type { Session } from './session.ts'

/** Series in one statement. */
const SERIES_PER_STATEMENT = 256

/** Newest entry of one slot for each of the series: one seek a series. */
const newestSql = {
  samples_raw: newestIn('samples_raw', 'entry.value'),
  samples_minute: newestIn('samples_minute', 'entry.value_sum / nullif(entry.sample_count, 0)'),
  samples_hour: newestIn('samples_hour', 'entry.value_sum / nullif(entry.sample_count, 0)'),
}

function newestIn(table: string, value: string): (length: number) => string {
  return byLength(
    (length) => `select found.id, found.at, ${value}
      from (
        select series.id, (
          select newest.at from ${table} as newest
          where newest.slot = ? and newest.series_id = series.id and newest.at < ?
          order by newest.at desc limit 1) as at
        from series where series.id in ${marks(length)}
      ) as found
      join ${table} as entry on entry.slot = ? and entry.series_id = found.id and entry.at = found.at`,
  )
}

/** An entry as the table has it: `at` counts from the start of the slot; of a bucket, the mean. */
interface SlotEntry {
  readonly id: number
  readonly at: number
  /** Null: not available. */
  readonly value: number | null
}

/** The newest entry before `before` of those series of the catalogue that have one in the slot. */
export async function newestInSlot(
  session: Session,
  table: keyof typeof newestSql,
  slot: number,
  before: number,
  ids: readonly number[],
): Promise<readonly SlotEntry[]> {
  const found: SlotEntry[] = []
  for (let start = 0; start < ids.length; start += SERIES_PER_STATEMENT) {
    const list = filledUp(ids.slice(start, start + SERIES_PER_STATEMENT))
    const parameters = [slot, before, ...list, slot]
    for (const [id, at, value] of await session.rows(newestSql[table](list.length), parameters)) {
      found.push({ id: Number(id), at: Number(at), value: value === null ? null : Number(value) })
    }
  }
  return found
}
