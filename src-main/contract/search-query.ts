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
 * `:` finds text anywhere, or all of it by a pattern of `*` and `?`. Numbers
 * may have a unit: `80%`, `1.5GB`, `10k`, `250ms`.
 */
export type SearchOperator = ':' | '=' | '!=' | '<' | '<=' | '>' | '>='

export interface SearchValue {
  readonly text: string
  /** Null where the text is no number. */
  readonly number: number | null
}

export type SearchTerm =
  | { readonly kind: 'word'; readonly text: string; readonly isNegated: boolean }
  | {
      readonly kind: 'condition'
      readonly field: string
      readonly operator: SearchOperator
      /** At least one. */
      readonly values: readonly SearchValue[]
      readonly isNegated: boolean
    }

export interface SearchMistake {
  /** Place in the query, from 0. */
  readonly at: number
  readonly problem: 'value-missing' | 'number-expected' | 'quote-open' | 'field-missing'
  /** The part of the query that it is about. */
  readonly part: string
}

export type ParsedSearch =
  | { readonly ok: true; readonly terms: readonly SearchTerm[] }
  | { readonly ok: false; readonly mistake: SearchMistake }

/** What a row has to say to a query. */
export interface Searchable {
  /** In which words are looked for. */
  readonly text: string
  /** Values of the field or metric of this name, lower case; none where the row has no such thing. */
  valuesOf(field: string): readonly (string | number)[]
}

interface Token {
  readonly text: string
  readonly at: number
  readonly kind: 'text' | 'operator' | 'comma' | 'minus'
  /** A blank, or the beginning, is before it. */
  readonly isFirst: boolean
}

const ORDERING: ReadonlySet<string> = new Set(['<', '<=', '>', '>='])
const TEXT_END = /[\s"<>=!:,]/

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

/** The terms of a query, or the first thing that is wrong with it. An empty query has no terms. */
export function parseSearch(query: string): ParsedSearch {
  const tokens = tokensOf(query)
  if (!Array.isArray(tokens)) return { ok: false, mistake: tokens }
  const terms: SearchTerm[] = []
  let index = 0
  while (index < tokens.length) {
    const first = tokens[index] as Token
    const isNegated = first.kind === 'minus'
    if (isNegated) index++
    const field = tokens[index]
    if (field === undefined || field.kind !== 'text') {
      return mistake('field-missing', field ?? first)
    }
    index++
    const operator = tokens[index]
    if (operator?.kind !== 'operator') {
      // Without an operator a comma is a comma.
      terms.push({ kind: 'word', text: field.text.toLowerCase(), isNegated })
      if (operator?.kind === 'comma') index++
      continue
    }
    index++
    const values: SearchValue[] = []
    for (;;) {
      const sign = tokens[index]?.kind === 'minus' ? '-' : ''
      if (sign !== '') index++
      const value = tokens[index]
      if (value === undefined || value.kind !== 'text') return mistake('value-missing', operator)
      index++
      const text = sign + value.text
      const number = numberOf(text)
      if (number === null && ORDERING.has(operator.text)) return mistake('number-expected', value)
      values.push({ text: text.toLowerCase(), number })
      if (tokens[index]?.kind !== 'comma') break
      index++
    }
    terms.push({
      kind: 'condition',
      field: field.text.toLowerCase(),
      operator: operator.text as SearchOperator,
      values,
      isNegated,
    })
  }
  return { ok: true, terms }
}

/** Whether a row fulfils all terms. A condition on a field that the row does not have is not fulfilled. */
export function matchesSearch(terms: readonly SearchTerm[], row: Searchable): boolean {
  const text = row.text.toLowerCase()
  return terms.every((term) => {
    const holds =
      term.kind === 'word'
        ? isFound(term.text.includes('*') ? `*${term.text}*` : term.text, text)
        : row.valuesOf(term.field).some((value) => holdsFor(term, value))
    return holds !== term.isNegated
  })
}

function holdsFor(term: SearchTerm & { kind: 'condition' }, value: string | number): boolean {
  if (term.operator === '!=') return term.values.every((wanted) => !isEqual(wanted, value))
  return term.values.some((wanted) => {
    switch (term.operator) {
      case ':':
        return typeof value === 'number' ? isEqual(wanted, value) : isFound(wanted.text, value)
      case '<':
        return compared(value, wanted, (a, b) => a < b)
      case '<=':
        return compared(value, wanted, (a, b) => a <= b)
      case '>':
        return compared(value, wanted, (a, b) => a > b)
      case '>=':
        return compared(value, wanted, (a, b) => a >= b)
      default:
        return isEqual(wanted, value)
    }
  })
}

function compared(
  value: string | number,
  { number }: SearchValue,
  holds: (a: number, b: number) => boolean,
): boolean {
  const own = typeof value === 'number' ? value : numberOf(value)
  return own !== null && number !== null && holds(own, number)
}

function isEqual(wanted: SearchValue, value: string | number): boolean {
  if (typeof value === 'number') return wanted.number === value
  if (/[*?]/.test(wanted.text)) return fitsPattern(value.toLowerCase(), wanted.text)
  return value.toLowerCase() === wanted.text
}

function isFound(wanted: string, value: string): boolean {
  const text = value.toLowerCase()
  return /[*?]/.test(wanted) ? fitsPattern(text, wanted) : text.includes(wanted)
}

/** Whether all of the text fits a pattern of `*` and `?`; in a time that no pattern can blow up. */
function fitsPattern(text: string, pattern: string): boolean {
  let at = 0
  let part = 0
  let star = -1
  let resumeAt = 0
  while (at < text.length) {
    if (pattern[part] === '*') {
      star = part++
      resumeAt = at
    } else if (part < pattern.length && (pattern[part] === '?' || pattern[part] === text[at])) {
      part++
      at++
    } else if (star >= 0) {
      part = star + 1
      at = ++resumeAt
    } else return false
  }
  while (pattern[part] === '*') part++
  return part === pattern.length
}

/** A number with or without a unit; null for anything else. */
function numberOf(text: string): number | null {
  const parts = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-z%]*)(?:\/s)?$/i.exec(text.trim())
  const factor = UNITS[(parts?.[2] ?? '').toLowerCase()]
  return parts?.[1] === undefined || factor === undefined ? null : Number(parts[1]) * factor
}

function mistake(problem: SearchMistake['problem'], { at, text }: Token): ParsedSearch {
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
    const operator = /^(?:!=|<=|>=|[<>=:])/.exec(query.slice(at, at + 2))?.[0]
    const before = tokens.at(-1)?.kind
    if (sign === '"') {
      const end = query.indexOf('"', at + 1)
      if (end < 0) return { at, problem: 'quote-open', part: query.slice(at) }
      tokens.push({ text: query.slice(at + 1, end), at, kind: 'text', isFirst })
      at = end + 1
    } else if (operator !== undefined) {
      tokens.push({ text: operator, at, kind: 'operator', isFirst })
      at += operator.length
    } else if (sign === ',') {
      tokens.push({ text: sign, at, kind: 'comma', isFirst })
      at++
    } else if (sign === '-' && (isFirst || before === 'operator' || before === 'comma')) {
      tokens.push({ text: sign, at, kind: 'minus', isFirst })
      at++
    } else {
      let end = at + 1
      while (end < query.length && !TEXT_END.test(query[end] as string)) end++
      tokens.push({ text: query.slice(at, end), at, kind: 'text', isFirst })
      at = end
    }
    isFirst = false
  }
  return tokens
}
