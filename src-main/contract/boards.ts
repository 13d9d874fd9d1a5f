import { z } from 'zod'
import { base, epochMs, rowId, sourceName } from './common.ts'
import { CONTRACT_LIMITS } from './limits.ts'

const name = z.string().trim().min(1).max(CONTRACT_LIMITS.boardNameLength)
const title = z.string().trim().max(CONTRACT_LIMITS.chartTitleLength).nullable()
/** Place in the palette of series colours; a series keeps it when others come and go. */
const color = z.number().int().min(0).max(95)

export const chartMode = z.enum(['lines', 'stacked'])
export type ChartMode = z.infer<typeof chartMode>

/** A level that somebody wants to see, in the unit of a series of the chart. */
export const chartThreshold = z.object({
  level: z.enum(['warn', 'bad']),
  value: z.number(),
  unit: z.string().max(64),
})
export type ChartThreshold = z.infer<typeof chartThreshold>

const thresholds = z.array(chartThreshold).max(CONTRACT_LIMITS.thresholdsPerChart)

export const boardChart = z.object({
  /** Null: named after its series. */
  title,
  mode: chartMode,
  thresholds,
  series: z
    .array(z.object({ id: rowId, color }))
    .min(1)
    .max(CONTRACT_LIMITS.seriesPerChart),
})
const charts = z.array(boardChart).max(CONTRACT_LIMITS.chartsPerBoard)

export const board = z.object({ id: rowId, name, charts, updatedAt: epochMs })
export type StoredBoard = z.infer<typeof board>

/** A series by what every console calls it: numbers differ from console to console. */
const seriesName = z.object({
  host: z.string().min(1).max(255),
  source: sourceName,
  metric: z.string().min(1).max(190),
})
export type SeriesName = z.infer<typeof seriesName>

/** A board as a file that another console understands. */
export const boardFile = z.object({
  format: z.literal('scopedeck-board'),
  version: z.literal(1),
  name,
  charts: z
    .array(
      z.object({
        title: title.default(null),
        mode: chartMode.default('lines'),
        thresholds: thresholds.default([]),
        series: z
          .array(seriesName.extend({ color: color.default(0) }))
          .min(1)
          .max(CONTRACT_LIMITS.seriesPerChart),
      }),
    )
    .max(CONTRACT_LIMITS.chartsPerBoard),
})
export type BoardFile = z.infer<typeof boardFile>

export const boardsContract = {
  /** By name. */
  list: base
    .route({ method: 'GET', path: '/boards', summary: 'Boards of charts' })
    .output(z.array(z.object({ id: rowId, name, charts: z.number().int(), updatedAt: epochMs }))),
  get: base
    .route({ method: 'GET', path: '/boards/{id}', summary: 'One board with its charts' })
    .input(z.object({ id: rowId }))
    .output(board),
  create: base
    .route({ method: 'POST', path: '/boards', successStatus: 201, summary: 'Make a board' })
    .input(z.object({ name, charts: charts.default([]) }))
    .output(board),
  /** What is left out stays as it is. */
  update: base
    .route({ method: 'PATCH', path: '/boards/{id}', summary: 'Rename a board, or change its charts' })
    .input(z.object({ id: rowId, name: name.optional(), charts: charts.optional() }))
    .output(board),
  /** Gives the removed board, which `restore` takes back. */
  remove: base
    .route({ method: 'DELETE', path: '/boards/{id}', summary: 'Remove a board' })
    .input(z.object({ id: rowId }))
    .output(board),
  /** Undo of a removal: the board comes back under its old number, so links to it work again. */
  restore: base.input(board).output(board),
  /** With the names of its series in place of their numbers; series that are gone are left out. */
  exportFile: base
    .route({ method: 'GET', path: '/boards/{id}/file', summary: 'A board as a file' })
    .input(z.object({ id: rowId }))
    .output(boardFile),
  /**
   * Makes a board of a file. A name that is taken gets a number. Series that
   * this console does not know are left out and named in the answer.
   */
  importFile: base
    .route({ method: 'POST', path: '/boards/file', successStatus: 201, summary: 'Make a board of a file' })
    .input(z.object({ file: z.unknown() }))
    .output(z.object({ board, missing: z.array(seriesName) })),
}
