import type { EpochMs } from '../contract/index.ts'
import type { TierColumns } from '../domain/row-digest.ts'
import { ROLLUP_COLUMNS, type TierLayout } from './tiers.ts'

export type TierName = 'raw' | 'minute' | 'hour'

/** Where to go on, in the order in which the rows lie; means something to the store that gave it only. */
export interface TierCursor {
  readonly slot: number
  readonly series: number
  readonly at: number
}

/** Rows with `from` ≤ t < `before`, whole days but for the last, at most `limit` of them. */
export interface TierQuery {
  readonly tier: TierName
  readonly from: EpochMs
  readonly before: EpochMs
  readonly after: TierCursor | null
  readonly limit: number
}

export interface TierRows extends TierColumns {
  /** Null when there are no more. */
  readonly next: TierCursor | null
}

export type TierRow = readonly (number | null)[]
export type AskRows = (sql: string, parameters: readonly number[]) => Promise<readonly TierRow[]>

const DAY_MS = 86_400_000

/** Reads rows as they lie. The same statements serve every database; each part of the key is one range of it. */
export async function readTierRows(ask: AskRows, layout: TierLayout, query: TierQuery): Promise<TierRows> {
  const { table, slotMs, stepMs } = layout
  const { from, before, after, limit } = query
  const columns = `slot, series_id, at, ${query.tier === 'raw' ? 'value' : ROLLUP_COLUMNS}`
  const firstSlot = Math.floor(from / slotMs)
  const endSlot = Math.ceil(before / slotMs)
  const rows: TierRow[] = []
  const read = async (condition: string, order: string, parameters: readonly number[]): Promise<void> => {
    if (rows.length >= limit) return
    const rest = limit - rows.length
    const sql = `select ${columns} from ${table} where ${condition} order by ${order} limit ${rest}`
    for (const row of await ask(sql, parameters)) rows.push(row)
  }
  if (after !== null) {
    await read('slot = ? and series_id = ? and at > ?', 'at', [after.slot, after.series, after.at])
    await read('slot = ? and series_id > ?', 'series_id, at', [after.slot, after.series])
  }
  const nextSlot = after === null ? firstSlot : after.slot + 1
  await read('slot >= ? and slot < ?', 'slot, series_id, at', [nextSlot, endSlot])
  const last = rows.at(-1)
  const timeOf = ([slot, , at]: TierRow): EpochMs => Number(slot) * slotMs + Number(at) * stepMs
  // A slot may reach beyond the end, where it is a day.
  const within = rows.filter((row) => timeOf(row) < before)
  const width = query.tier === 'raw' ? 1 : 5
  return {
    series: Int32Array.from(within, ([, series]) => Number(series)),
    at: Float64Array.from(within, timeOf),
    values: Array.from({ length: width }, (_, column) =>
      Float64Array.from(within, (row) => row[3 + column] ?? NaN),
    ),
    next:
      last === undefined || rows.length < limit
        ? null
        : { slot: Number(last[0]), series: Number(last[1]), at: Number(last[2]) },
  }
}

/** Days since 1970, UTC, in which the tier has rows; one short seek each. */
export async function readTierDays(ask: AskRows, { table, slotMs }: TierLayout): Promise<readonly number[]> {
  const days: number[] = []
  for (let slot = Number.MIN_SAFE_INTEGER; ;) {
    const [row] = await ask(`select slot from ${table} where slot >= ? order by slot limit 1`, [slot])
    if (row === undefined) return days
    const day = Math.floor((Number(row[0]) * slotMs) / DAY_MS)
    days.push(day)
    slot = Math.ceil(((day + 1) * DAY_MS) / slotMs)
  }
}

/** Parameters of `replace into` for rollups, row by row. */
export function rollupParameters(
  { series, at, values }: TierColumns,
  { slotMs, stepMs }: TierLayout,
  row: number,
): readonly (number | null)[] {
  const time = at[row] ?? 0
  const slot = Math.floor(time / slotMs)
  const [count, sum, ...others] = values.map((column) => column[row] ?? NaN)
  const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value)
  return [
    slot,
    series[row] ?? 0,
    (time - slot * slotMs) / stepMs,
    count ?? 0,
    sum ?? 0,
    ...others.map(orNull),
  ]
}

export function replaceRollupsSql({ table }: TierLayout, rows: number): string {
  const marks = new Array<string>(rows).fill('(?, ?, ?, ?, ?, ?, ?, ?)').join(', ')
  return `replace into ${table} (slot, series_id, at, ${ROLLUP_COLUMNS}) values ${marks}`
}
