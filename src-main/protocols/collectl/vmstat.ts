import type { MetricCatalogue } from './catalogue.ts'
import { vmstatMetric } from './names.ts'
import type { ParserSink } from './parser.ts'
import { RowParser } from './row-parser.ts'

const GROUP_LINE = /^# *procs -+memory/

/** `--export vmstat` (collectl.md §5.6). */
export function createVmstatParser(sink: ParserSink, catalogue: MetricCatalogue): RowParser {
  return new RowParser(
    {
      format: 'vmstat',
      isGroupLine: (line) => GROUP_LINE.test(line),
      metricOf: ({ uniqueName }) => vmstatMetric(uniqueName),
      textMetrics: new Set(),
    },
    sink,
    catalogue,
  )
}
