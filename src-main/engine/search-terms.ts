import { parseSearch, type SearchFields, type SearchMistake, type SearchTerm } from '../contract/index.ts'
import { ExpectedError } from './expected-error.ts'

const MISTAKES: Readonly<Record<SearchMistake['problem'], string>> = {
  'field-missing': 'the name of a field is missing before',
  'value-missing': 'a value is missing after',
  'quote-open': 'the quotation mark is not closed in',
  'number-expected': 'a number is expected in place of',
  'unknown-field': 'there is no column',
  'unknown-unit': 'the column is not counted in',
  'not-comparable': 'texts have no order, so they cannot be compared by',
}

/**
 * The terms of a query that a script or a page sent.
 *
 * @param parameter what the caller calls the query
 * @param fields of a table whose fields are known
 * @throws ExpectedError `BAD_REQUEST` with what was not understood, and where it stands
 */
export function searchTermsOf(
  query: string,
  parameter: string,
  fields?: SearchFields,
): readonly SearchTerm[] {
  const parsed = parseSearch(query, fields)
  if (parsed.ok) return parsed.terms
  const { problem, part, at } = parsed.mistake
  throw new ExpectedError('BAD_REQUEST', `${parameter}: ${MISTAKES[problem]} “${part}” (position ${at + 1}).`)
}
