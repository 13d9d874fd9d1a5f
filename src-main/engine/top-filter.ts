import type { EpochMs, SearchField, SearchTerm } from '../contract/index.ts'
import { parseFilterValue } from '../domain/filter-value.ts'
import { QUANTITIES } from '../domain/quantities.ts'
import { searchTermsOf } from './search-terms.ts'
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

/** The field that a person means: a text of the host, a quantity, or a column that was found. */
export function topFieldOf(name: string, columns: ReadonlyMap<string, FoundColumn>): SearchField | null {
  const typed = name.toLowerCase()
  if (TEXT_FIELDS.includes(typed)) return { kind: 'text', key: typed }
  const key = SHORT_NAMES[typed] ?? typed
  const quantity = QUANTITIES.find((each) => each.key === key)
  if (quantity !== undefined) return numberField(key, quantity.unit)
  // The unit behind the point may be left out.
  const found =
    columns.get(key) ?? [...columns.values()].find(({ column }) => column.key.startsWith(`${key}.`))
  return found === undefined ? null : numberField(found.column.key, found.column.unit)
}

function numberField(key: string, unit: string): SearchField {
  return { kind: 'number', key, read: (text) => parseFilterValue(text, unit) }
}

/** What is asked of each host, and the columns that have to be looked at for it, each once. */
export interface TopFilter {
  readonly terms: readonly SearchTerm[]
  readonly numbers: readonly string[]
}

/** The filter of a text; throws `BAD_REQUEST` with what was not understood. */
export function topFilterOf(text: string, columns: ReadonlyMap<string, FoundColumn>): TopFilter {
  const terms = searchTermsOf(text, 'filter', (name) => topFieldOf(name, columns))
  const fields = terms.flatMap((term) => (term.kind === 'condition' ? [term.field] : []))
  return { terms, numbers: [...new Set(fields)].filter((field) => !TEXT_FIELDS.includes(field)) }
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
