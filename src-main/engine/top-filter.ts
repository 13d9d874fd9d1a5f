import type { EpochMs } from '../contract/index.ts'
import { type Filter, type FilterField, parseFilter } from '../domain/filter-query.ts'
import { QUANTITIES } from '../domain/quantities.ts'
import { ExpectedError } from './expected-error.ts'
import type { FoundColumn } from './top-index.ts'

const TEXT_FIELDS = ['host', 'source', 'state']
/** What people type for the columns they mean. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  mem: 'memory-free',
  memory: 'memory-free',
  swap: 'swap-free',
  net: 'network-in',
  procs: 'processes',
}

const PROBLEM_WORDS = {
  'unknown-field': 'There is no column of this name',
  'unknown-operator': 'This is no comparison that can be made',
  'not-a-number': 'This is not a number',
  'unknown-unit': 'The column has another unit than this',
  'missing-value': 'There is nothing to compare with',
} as const

/** The field that a person means: a text of the host, a quantity, or a column that was found. */
export function topFieldOf(name: string, columns: ReadonlyMap<string, FoundColumn>): FilterField | null {
  const typed = name.toLowerCase()
  if (TEXT_FIELDS.includes(typed)) return { kind: 'text', key: typed }
  const key = SHORT_NAMES[typed] ?? typed
  const quantity = QUANTITIES.find((each) => each.key === key)
  if (quantity !== undefined) return { kind: 'number', key, unit: quantity.unit }
  // The unit behind the point may be left out.
  const found =
    columns.get(key) ?? [...columns.values()].find(({ column }) => column.key.startsWith(`${key}.`))
  return found === undefined ? null : { kind: 'number', key: found.column.key, unit: found.column.unit }
}

/** The filter of a text; throws `BAD_REQUEST` with what was not understood. */
export function topFilterOf(text: string, columns: ReadonlyMap<string, FoundColumn>): Filter {
  const parsed = parseFilter(text, (name) => topFieldOf(name, columns))
  if ('ok' in parsed) return parsed.ok
  const { kind, word } = parsed.problem
  throw new ExpectedError('BAD_REQUEST', `filter: ${PROBLEM_WORDS[kind]}: ${word}`)
}

/** `a, b,a` as `a` and `b`. */
export function keysOf(list: string): readonly string[] {
  const keys = list
    .split(',')
    .map((key) => key.trim())
    .filter(Boolean)
  return [...new Set(keys)]
}

/** Milliseconds between a sample and the moment of the table; a sender's clock that is ahead counts as now. */
export function ageAt(now: EpochMs, at: EpochMs): number {
  return Math.max(0, Math.round(now - at))
}
