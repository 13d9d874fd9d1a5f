/** Where a browser keeps what was chosen on the page. */
export const TOP_KEY = 'scopedeck.top'

export interface TopSort {
  /** `host`, `age`, or the key of a column. */
  readonly key: string
  readonly isDescending: boolean
}

export interface TopChoices {
  /** Null: the console chooses. */
  readonly columns: readonly string[] | null
  readonly sort: TopSort
  /** Columns whose cells have a small line. */
  readonly lines: readonly string[]
  readonly filter: string
}

export const FIRST_CHOICES: TopChoices = {
  columns: null,
  sort: { key: 'host', isDescending: false },
  lines: [],
  filter: '',
}

/** As many as the console gives side by side. */
export const MAX_COLUMNS = 60
const MAX_FILTER_LENGTH = 500
const MAX_KEY_LENGTH = 300

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function keysIn(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return []
  const keys = value.filter(
    (key): key is string =>
      typeof key === 'string' && key !== '' && key.length <= MAX_KEY_LENGTH && !key.includes(','),
  )
  return [...new Set(keys)].slice(0, MAX_COLUMNS)
}

/** What a text stands for; what is not understood is left out, never an error. */
export function parseChoices(text: string | null): TopChoices {
  try {
    const stored: unknown = JSON.parse(text ?? '{}')
    if (!isRecord(stored)) return FIRST_CHOICES
    const { columns, sort, lines, filter } = stored
    const isSort = isRecord(sort) && typeof sort['key'] === 'string'
    const chosen = keysIn(columns)
    return {
      columns: chosen.length === 0 ? null : chosen,
      sort: isSort
        ? { key: String(sort['key']), isDescending: sort['isDescending'] === true }
        : FIRST_CHOICES.sort,
      lines: keysIn(lines),
      filter: typeof filter === 'string' ? filter.slice(0, MAX_FILTER_LENGTH) : '',
    }
  } catch {
    return FIRST_CHOICES
  }
}

export function printChoices(choices: TopChoices): string {
  return JSON.stringify(choices)
}
