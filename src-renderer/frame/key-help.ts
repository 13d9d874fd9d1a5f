import type { MessageKey } from '../i18n/keys.ts'

/** Keys that do one thing; `/` stands between keys that do it alike. */
export interface KeyEntry {
  readonly keys: readonly string[]
  readonly what: MessageKey
}

export interface KeyGroup {
  readonly name: MessageKey
  readonly entries: readonly KeyEntry[]
}

const ANYWHERE: KeyGroup = {
  name: 'help.anywhere',
  entries: [
    { keys: ['Ctrl K'], what: 'help.find' },
    { keys: ['?'], what: 'help.keys' },
    { keys: ['Tab', 'Shift Tab'], what: 'help.walk' },
    { keys: ['Esc'], what: 'help.close' },
  ],
}

const TABLES: KeyGroup = {
  name: 'help.tables',
  entries: [
    { keys: ['↑', '↓', 'Home', 'End', 'PgUp', 'PgDn'], what: 'help.rows' },
    { keys: ['Enter'], what: 'help.open' },
    { keys: ['Space'], what: 'help.select' },
    { keys: ['Esc'], what: 'help.deselect' },
  ],
}

const CHARTS: KeyGroup = {
  name: 'help.charts',
  entries: [
    { keys: ['←', '→', 'Home', 'End'], what: 'help.cursor' },
    { keys: ['+', '−'], what: 'help.zoom' },
    { keys: ['Shift ←', 'Shift →', 'PgUp', 'PgDn'], what: 'help.pan' },
    { keys: ['M', 'Enter'], what: 'help.span' },
    { keys: ['A'], what: 'help.note' },
    { keys: ['Esc'], what: 'help.reset' },
  ],
}

const GRAPHS: KeyGroup = {
  name: 'help.graphs',
  entries: [
    { keys: ['F'], what: 'help.freeze' },
    { keys: ['[', ']'], what: 'help.spanStep' },
    { keys: ['⌫', 'Shift ⌫'], what: 'help.rangeBack' },
    { keys: ['N'], what: 'help.addChart' },
  ],
}

const TOP: readonly KeyGroup[] = [
  {
    name: 'help.top',
    entries: [
      { keys: ['/'], what: 'help.filter' },
      { keys: ['F'], what: 'help.freeze' },
      { keys: [',', '.'], what: 'help.step' },
      { keys: ['P'], what: 'help.play' },
      { keys: ['C'], what: 'help.columns' },
    ],
  },
  {
    name: 'help.cells',
    entries: [
      { keys: ['←', '→', '↑', '↓', 'Home', 'End', 'PgUp', 'PgDn'], what: 'help.cellMove' },
      { keys: ['Enter'], what: 'help.cellOpen' },
      { keys: ['G'], what: 'help.cellGraph' },
      { keys: ['S'], what: 'help.cellSort' },
      { keys: ['L'], what: 'help.cellLines' },
    ],
  },
]

/** Pages that have other keys than those of tables, by the start of their address. */
const PAGES: Readonly<Record<string, readonly KeyGroup[]>> = {
  '/graphs': [GRAPHS, CHARTS],
  '/top': TOP,
  '/settings': [],
}

/** The keys of a page and those of the frame. */
export function keyGroupsOf(path: string): readonly KeyGroup[] {
  const own = Object.entries(PAGES).find(([page]) => path === page || path.startsWith(`${page}/`))
  return [...(own?.[1] ?? [TABLES]), ANYWHERE]
}
