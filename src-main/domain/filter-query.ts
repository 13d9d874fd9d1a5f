import type { FilterProblem } from '../contract/index.ts'
import { parseFilterValue } from './filter-value.ts'
import { matchesGlob } from './glob.ts'

/** A field that a filter may name. */
export type FilterField =
  | { readonly kind: 'text'; readonly key: string }
  /** `unit`: what numbers are compared in, e.g. `B` or `%`. */
  | { readonly kind: 'number'; readonly key: string; readonly unit: string }

/** What a filter may ask of a row. */
export interface FilterRow {
  /** All texts of a field; a word without a field looks into those of the empty key. */
  texts(key: string): readonly string[]
  /** Null where there is no value. */
  number(key: string): number | null
}

export interface Filter {
  /** Number fields that the filter compares, each once. */
  readonly numbers: readonly string[]
  matches(row: FilterRow): boolean
}

type Test = (row: FilterRow) => boolean
type Parsed<Value> = { readonly ok: Value } | { readonly problem: FilterProblem }

const OPERATORS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '>=': (left, right) => left >= right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '<': (left, right) => left < right,
  '!=': (left, right) => left !== right,
  '=': (left, right) => left === right,
  ':': (left, right) => left === right,
}

/** `field`, an operator, and the rest; the longer operators first. */
const COMPARISON = /^([\p{L}\p{N}_.-]+)(>=|<=|!=|==|=>|=<|>|<|=|:)(.*)$/u
const KNOWN_MISTAKES: Readonly<Record<string, string>> = { '==': '=', '=>': '>=', '=<': '<=' }
/** Spaces around an operator belong to it; quotes keep spaces in a value. */
const SPACES_AROUND = /\s*(>=|<=|!=|==|=>|=<|[<>=])\s*/gu

/**
 * Parses `host:web* cpu>80 source:zabbix -state:stale "two words"`. All parts
 * have to hold. `:` finds a text anywhere, or all of it by a pattern of `*` and
 * `?`; `=` compares all of it; case never matters. A bare word is looked for
 * anywhere. A minus sign in front turns a part around; a comma in a text means
 * "or". What it has in common with contract/search-query.ts means the same there.
 *
 * @param fieldOf the field of a name as it was typed; null when there is none
 */
export function parseFilter(text: string, fieldOf: (name: string) => FilterField | null): Parsed<Filter> {
  const tests: Test[] = []
  const numbers = new Set<string>()
  for (const token of tokensOf(text)) {
    const isTurned = token.startsWith('-') && token.length > 1
    const parsed = parsePart(isTurned ? token.slice(1) : token, fieldOf, numbers)
    if ('problem' in parsed) return parsed
    const test = parsed.ok
    tests.push(isTurned ? (row) => !test(row) : test)
  }
  return { ok: { numbers: [...numbers], matches: (row) => tests.every((test) => test(row)) } }
}

function parsePart(
  token: string,
  fieldOf: (name: string) => FilterField | null,
  numbers: Set<string>,
): Parsed<Test> {
  const [, name, written = '', rest = ''] = COMPARISON.exec(token) ?? []
  if (name === undefined) {
    if (/^[<>=!:]/u.test(token)) return { problem: { kind: 'unknown-operator', word: token } }
    return { ok: bareWord(unquoted(token)) }
  }
  const operator = KNOWN_MISTAKES[written] ?? written
  const field = fieldOf(name)
  if (field === null) return { problem: { kind: 'unknown-field', word: name } }
  const value = unquoted(rest)
  if (value === '') return { problem: { kind: 'missing-value', word: token } }
  if (field.kind === 'text') return textTest(field.key, operator, value, token)
  const number = parseFilterValue(value, field.unit)
  if ('problem' in number) return { problem: { kind: number.problem, word: number.word } }
  const compare = OPERATORS[operator]
  if (compare === undefined) return { problem: { kind: 'unknown-operator', word: written } }
  numbers.add(field.key)
  return {
    ok: (row) => {
      const own = row.number(field.key)
      // What has no value is neither over nor under anything.
      return own !== null && compare(own, number.value)
    },
  }
}

function textTest(key: string, operator: string, value: string, token: string): Parsed<Test> {
  if (operator !== ':' && operator !== '=' && operator !== '!=')
    return { problem: { kind: 'unknown-operator', word: token } }
  const patterns = value.split(',').filter(Boolean)
  const fits = (pattern: string, text: string): boolean =>
    operator === ':' && !/[*?]/u.test(pattern)
      ? text.toLowerCase().includes(pattern.toLowerCase())
      : matchesGlob(pattern, text)
  const test: Test = (row) => row.texts(key).some((text) => patterns.some((pattern) => fits(pattern, text)))
  return { ok: operator === '!=' ? (row) => !test(row) : test }
}

function bareWord(word: string): Test {
  const wanted = word.toLowerCase()
  if (/[*?]/u.test(word)) {
    return (row) => row.texts('').some((text) => matchesGlob(word, text))
  }
  return (row) => row.texts('').some((text) => text.toLowerCase().includes(wanted))
}

function tokensOf(text: string): readonly string[] {
  const joined = text.replace(SPACES_AROUND, '$1')
  return joined.match(/(?:"[^"]*"?|[^\s"])+/gu) ?? []
}

function unquoted(text: string): string {
  return text.replace(/"/gu, '').trim()
}
