import type { MetricCatalogue } from './catalogue.ts'
import { briefMetric } from './names.ts'
import type { ParserSink } from './parser.ts'
import { RowParser } from './row-parser.ts'

const GROUP_LINE = /^# *<-/

/** collectl without `-P`, `--verbose` or `--export`: for people, one line a record (collectl.md §5.4). */
export function createBriefParser(sink: ParserSink, catalogue: MetricCatalogue): RowParser {
  return new RowParser(
    {
      format: 'brief',
      isGroupLine: (line) => GROUP_LINE.test(line),
      metricOf: ({ group, uniqueName }) => briefMetric(group, uniqueName),
      textMetrics: new Set(['[MEM]Fragments']),
    },
    sink,
    catalogue,
  )
}
