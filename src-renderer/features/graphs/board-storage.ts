import type { StoredBoard } from '../../../src-main/contract/index.ts'
import {
  EMPTY_BOARD,
  MAX_CHARTS,
  MAX_SERIES_PER_CHART,
  MAX_TITLE_LENGTH,
  type Board,
  type BoardChart,
} from './board.ts'

/** Where a window kept its only board, before boards lived in the console. */
export const OLD_BOARD_KEY = 'scopedeck.board'

/** The board that the console has; each chart gets a key of its own. */
export function fromStored(charts: StoredBoard['charts']): Board {
  return charts.map((chart, index) => ({ ...chart, key: `c${index + 1}` }))
}

/** A board as the console keeps it. */
export function toStored(board: Board): StoredBoard['charts'] {
  return board.map(({ title, mode, thresholds, series }) => ({
    title,
    mode,
    thresholds: [...thresholds],
    series: series.map((one) => ({ ...one })),
  }))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function readChart(value: unknown, index: number): BoardChart[] {
  if (!isRecord(value) || !Array.isArray(value['series'])) return []
  const seen = new Set<number>()
  const series = value['series'].slice(0, MAX_SERIES_PER_CHART).flatMap((one: unknown) => {
    if (!isRecord(one) || !isCount(one['id']) || one['id'] === 0 || seen.has(one['id'])) return []
    seen.add(one['id'])
    return [{ id: one['id'], color: isCount(one['color']) ? one['color'] : seen.size - 1 }]
  })
  if (series.length === 0) return []
  const title = typeof value['title'] === 'string' ? value['title'].slice(0, MAX_TITLE_LENGTH) : null
  return [{ key: `c${index + 1}`, title, mode: 'lines', thresholds: [], series }]
}

/** The board that an old window's text stands for; what is not understood is left out, never an error. */
export function parseBoard(text: string | null): Board {
  if (text === null) return EMPTY_BOARD
  try {
    const stored: unknown = JSON.parse(text)
    if (!isRecord(stored) || stored['version'] !== 1 || !Array.isArray(stored['charts'])) return EMPTY_BOARD
    return stored['charts'].slice(0, MAX_CHARTS).flatMap(readChart)
  } catch {
    return EMPTY_BOARD
  }
}

/** Series of a link such as `/graphs?series=1,2,3`, each once; anything else in it is left out. */
export function parseLink(query: unknown): readonly number[] {
  const text = Array.isArray(query) ? query.join() : query
  if (typeof text !== 'string') return []
  const ids = text.split(',').map(Number)
  return [...new Set(ids.filter((id) => Number.isSafeInteger(id) && id > 0))]
}
