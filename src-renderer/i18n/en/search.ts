/** What is wrong with a search or a filter, while it is typed. */
export const search = {
  'mistake-field-missing': 'The name of a field is missing before “{part}”.',
  'mistake-value-missing': 'A value is missing after “{part}”.',
  'mistake-quote-open': 'The quotation mark is not closed: {part}',
  'mistake-number-expected': 'A number is expected in place of “{part}”.',
  'mistake-unknown-field': 'There is no column “{part}”.',
  'mistake-unknown-unit': 'This column is not counted in “{part}”.',
  'mistake-not-comparable': 'Texts have no order: “{part}” is for numbers.',
}
