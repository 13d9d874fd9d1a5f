import type { en } from '../en.ts'
import type { Translation } from '../keys.ts'

export const logins: Translation<typeof en.logins> = {
  summary: '{refused} heute abgewiesen',
  when: 'Wann',
  address: 'Adresse',
  protocol: 'Protokoll',
  claimed: 'Gab sich aus als',
  outcome: 'Ausgang',
  reason: 'Grund',
  'outcome-accepted': 'Angenommen',
  'outcome-refused': 'Abgewiesen',
  'show-all': 'Alle',
  'show-accepted': 'Angenommen',
  'show-refused': 'Abgewiesen',
  search: 'Adresse, Nummer oder Grund',
  rows: '{count} Zeile | {count} Zeilen',
  rowsAndOlder: '{count} Zeile, ältere darunter | {count} Zeilen, ältere darunter',
  ofHost: 'von {name}',
  repeats: '× {times}',
  repeatsWhy: '{count} solche Abweisungen innerhalb einer Minute',
  newRows: '{count} neu',
  noMatch: 'Keine Anmeldung passt zu diesem Filter.',
  block: '{address} sperren…',
  blockMany: '{count} Adresse sperren… | {count} Adressen sperren…',
  empty: 'Noch hat niemand versucht, sich anzumelden. Ein neuer Host bekommt Nummer und Passwort.',
}
