import type { StateSpan } from '../../src-main/contract/index.ts'
import { tidy } from './nice-axis.ts'
import { visible } from './summary.ts'
import type { ChartRange, ChartSeries } from './types.ts'

/** A text series in an export: its value at each change. */
export interface ExportStates {
  readonly label: string
  readonly spans: readonly StateSpan[]
}

export interface ExportColumn {
  readonly label: string
  /** As the wire names it; empty for a plain number and for words. */
  readonly unit: string
  /** What a point that stands for many values says of them. */
  readonly figure: 'value' | 'min' | 'max'
  readonly cells: ReadonlyMap<number, number | string>
}

/** Exactly what is visible: one row a time, one column a series; where there is no cell there is no value. */
export interface ExportTable {
  /** Epoch milliseconds, ascending. */
  readonly times: readonly number[]
  readonly columns: readonly ExportColumn[]
}

/** What a column is called in a head: label, unit and figure. */
export function columnName({ label, unit, figure }: ExportColumn): string {
  const name = unit === '' ? label : `${label} [${unit}]`
  return figure === 'value' ? name : `${name} ${figure}`
}

export function exportTable(
  series: readonly ChartSeries[],
  range: ChartRange,
  states: readonly ExportStates[] = [],
): ExportTable {
  const columns = [
    ...series.flatMap((one) => seriesColumns(one, range)),
    ...states.map((one) => stateColumn(one, range)),
  ]
  const times = new Set<number>()
  for (const column of columns) for (const time of column.cells.keys()) times.add(time)
  return { times: [...times].sort((one, other) => one - other), columns }
}

function seriesColumns({ label, unit, columns }: ChartSeries, range: ChartRange): ExportColumn[] {
  const { t, v, min, max } = columns
  const [start, end] = visible(columns, range)
  const column = (figure: ExportColumn['figure'], values: Float64Array): ExportColumn => {
    const cells = new Map<number, number>()
    for (let index = start; index < end; index += 1) {
      const value = values[index]!
      if (!Number.isNaN(value)) cells.set(t[index]!, tidy(value))
    }
    return { label, unit, figure, cells }
  }
  return [
    column('value', v),
    ...(min === null ? [] : [column('min', min)]),
    ...(max === null ? [] : [column('max', max)]),
  ]
}

function stateColumn({ label, spans }: ExportStates, range: ChartRange): ExportColumn {
  const cells = new Map<number, string>()
  for (const span of spans) {
    if (span.to < range.from || span.from > range.to) continue
    if (span.value !== null) cells.set(Math.max(span.from, range.from), span.value)
  }
  return { label, unit: '', figure: 'value', cells }
}
