import { inject, provide, type InjectionKey } from 'vue'
import { readChartTheme } from '../../charts/chart-theme.ts'
import { fileName, toCsv, toJson } from '../../charts/csv.ts'
import { saveFile } from '../../charts/export-file.ts'
import { exportTable, type ExportStates, type ExportTable } from '../../charts/export-table.ts'
import { toPng, type Picture } from '../../charts/png.ts'
import { toSvg } from '../../charts/svg.ts'
import type { ChartRange, ChartSeries } from '../../charts/types.ts'

/** What one chart gives to an export: exactly what is visible of it. */
export interface ChartExport {
  readonly title: string
  readonly range: ChartRange
  readonly series: readonly ChartSeries[]
  readonly states: readonly ExportStates[]
  readonly picture: Picture
}

export interface Exports {
  /** A chart says how it is exported, for as long as it is there. Gives the function that takes it off. */
  register(key: string, make: () => ChartExport): () => void
  png(keys: readonly string[], name: string, columns: number): Promise<void>
  svg(keys: readonly string[], name: string, columns: number): void
  csv(keys: readonly string[], name: string): void
  json(keys: readonly string[], name: string): void
  /** What is visible of one chart, for whoever reads it; null for a chart that is gone. */
  table(key: string): ExportTable | null
}

const EXPORTS: InjectionKey<Exports> = Symbol('exports')

/** Pictures and values of one chart or of the whole board; made by the page, used by its charts. */
export function provideExports(): Exports {
  const makers = new Map<string, () => ChartExport>()

  function collect(keys: readonly string[]): readonly ChartExport[] {
    return keys.flatMap((key) => makers.get(key)?.() ?? [])
  }

  const exports: Exports = {
    register(key, make) {
      makers.set(key, make)
      return () => {
        if (makers.get(key) === make) makers.delete(key)
      }
    },
    async png(keys, name, columns) {
      const charts = collect(keys)
      const [first] = charts
      if (first === undefined) return
      const theme = readChartTheme(document.documentElement)
      const pictures = charts.map((chart) => chart.picture)
      saveFile(fileName(name, first.range, 'png'), await toPng(pictures, columns, theme))
    },
    svg(keys, name, columns) {
      const charts = collect(keys)
      const [first] = charts
      if (first === undefined) return
      const theme = readChartTheme(document.documentElement)
      const text = toSvg(
        charts.map((chart) => chart.picture),
        columns,
        theme,
      )
      saveFile(fileName(name, first.range, 'svg'), new Blob([text], { type: 'image/svg+xml' }))
    },
    csv(keys, name) {
      const content = merged(collect(keys))
      if (content === null) return
      const text = toCsv(content.series, content.range, content.states)
      saveFile(fileName(name, content.range, 'csv'), new Blob([text], { type: 'text/csv;charset=utf-8' }))
    },
    json(keys, name) {
      const content = merged(collect(keys))
      if (content === null) return
      const table = exportTable(content.series, content.range, content.states)
      const text = toJson(table, content.range)
      saveFile(fileName(name, content.range, 'json'), new Blob([text], { type: 'application/json' }))
    },
    table(key) {
      const content = merged(collect([key]))
      return content === null ? null : exportTable(content.series, content.range, content.states)
    },
  }
  provide(EXPORTS, exports)
  return exports
}

/** A series that is in two charts is one column. */
function merged(charts: readonly ChartExport[]): Pick<ChartExport, 'series' | 'states' | 'range'> | null {
  const [first] = charts
  if (first === undefined) return null
  const series = new Map(charts.flatMap((chart) => chart.series).map((one) => [one.id, one]))
  const states = new Map(charts.flatMap((chart) => chart.states).map((one) => [one.label, one]))
  return { series: [...series.values()], states: [...states.values()], range: first.range }
}

export function useExports(): Exports {
  const exports = inject(EXPORTS)
  if (exports === undefined) throw new Error('A chart stands outside of a page that exports')
  return exports
}
