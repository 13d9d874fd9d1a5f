import type { TimeRange } from '../../stores/time-range.ts'
import { parseLink } from './board-storage.ts'
import { COMPARISONS, type Comparison } from './use-compare.ts'

/** What a link to a state of the page says; null or empty where it says nothing. */
export interface LinkedState {
  readonly board: number | null
  readonly range: TimeRange | null
  readonly compare: Comparison | null
  /** Hidden series by the place of their chart on the board. */
  readonly hidden: ReadonlyMap<number, ReadonlySet<number>>
}

/** Every parameter that belongs to such a link. */
export const LINK_PARAMETERS = ['board', 'last', 'from', 'to', 'compare', 'hidden'] as const

type Query = Readonly<Record<string, unknown>>

/** Parameters such as `board=3&last=900000&hidden=0.12,2.7`. */
export function printState({ board, range, compare, hidden }: LinkedState): URLSearchParams {
  const query = new URLSearchParams()
  if (board !== null) query.set('board', String(board))
  if (range?.kind === 'relative') query.set('last', String(range.spanMs))
  if (range?.kind === 'absolute') {
    query.set('from', String(range.from))
    query.set('to', String(range.to))
  }
  if (compare !== null) query.set('compare', compare)
  const off = [...hidden].flatMap(([chart, ids]) => [...ids].map((id) => `${chart}.${id}`))
  if (off.length > 0) query.set('hidden', off.join())
  return query
}

/** What a link says; what is not understood is left out. Null when it says nothing of a state. */
export function parseState(query: Query): LinkedState | null {
  if (!LINK_PARAMETERS.some((name) => query[name] !== undefined)) return null
  const [board = null] = parseLink(query['board'])
  const compare = COMPARISONS.find((one) => one === query['compare']) ?? null
  return { board, range: parseRange(query), compare, hidden: parseHidden(query['hidden']) }
}

function parseRange(query: Query): TimeRange | null {
  const [last] = parseLink(query['last'])
  if (last !== undefined) return { kind: 'relative', spanMs: last }
  const [from] = parseLink(query['from'])
  const [to] = parseLink(query['to'])
  if (from === undefined || to === undefined || from >= to) return null
  return { kind: 'absolute', from, to }
}

function parseHidden(text: unknown): ReadonlyMap<number, ReadonlySet<number>> {
  const hidden = new Map<number, Set<number>>()
  if (typeof text !== 'string') return hidden
  for (const [, chart, id] of text.matchAll(/(\d+)\.(\d+)/gu)) {
    const ids = hidden.get(Number(chart)) ?? new Set()
    hidden.set(Number(chart), ids.add(Number(id)))
  }
  return hidden
}
