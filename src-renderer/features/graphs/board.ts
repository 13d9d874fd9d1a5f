import type { ChartMode, ChartThreshold } from '../../../src-main/contract/index.ts'
import { CONTRACT_LIMITS } from '../../../src-main/contract/limits.ts'
import { SERIES_COLORS } from '../../charts/chart-theme.ts'

/** One series of a chart; it keeps its colour when others come and go. */
export interface BoardSeries {
  readonly id: number
  readonly color: number
}

export interface BoardChart {
  readonly key: string
  /** What a person called it; null: named after its series. */
  readonly title: string | null
  readonly mode: ChartMode
  readonly thresholds: readonly ChartThreshold[]
  readonly series: readonly BoardSeries[]
}

/** The charts of the Graphs page, in their order. Every change makes a new board, so undo is keeping the old one. */
export type Board = readonly BoardChart[]

export const EMPTY_BOARD: Board = []
export const MAX_CHARTS = CONTRACT_LIMITS.chartsPerBoard
export const MAX_SERIES_PER_CHART = CONTRACT_LIMITS.seriesPerChart
export const MAX_TITLE_LENGTH = CONTRACT_LIMITS.chartTitleLength

function freeColor(series: readonly BoardSeries[]): number {
  const used = new Set(series.map((one) => one.color))
  for (let color = 0; color < SERIES_COLORS * 3; color += 1) if (!used.has(color)) return color
  return series.length
}

function withSeries(series: readonly BoardSeries[], ids: readonly number[]): readonly BoardSeries[] {
  const next = [...series]
  for (const id of ids) {
    if (next.length >= MAX_SERIES_PER_CHART || next.some((one) => one.id === id)) continue
    next.push({ id, color: freeColor(next) })
  }
  return next
}

function freeKey(board: Board): string {
  let highest = 0
  for (const chart of board) highest = Math.max(highest, Number(chart.key.slice(1)) || 0)
  return `c${highest + 1}`
}

function change(board: Board, key: string, edit: (chart: BoardChart) => BoardChart): Board {
  return board.map((chart) => (chart.key === key ? edit(chart) : chart))
}

/** Adds a chart with these series, at the end or at `index`; a full board stays as it is. */
export function addChart(board: Board, ids: readonly number[], index = board.length): Board {
  if (board.length >= MAX_CHARTS || ids.length === 0) return board
  const series = withSeries([], ids)
  return board.toSpliced(index, 0, {
    key: freeKey(board),
    title: null,
    mode: 'lines',
    thresholds: [],
    series,
  })
}

export function removeChart(board: Board, key: string): Board {
  return board.filter((chart) => chart.key !== key)
}

export function addSeries(board: Board, key: string, ids: readonly number[]): Board {
  return change(board, key, (chart) => ({ ...chart, series: withSeries(chart.series, ids) }))
}

/** Takes a series out of a chart; a chart without any goes as well. */
export function removeSeries(board: Board, key: string, id: number): Board {
  const without = change(board, key, (chart) => ({
    ...chart,
    series: chart.series.filter((one) => one.id !== id),
  }))
  return without.filter((chart) => chart.series.length > 0)
}

/** An empty title means: named after its series. */
export function renameChart(board: Board, key: string, title: string): Board {
  const trimmed = title.trim().slice(0, MAX_TITLE_LENGTH)
  return change(board, key, (chart) => ({ ...chart, title: trimmed === '' ? null : trimmed }))
}

export function setMode(board: Board, key: string, mode: ChartMode): Board {
  return change(board, key, (chart) => ({ ...chart, mode }))
}

export function setThresholds(board: Board, key: string, thresholds: readonly ChartThreshold[]): Board {
  return change(board, key, (chart) => ({
    ...chart,
    thresholds: thresholds.slice(0, CONTRACT_LIMITS.thresholdsPerChart),
  }))
}

/** Moves a chart to a place among the others; beyond the ends is the end. */
export function moveChart(board: Board, key: string, index: number): Board {
  const from = board.findIndex((chart) => chart.key === key)
  const chart = board[from]
  if (chart === undefined) return board
  const target = Math.min(Math.max(index, 0), board.length - 1)
  return from === target ? board : board.toSpliced(from, 1).toSpliced(target, 0, chart)
}

/** The chart that shows exactly these series, in any order. */
export function findChart(board: Board, ids: readonly number[]): BoardChart | null {
  const wanted = new Set(ids)
  return (
    board.find(
      (chart) => chart.series.length === wanted.size && chart.series.every((one) => wanted.has(one.id)),
    ) ?? null
  )
}

/** Undo of a removal: the chart comes back to its place. */
export function putChartBack(board: Board, chart: BoardChart, index: number): Board {
  const key = board.some((other) => other.key === chart.key) ? freeKey(board) : chart.key
  return board.toSpliced(Math.min(index, board.length), 0, { ...chart, key })
}

/** Undo of taking a series out: it comes back in its colour, with its chart when that went too. */
export function putSeriesBack(board: Board, before: BoardChart, index: number, id: number): Board {
  const series = before.series.filter((one) => one.id === id)
  if (!board.some((chart) => chart.key === before.key)) {
    return putChartBack(board, { ...before, series }, index)
  }
  return change(board, before.key, (chart) =>
    chart.series.some((one) => one.id === id) ? chart : { ...chart, series: [...chart.series, ...series] },
  )
}
