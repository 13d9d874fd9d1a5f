import type { en } from '../en.ts'
import type { Translation } from '../keys.ts'

export const charts: Translation<typeof en.charts> = {
  role: 'Diagramm',
  keys: 'Pfeiltasten bewegen den Cursor, Plus und Minus zoomen, Umschalt und Pfeil verschieben den Zeitraum, Escape setzt zurück. M beginnt eine Spanne, Enter zoomt auf sie, A fügt eine Anmerkung hinzu.',
  marks: '{count} Ereignis | {count} Ereignisse',
  series: 'Reihe',
  last: 'zuletzt',
  min: 'Min',
  mean: 'Mittel',
  max: 'Max',
  remove: 'Entfernen',
  removeSeries: '{label} entfernen',
  pickHint: 'Klick: allein zeigen. Strg-Klick: zeigen oder ausblenden.',
  loading: 'Wird geladen…',
  empty: 'Keine Werte in diesem Zeitraum',
  stale: 'Nicht aktuell',
  lost: 'Die Verbindung zur Konsole ist unterbrochen.',
  lastValue: 'Letzter Wert {age}',
  error: 'Die Werte konnten nicht gelesen werden.',
  retry: 'Erneut versuchen',
}
