import { inject, provide, type InjectionKey } from 'vue'
import { readChartTheme } from '../../charts/chart-theme.ts'
import { fileName, toCsv, type CsvStates } from '../../charts/csv.ts'
import { saveFile } from '../../charts/export-file.ts'
import { toPng, type Picture } from '../../charts/png.ts'
import type { ChartRange, ChartSeries } from '../../charts/types.ts'

/** What one chart gives to an export: exactly what is visible of it. */
export interface ChartExport {
  readonly title: string
  readonly range: ChartRange
  readonly series: readonly ChartSeries[]
  readonly states: readonly CsvStates[]
  readonly picture: Picture
}

export interface Exports {
  /** A chart says how it is exported, for as long as it is there. Gives the function that takes it off. */
  register(key: string, make: () => ChartExport): () => void
  png(keys: readonly string[], name: string, columns: number): Promise<void>
  csv(keys: readonly string[], name: string): void
}

const EXPORTS: InjectionKey<Exports> = Symbol('exports')

/** PNG and CSV of one chart or of the whole board; made by the page, used by its charts. */
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
    csv(keys, name) {
      const charts = collect(keys)
      const [first] = charts
      if (first === undefined) return
      // A series that is in two charts is one column.
      const series = new Map(charts.flatMap((chart) => chart.series).map((one) => [one.id, one]))
      const states = new Map(charts.flatMap((chart) => chart.states).map((one) => [one.label, one]))
      const text = toCsv([...series.values()], first.range, [...states.values()])
      saveFile(fileName(name, first.range, 'csv'), new Blob([text], { type: 'text/csv;charset=utf-8' }))
    },
  }
  provide(EXPORTS, exports)
  return exports
}

export function useExports(): Exports {
  const exports = inject(EXPORTS)
  if (exports === undefined) throw new Error('A chart stands outside of a page that exports')
  return exports
}
