import { columnName, exportTable, type ExportStates, type ExportTable } from './export-table.ts'
import type { ChartRange, ChartSeries } from './types.ts'

/** Names come from the wire, and a spreadsheet runs a cell that starts like a formula. */
const FORMULA_START = /^[=+\-@\t\r\n]/u

function quote(text: string): string {
  const safe = FORMULA_START.test(text) ? `'${text}` : text
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function cellText(cell: number | string | undefined): string {
  if (cell === undefined) return ''
  return typeof cell === 'number' ? String(cell) : quote(cell)
}

/**
 * Exactly what is visible as CSV (RFC 4180): one row a time, the time in ISO 8601
 * and as epoch milliseconds, one column a series in its own unit with a point as
 * the decimal sign. The head names the time zone and the units. An empty cell is
 * "no value", never a zero.
 */
export function toCsv(
  series: readonly ChartSeries[],
  range: ChartRange,
  states: readonly ExportStates[] = [],
): string {
  const { times, columns } = exportTable(series, range, states)
  const rows = [['time [UTC]', 'epoch_ms', ...columns.map((column) => quote(columnName(column)))].join(',')]
  for (const time of times) {
    const cells = columns.map((column) => cellText(column.cells.get(time)))
    rows.push([new Date(time).toISOString(), String(time), ...cells].join(','))
  }
  return `${rows.join('\r\n')}\r\n`
}

/** The same as JSON: times, then a column a series with its unit; null is "no value". */
export function toJson(table: ExportTable, range: ChartRange): string {
  const document = {
    format: 'scopedeck-values',
    version: 1,
    timeZone: 'UTC',
    timeUnit: 'epoch milliseconds',
    from: new Date(range.from).toISOString(),
    to: new Date(range.to).toISOString(),
    times: table.times,
    series: table.columns.map(({ label, unit, figure, cells }) => ({
      label,
      unit,
      figure,
      values: table.times.map((time) => cells.get(time) ?? null),
    })),
  }
  return `${JSON.stringify(document, null, 1)}\n`
}

/** A name that every file system takes. */
export function fileName(name: string, range: ChartRange, extension: string): string {
  const safe = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^-+|-+$/gu, '')
  const stamp = new Date(range.to).toISOString().slice(0, 19).replaceAll(':', '')
  return `${safe === '' ? 'scopedeck' : safe}_${stamp}Z.${extension}`
}
