import type { RunMachine, RunTable } from '../contract/index.ts'
import type { Catalogue } from './catalogue.ts'
import type { SeriesState } from './catalogue-state.ts'

/** What a table of machines shows, as far as the run measures it: one figure a column, none of a single device. */
const COLUMNS = [
  'cputotals.total',
  'cputotals.wait',
  'cpuload.avg1',
  'meminfo.free',
  'disktotals.readkbs',
  'disktotals.writekbs',
  'nettotals.kbin',
  'nettotals.kbout',
  'proc.run',
  'ctxint.ctx',
  'swapinfo.used',
] as const

/** The newest values of the machines of a run, one row a machine. */
export function runTable(catalogue: Catalogue, machines: readonly RunMachine[]): RunTable {
  const bySeries = machines.map((machine) => catalogue.findIdentity('collectl', machine.host)?.seriesByMetric)
  const columns = COLUMNS.flatMap((metric) => {
    const series = bySeries.map((of) => of?.get(metric)).find((one) => one !== undefined)
    return series === undefined ? [] : [{ metric, unit: series.record.unit, label: series.record.label }]
  })
  return {
    columns,
    rows: machines.map((machine, index) => {
      const { target, host, hostId, state, lastRecordAt } = machine
      // Of a machine that has not streamed, what is there is from another time.
      const values = columns.map(({ metric }) =>
        lastRecordAt === null ? null : numberOf(bySeries[index]?.get(metric)),
      )
      return { target, host, hostId, state, at: lastRecordAt, values }
    }),
  }
}

function numberOf(series: SeriesState | undefined): number | null {
  return typeof series?.lastValue === 'number' ? series.lastValue : null
}
