import type { StateSpan } from '../../src-main/contract/index.ts'
import { tidy } from './nice-axis.ts'
import { visible } from './summary.ts'
import type { ChartRange, ChartSeries } from './types.ts'

/** A text series in an export: its value at each change. */
export interface CsvStates {
  readonly label: string
  readonly spans: readonly StateSpan[]
}

interface CsvColumn {
  readonly name: string
  readonly cells: ReadonlyMap<number, string>
}

/** Names come from the wire, and a spreadsheet runs a cell that starts like a formula. */
const FORMULA_START = /^[=+\-@\t\r]/u

function quote(text: string): string {
  const safe = FORMULA_START.test(text) ? `'${text}` : text
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function numberCells(
  times: Float64Array,
  values: Float64Array,
  start: number,
  end: number,
): Map<number, string> {
  const cells = new Map<number, string>()
  for (let index = start; index < end; index += 1) {
    const value = values[index]!
    if (!Number.isNaN(value)) cells.set(times[index]!, String(tidy(value)))
  }
  return cells
}

function seriesColumns(series: ChartSeries, range: ChartRange): CsvColumn[] {
  const { t, v, min, max } = series.columns
  const [start, end] = visible(series.columns, range)
  const name = series.unit === '' ? series.label : `${series.label} [${series.unit}]`
  const columns = [{ name, cells: numberCells(t, v, start, end) }]
  if (min !== null) columns.push({ name: `${name} min`, cells: numberCells(t, min, start, end) })
  if (max !== null) columns.push({ name: `${name} max`, cells: numberCells(t, max, start, end) })
  return columns
}

function stateColumn(states: CsvStates, range: ChartRange): CsvColumn {
  const cells = new Map<number, string>()
  for (const span of states.spans) {
    if (span.to < range.from || span.from > range.to) continue
    if (span.value !== null) cells.set(Math.max(span.from, range.from), quote(span.value))
  }
  return { name: states.label, cells }
}

/**
 * Exactly what is visible as CSV (RFC 4180): one row a time, the time in ISO 8601
 * (UTC) and as epoch milliseconds, one column a series in its own unit with a
 * point as the decimal sign. An empty cell is "no value", never a zero.
 */
export function toCsv(
  series: readonly ChartSeries[],
  range: ChartRange,
  states: readonly CsvStates[] = [],
): string {
  const columns = [
    ...series.flatMap((one) => seriesColumns(one, range)),
    ...states.map((one) => stateColumn(one, range)),
  ]
  const times = new Set<number>()
  for (const column of columns) for (const time of column.cells.keys()) times.add(time)
  const rows = [['time', 'epoch_ms', ...columns.map((column) => quote(column.name))].join(',')]
  for (const time of [...times].sort((a, b) => a - b)) {
    const cells = columns.map((column) => column.cells.get(time) ?? '')
    rows.push([new Date(time).toISOString(), String(time), ...cells].join(','))
  }
  return `${rows.join('\r\n')}\r\n`
}

/** A name that every file system takes. */
export function fileName(name: string, range: ChartRange, extension: string): string {
  const safe = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^-+|-+$/gu, '')
  const stamp = new Date(range.to).toISOString().slice(0, 19).replaceAll(':', '')
  return `${safe === '' ? 'scopedeck' : safe}_${stamp}Z.${extension}`
}
