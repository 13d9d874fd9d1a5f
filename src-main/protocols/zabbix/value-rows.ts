import type { EpochMs } from '../../contract/index.ts'
import { type Fields, integerOf, isFields, textOf } from './fields.ts'
import { ZABBIX_LIMITS } from './limits.ts'

/** Why a row of values is no value. Each is counted, none makes the request fail (zabbix.md §5). */
export const BROKEN_REASONS = ['not an object', 'no item', 'wrong time', 'no value', 'wrong number'] as const
export type BrokenReason = (typeof BROKEN_REASONS)[number]

/** Where the reading of a log file stands. */
export interface LogPosition {
  readonly size: number
  readonly modifiedAt: number
}

/** One value as it was sent, of an item that a proxy names by number and an agent by host and key. */
export interface ValueRow {
  /** Within (sender, session); 0 when the sender numbers nothing. */
  readonly id: number
  readonly itemId: number
  readonly host: string
  readonly key: string
  /** Null: when it arrives. */
  readonly at: EpochMs | null
  /** Null: only the position in a log has moved on. */
  readonly value: string | null
  readonly isNotSupported: boolean
  readonly position: LogPosition | null
}

export interface ValueRows {
  readonly rows: readonly ValueRow[]
  /** Id of the last row that has one, which the next packet is held against; 0 without any. */
  readonly lastId: number
  readonly received: number
  readonly broken: ReadonlyMap<BrokenReason, number>
}

const SECOND_MS = 1_000
const NS_PER_MS = 1_000_000
const NS_PER_SECOND = 1_000_000_000
const STATE_NOT_SUPPORTED = 1

/**
 * Reads the rows of `history data` (items by number) or of `data` (items by
 * host and key). What cannot be read is left out and counted.
 */
export function readValueRows(section: readonly unknown[], by: 'itemId' | 'key'): ValueRows {
  const rows: ValueRow[] = []
  const broken = new Map<BrokenReason, number>()
  let lastId = 0
  for (const entry of section) {
    const row = isFields(entry) ? readRow(entry, by) : 'not an object'
    if (typeof row === 'string') broken.set(row, (broken.get(row) ?? 0) + 1)
    else rows.push(row)
    // A broken row is answered for like any other: it does not come again.
    if (isFields(entry)) lastId = (entry['id'] === undefined ? null : integerOf(entry['id'])) ?? lastId
  }
  return { rows, lastId, received: section.length, broken }
}

function readRow(entry: Fields, by: 'itemId' | 'key'): ValueRow | BrokenReason {
  const itemId = by === 'itemId' ? integerOf(entry['itemid']) : 0
  const host = by === 'key' ? textOf(entry['host']) : ''
  const key = by === 'key' ? textOf(entry['key']) : ''
  if (itemId === null || host === null || key === null) return 'no item'
  if (host.length > ZABBIX_LIMITS.nameLength || key.length > ZABBIX_LIMITS.keyLength) return 'no item'
  const at = readTime(entry['clock'], entry['ns'])
  if (at === 'wrong') return 'wrong time'
  const id = entry['id'] === undefined ? 0 : integerOf(entry['id'])
  if (id === null) return 'wrong number'
  const position = readPosition(entry)
  const value = textOf(entry['value'])
  // A null or an object is a value of the wrong type, not a missing one: it makes its item not supported.
  const sent = value ?? (entry['value'] === undefined ? null : JSON.stringify(entry['value']))
  if (sent === null && position === null) return 'no value'
  return {
    id,
    itemId,
    host,
    key,
    at,
    value: sent === null ? null : sent.slice(0, ZABBIX_LIMITS.textLength),
    isNotSupported: integerOf(entry['state']) === STATE_NOT_SUPPORTED,
    position,
  }
}

/** Milliseconds since 1970; null when the row has no clock; a second has less than 10^9 nanoseconds. */
export function readTime(clock: unknown, ns: unknown): EpochMs | null | 'wrong' {
  if (clock === undefined) return null
  const seconds = integerOf(clock)
  const nanoseconds = ns === undefined ? 0 : integerOf(ns)
  if (seconds === null || seconds < 0 || nanoseconds === null) return 'wrong'
  if (nanoseconds < 0 || nanoseconds >= NS_PER_SECOND) return 'wrong'
  const at = seconds * SECOND_MS + Math.floor(nanoseconds / NS_PER_MS)
  return Number.isSafeInteger(at) ? at : 'wrong'
}

function readPosition(entry: Fields): LogPosition | null {
  const size = integerOf(entry['lastlogsize'])
  if (size === null || size < 0) return null
  return { size, modifiedAt: Math.max(0, integerOf(entry['mtime']) ?? 0) }
}
