import type { EpochMs, RunMachine, RunTable } from '../contract/index.ts'
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
      const values = columns.map(({ metric }) => valueOf(bySeries[index]?.get(metric), lastRecordAt))
      return { target, host, hostId, state, at: lastRecordAt, values }
    }),
  }
}

/** A machine's clock may be this much ahead of ours. */
const AHEAD_MS = 5 * 60_000

/** The newest number, unless it is of another time: the machine has not streamed, or was read again later. */
function valueOf(series: SeriesState | undefined, lastRecordAt: EpochMs | null): number | null {
  if (series === undefined || lastRecordAt === null || (series.lastAt ?? 0) > lastRecordAt + AHEAD_MS)
    return null
  return typeof series.lastValue === 'number' ? series.lastValue : null
}
