import { matchesGlob } from './glob.ts'
import { numberOf, type SearchTerm, type SearchValue } from './search-query.ts'

/** What a row has to say to a query. */
export interface Searchable {
  /** In which words are looked for. */
  readonly texts: readonly string[]
  /** Values of a field by its key; none where the row has no such thing. */
  valuesOf(field: string): readonly (string | number)[]
}

/**
 * Whether a row fulfils all terms of a query (`search-query.ts`). Case never
 * matters. A condition on a field of which the row has no value is not
 * fulfilled, whichever way it compares.
 */
export function matchesSearch(terms: readonly SearchTerm[], row: Searchable): boolean {
  return terms.every((term) => {
    const holds =
      term.kind === 'word'
        ? row.texts.some((text) => isFound(term.text, text))
        : holdsFor(term, row.valuesOf(term.field))
    return holds !== term.isNegated
  })
}

function holdsFor(term: SearchTerm & { kind: 'condition' }, values: readonly (string | number)[]): boolean {
  const some = (fits: (wanted: SearchValue, value: string | number) => boolean): boolean =>
    values.some((value) => term.values.some((wanted) => fits(wanted, value)))
  switch (term.operator) {
    case ':':
      return some((wanted, value) =>
        typeof value === 'number' ? isEqual(wanted, value) : isFound(wanted.text, value),
      )
    case '=':
      return some(isEqual)
    case '!=':
      return values.length > 0 && !some(isEqual)
    case '<':
      return some(compared((a, b) => a < b))
    case '<=':
      return some(compared((a, b) => a <= b))
    case '>':
      return some(compared((a, b) => a > b))
    case '>=':
      return some(compared((a, b) => a >= b))
  }
}

function compared(holds: (a: number, b: number) => boolean) {
  return ({ number }: SearchValue, value: string | number): boolean => {
    const own = typeof value === 'number' ? value : numberOf(value)
    return own !== null && number !== null && holds(own, number)
  }
}

function isEqual(wanted: SearchValue, value: string | number): boolean {
  return typeof value === 'number' ? wanted.number === value : matchesGlob(wanted.text, value)
}

/** A text anywhere in the value, a pattern of `*` and `?` all of it. */
function isFound(wanted: string, value: string): boolean {
  return /[*?]/.test(wanted) ? matchesGlob(wanted, value) : value.toLowerCase().includes(wanted.toLowerCase())
}
