import type { CollectlFormat, EpochMs } from '../../contract/index.ts'
import type { Reading } from '../../domain/sample.ts'
import type { Metric, MetricCatalogue } from './catalogue.ts'
import { parseScaled, splitBlanks } from './codec.ts'
import { type HeaderColumn, headerColumns, timeColumns } from './header-columns.ts'
import { COLLECTL_LIMITS } from './limits.ts'
import {
  ARRIVAL,
  collectlError,
  type FormatParser,
  parseClock,
  type ParserSink,
  type RecordTime,
} from './parser.ts'

export interface RowFormat {
  readonly format: CollectlFormat
  /** The first of the two header lines. */
  readonly isGroupLine: (line: string) => boolean
  readonly metricOf: (column: HeaderColumn) => string
  /** Metrics whose value is a word. */
  readonly textMetrics: ReadonlySet<string>
}

/** Tables with two header lines, and one line a record: brief and vmstat (collectl.md §5.4, §5.6). */
export class RowParser implements FormatParser {
  readonly quietAt = null
  readonly #rowFormat: RowFormat
  readonly #sink: ParserSink
  readonly #catalogue: MetricCatalogue
  #groupLine = ''
  #columnLine = ''
  #metrics: readonly (Metric | null)[] = []
  #timeColumns: 0 | 1 | 2 = 0

  constructor(rowFormat: RowFormat, sink: ParserSink, catalogue: MetricCatalogue) {
    this.#rowFormat = rowFormat
    this.#sink = sink
    this.#catalogue = catalogue
  }

  get format(): CollectlFormat {
    return this.#rowFormat.format
  }

  line(text: string, start: number, end: number, now: EpochMs): void {
    const line = text.slice(start, end)
    if (!line.startsWith('#')) return this.#row(line, now)
    if (this.#rowFormat.isGroupLine(line)) {
      if (line === this.#groupLine) return
      this.#groupLine = line
      this.#columnLine = ''
    } else if (line !== this.#columnLine) {
      this.#header(line)
    }
  }

  #header(line: string): void {
    this.#columnLine = line
    const columns = headerColumns(this.#groupLine, line)
    const isTooWide = columns.length > COLLECTL_LIMITS.namesPerRecord
    if (isTooWide) this.#sink.dropped(`a header had more than ${COLLECTL_LIMITS.namesPerRecord} columns`)
    this.#timeColumns = timeColumns(columns)
    const values = isTooWide ? [] : columns.slice(this.#timeColumns)
    this.#metrics = this.#catalogue.columns(values.map((column) => this.#rowFormat.metricOf(column)))
  }

  #row(line: string, now: EpochMs): void {
    const fields = splitBlanks(line)
    if (fields.length === 0) return
    if (fields.length !== this.#timeColumns + this.#metrics.length || this.#metrics.length === 0) {
      const error = collectlError(line)
      if (error === null) this.#sink.dropped('a line did not fit its header')
      else this.#sink.trouble(error)
      return
    }
    const time = this.#timeOf(fields)
    const readings = time === null ? null : this.#readings(fields)
    if (time === null || readings === null) return this.#sink.dropped('a line was damaged')
    this.#sink.record(time, readings, now)
  }

  #timeOf(fields: readonly string[]): RecordTime | null {
    if (this.#timeColumns === 0) return ARRIVAL
    const dayMs = parseClock(fields[this.#timeColumns - 1] ?? '')
    return dayMs === null ? null : { kind: 'local', dayMs }
  }

  #readings(fields: readonly string[]): Reading[] | null {
    const readings: Reading[] = []
    let index: number = this.#timeColumns
    for (const metric of this.#metrics) {
      const field = fields[index++] ?? ''
      if (metric === null) continue
      const value = parseScaled(field, metric.unit)
      if (value !== undefined) readings.push(metric.reading(value))
      else if (this.#rowFormat.textMetrics.has(metric.metric)) readings.push(metric.reading(field))
      else return null
    }
    return readings
  }

  quiet(): void {}

  end(): void {}
}
