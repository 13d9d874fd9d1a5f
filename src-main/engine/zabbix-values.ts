import type { EpochMs } from '../contract/index.ts'
import type { ZabbixHost, ZabbixItem } from '../domain/zabbix-configuration.ts'
import { itemValue } from '../protocols/zabbix/item-values.ts'
import type { RowClock } from '../protocols/zabbix/row-times.ts'
import type { ValueRow, ValueRows } from '../protocols/zabbix/value-rows.ts'
import type { LogPositionRecord } from '../storage/received-records.ts'
import type { SeriesState, TakenTime } from './catalogue-state.ts'
import type { PlacedValue } from './flight.ts'
import { inPortions, type Turn } from './in-portions.ts'
import type { ZabbixSeries } from './zabbix-series.ts'

interface Target {
  readonly host: ZabbixHost
  readonly item: ZabbixItem
}

/** Gives the item of a row, or why there is none to take it. */
export type FindItem = (row: ValueRow) => Target | string

export interface TakenValues {
  readonly placed: readonly PlacedValue[]
  readonly positions: readonly LogPositionRecord[]
  /** What became of each item, for the pages: null, or why it is not supported. */
  readonly problems: ReadonlyMap<number, string | null>
  readonly processed: number
  readonly failed: number
  /** Why rows were left out, or got another time, with their numbers. */
  readonly remarks: ReadonlyMap<string, number>
  /** Undoes what placing has reserved, after a commit that failed. */
  takeBack(): void
}

/** What a value of an item that cannot be measured looks like among the states of its series. */
const NOT_SUPPORTED = 'Not supported: '

/**
 * Turns rows into values of series. Rows up to `last` are stored already and
 * passed over; it is the id at the start of the packet, so that ids that are out
 * of order within one packet are all taken (zabbix.md §5). Many rows take several
 * turns of the loop.
 */
export async function takeValues(
  values: ValueRows,
  options: {
    readonly last: number
    readonly clock: RowClock
    readonly receivedAt: EpochMs
    readonly findItem: FindItem
    readonly series: ZabbixSeries
    readonly turn?: Turn | undefined
  },
): Promise<TakenValues> {
  const { last, clock, receivedAt, findItem, series, turn } = options
  const placed: PlacedValue[] = []
  const positions = new Map<number, LogPositionRecord>()
  const problems = new Map<number, string | null>()
  const remarks = new Map<string, number>(values.broken)
  const before = new Map<SeriesState, TakenTime | null>()
  const remark = (words: string): void => void remarks.set(words, (remarks.get(words) ?? 0) + 1)
  let failed = values.received - values.rows.length
  let processed = 0

  const take = (row: ValueRow): void => {
    if (row.id !== 0 && row.id <= last) {
      processed++
      return
    }
    const target = findItem(row)
    const state =
      typeof target === 'string' ? target : (series.of(target.host, target.item) ?? 'too many items')
    if (typeof target === 'string' || typeof state === 'string') {
      failed++
      remark(String(typeof state === 'string' ? state : target))
      return
    }
    processed++
    const { item } = target
    if (row.position !== null && item.valueType === 'log') {
      positions.set(item.id, { itemId: item.id, ...row.position })
    }
    if (row.value === null) return
    const time = row.at === null ? receivedAt : clock.timeOf(row.at)
    if (time === null) remark('clock far off')
    if (!before.has(state)) before.set(state, state.taken)
    const converted = row.isNotSupported
      ? ({ ok: false, problem: row.value } as const)
      : itemValue(row.value, item.valueType)
    problems.set(item.id, converted.ok ? null : converted.problem)
    const value = converted.ok ? converted.value : NOT_SUPPORTED + converted.problem
    placed.push({ series: state, at: state.place(time ?? receivedAt), value })
  }
  await inPortions(values.rows, take, turn)

  return {
    placed,
    positions: [...positions.values()],
    problems,
    processed,
    failed,
    remarks,
    takeBack() {
      for (const [state, taken] of before) state.takeBack(taken)
    },
  }
}

/** `3 rows left out: no item (2), unknown item (1)`; null when there is nothing to say. */
export function remarksInWords(remarks: ReadonlyMap<string, number>): string | null {
  if (remarks.size === 0) return null
  const parts = [...remarks].map(([words, count]) => `${words} (${count})`)
  return `Rows left out or moved: ${parts.join(', ')}.`
}
