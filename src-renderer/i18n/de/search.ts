/** What is wrong with a search or a filter, while it is typed. */
export const search = {
  'mistake-field-missing': 'Vor „{part}“ fehlt der Name eines Feldes.',
  'mistake-value-missing': 'Nach „{part}“ fehlt ein Wert.',
  'mistake-quote-open': 'Das Anführungszeichen ist nicht geschlossen: {part}',
  'mistake-number-expected': 'Statt „{part}“ wird eine Zahl erwartet.',
  'mistake-unknown-field': 'Eine Spalte „{part}“ gibt es nicht.',
  'mistake-unknown-unit': 'Diese Spalte wird nicht in „{part}“ gezählt.',
  'mistake-not-comparable': 'Texte haben keine Reihenfolge: „{part}“ ist für Zahlen.',
}
