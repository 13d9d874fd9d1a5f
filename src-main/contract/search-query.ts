import { z } from 'zod'

/**
 * Searching with conditions, one grammar for every table: `host:web* cpu>80`.
 * Pure, so that a page can say what is wrong with a query while it is typed
 * and the engine can filter by it.
 *
 *     query     = { [ "-" ] ( condition | word ) }     all of them must hold
 *     condition = field operator value { "," value }   one of the values must fit
 *     operator  = ":" | "=" | "!=" | "<" | "<=" | ">" | ">="
 *
 * Fields, words and values with blanks or operators stand in double quotes.
 * `:` finds text anywhere, or all of it by a pattern of `*` and `?`; so does a
 * word. Numbers may have a unit: `80%`, `1.5GB`, `10k`, `250ms`; behind an
 * operator that orders, a comma between digits is a decimal comma. `==`, `=>`
 * and `=<` are read as they are meant. What the tables make of it is in
 * `search-match.ts`.
 */
export type SearchOperator = ':' | '=' | '!=' | '<' | '<=' | '>' | '>='

export interface SearchValue {
  /** As it was typed. */
  readonly text: string
  /** In the unit of the field; null where the text is no number. */
  readonly number: number | null
}

export type SearchTerm =
  | { readonly kind: 'word'; readonly text: string; readonly isNegated: boolean }
  | {
      readonly kind: 'condition'
      /** Key of the field. */
      readonly field: string
      readonly operator: SearchOperator
      /** At least one. */
      readonly values: readonly SearchValue[]
      readonly isNegated: boolean
    }

/** What is wrong with a query: the first thing. */
export const searchMistake = z.object({
  /** Place in the query, from 0. */
  at: z.number().int(),
  problem: z.enum([
    'field-missing',
    'value-missing',
    'quote-open',
    'number-expected',
    'unknown-field',
    'unknown-unit',
    'not-comparable',
  ]),
  /** The part of the query that it is about. */
  part: z.string(),
})
export type SearchMistake = z.infer<typeof searchMistake>

export type ParsedSearch =
  | { readonly ok: true; readonly terms: readonly SearchTerm[] }
  | { readonly ok: false; readonly mistake: SearchMistake }

export type SearchNumber =
  { readonly value: number } | { readonly problem: 'number-expected' | 'unknown-unit'; readonly part: string }

/** A field that a table has: of texts, or of numbers in a unit that `read` knows. */
export type SearchField =
  | { readonly kind: 'text'; readonly key: string }
  | { readonly kind: 'number'; readonly key: string; readonly read: (text: string) => SearchNumber }

/** The field of a name as it was typed; null where the table has none. */
export type SearchFields = (name: string) => SearchField | null

interface Token {
  readonly text: string
  readonly at: number
  readonly kind: 'text' | 'operator' | 'comma' | 'minus'
}

const ORDERING: ReadonlySet<string> = new Set(['<', '<=', '>', '>='])
const OPERATOR = /^(?:!=|<=|>=|==|=>|=<|[<>=:])/
const MEANT: Readonly<Record<string, string>> = { '==': '=', '=>': '>=', '=<': '<=' }
const TEXT_END = /[\s"<>=!:,]/
const DECIMAL_COMMA = /^,\d/

/** Powers of 1,000 for plain numbers, of 1,024 for bytes, as the console writes both; times in milliseconds. */
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  '%': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  b: 1,
  kb: 1024,
  mb: 1024 ** 2,
  gb: 1024 ** 3,
  tb: 1024 ** 4,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  tib: 1024 ** 4,
  ms: 1,
  s: 1e3,
  min: 6e4,
  h: 3.6e6,
}

/**
 * The terms of a query, or the first thing that is wrong with it. An empty
 * query has no terms.
 *
 * @param fields of a table whose fields are known; without it every name is a field, in lower case
 */
export function parseSearch(query: string, fields?: SearchFields): ParsedSearch {
  const tokens = tokensOf(query)
  if (!Array.isArray(tokens)) return { ok: false, mistake: tokens }
  const terms: SearchTerm[] = []
  let index = 0
  while (index < tokens.length) {
    const first = tokens[index] as Token
    const isNegated = first.kind === 'minus'
    if (isNegated) index++
    const name = tokens[index]
    if (name === undefined || name.kind !== 'text' || name.text === '')
      return wrong('field-missing', name ?? first)
    index++
    const operator = tokens[index]
    if (operator?.kind !== 'operator') {
      // Without an operator a comma is a comma.
      terms.push({ kind: 'word', text: name.text, isNegated })
      if (operator?.kind === 'comma') index++
      continue
    }
    index++
    const field = fields === undefined ? name.text.toLowerCase() : fields(name.text)
    if (field === null) return wrong('unknown-field', name)
    const values: SearchValue[] = []
    for (;;) {
      const sign = tokens[index]?.kind === 'minus' ? '-' : ''
      if (sign !== '') index++
      const value = tokens[index]
      if (value === undefined || value.kind !== 'text' || value.text === '')
        return wrong('value-missing', operator)
      index++
      const read = valueOf(sign + value.text, operator, field)
      if ('problem' in read) return wrong(read.problem, { at: value.at, text: read.part })
      values.push(read)
      if (tokens[index]?.kind !== 'comma') break
      index++
    }
    terms.push({
      kind: 'condition',
      field: typeof field === 'string' ? field : field.key,
      operator: operator.text as SearchOperator,
      values,
      isNegated,
    })
  }
  return { ok: true, terms }
}

function valueOf(
  text: string,
  operator: Token,
  field: SearchField | string,
): SearchValue | { readonly problem: SearchMistake['problem']; readonly part: string } {
  const isOrdering = ORDERING.has(operator.text)
  if (typeof field === 'string') {
    const number = numberOf(text)
    return number === null && isOrdering ? { problem: 'number-expected', part: text } : { text, number }
  }
  if (field.kind === 'text')
    return isOrdering ? { problem: 'not-comparable', part: operator.text } : { text, number: null }
  const read = field.read(text)
  return 'problem' in read ? read : { text, number: read.value }
}

/** A number with or without one of the usual units; null for anything else. */
export function numberOf(text: string): number | null {
  const parts = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-z%]*)(?:\/s)?$/i.exec(text.trim())
  const factor = UNITS[(parts?.[2] ?? '').toLowerCase()]
  return parts?.[1] === undefined || factor === undefined ? null : Number(parts[1]) * factor
}

function wrong(problem: SearchMistake['problem'], { at, text }: Pick<Token, 'at' | 'text'>): ParsedSearch {
  return { ok: false, mistake: { at, problem, part: text } }
}

function tokensOf(query: string): Token[] | SearchMistake {
  const tokens: Token[] = []
  let at = 0
  let isFirst = true
  while (at < query.length) {
    const sign = query[at] as string
    if (/\s/.test(sign)) {
      at++
      isFirst = true
      continue
    }
    const operator = OPERATOR.exec(query.slice(at, at + 2))?.[0]
    const before = tokens.at(-1)
    if (sign === '"') {
      const end = query.indexOf('"', at + 1)
      if (end < 0) return { at, problem: 'quote-open', part: query.slice(at) }
      tokens.push({ text: query.slice(at + 1, end), at, kind: 'text' })
      at = end + 1
    } else if (operator !== undefined) {
      tokens.push({ text: MEANT[operator] ?? operator, at, kind: 'operator' })
      at += operator.length
    } else if (sign === ',') {
      tokens.push({ text: sign, at, kind: 'comma' })
      at++
    } else if (sign === '-' && (isFirst || before?.kind === 'operator' || before?.kind === 'comma')) {
      tokens.push({ text: sign, at, kind: 'minus' })
      at++
    } else {
      const end = textEnd(query, at)
      const text = query.slice(at, end)
      const operatorBefore = before?.kind === 'minus' ? tokens.at(-2) : before
      const isOrdered = operatorBefore?.kind === 'operator' && ORDERING.has(operatorBefore.text)
      // `load>0,4` is less than a half: more than one value cannot be ordered by.
      if (isOrdered && /^\d+$/.test(text) && DECIMAL_COMMA.test(query.slice(end, end + 2))) {
        const rest = textEnd(query, end + 1)
        tokens.push({ text: `${text}.${query.slice(end + 1, rest)}`, at, kind: 'text' })
        at = rest
      } else {
        tokens.push({ text, at, kind: 'text' })
        at = end
      }
    }
    isFirst = false
  }
  return tokens
}

function textEnd(query: string, from: number): number {
  let end = from + 1
  while (end < query.length && !TEXT_END.test(query[end] as string)) end++
  return end
}
