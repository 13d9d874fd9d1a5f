import type { EpochMs } from '../../contract/index.ts'
import type { Reading } from '../../domain/sample.ts'
import { Metric, type MetricCatalogue } from './catalogue.ts'
import { parseNumber } from './codec.ts'
import { COLLECTL_LIMITS } from './limits.ts'
import { plotMetric } from './names.ts'
import {
  collectlError,
  type FormatParser,
  parseClock,
  parseEpoch,
  type ParserSink,
  type RecordTime,
} from './parser.ts'
import { type DeviceBlocks, type PlainColumns, type PlotHeader, readPlotHeader } from './plot-header.ts'

const DATE = /^\d{8}$/
const HOST = /^# Host: +(\S+)/
const COLUMNS_CHANGED =
  'The devices of this machine have changed and the new column names have not come yet. Start collectl with --hr 5, and they come every 5 samples.'
const TOO_MANY_COLUMNS = `The header has more than ${COLLECTL_LIMITS.namesPerRecord} columns. Start collectl with fewer subsystems (-s).`

/** `-P`: a header, then one line a record (collectl.md §5.3). */
export class PlotParser implements FormatParser {
  readonly format = 'plot'
  readonly quietAt = null
  readonly #sink: ParserSink
  readonly #catalogue: MetricCatalogue
  #headerLine = ''
  #header: PlotHeader | null = null

  constructor(sink: ParserSink, catalogue: MetricCatalogue) {
    this.#sink = sink
    this.#catalogue = catalogue
  }

  line(text: string, start: number, end: number, now: EpochMs): void {
    const line = text.slice(start, end)
    if (line.startsWith('#')) this.#readHeader(line)
    else if (line !== '') this.#readData(line, now)
  }

  #readHeader(line: string): void {
    if (line === this.#headerLine) return
    const header = readPlotHeader(line, this.#catalogue, COLLECTL_LIMITS.namesPerRecord)
    if (header !== null) {
      this.#header = header
      this.#headerLine = line
      return
    }
    const host = HOST.exec(line)?.[1]
    if (host !== undefined) this.#sink.host(host)
    // A header that can't be used must not leave an older one in force.
    if (!line.startsWith('#Date') && !line.startsWith('#UTC')) return
    this.#header = null
    this.#headerLine = ''
    this.#sink.trouble(TOO_MANY_COLUMNS)
  }

  #readData(line: string, now: EpochMs): void {
    const error = collectlError(line)
    if (error !== null) return this.#sink.trouble(error)
    const header = this.#header
    if (header === null) return this.#sink.dropped('a line came without a header')
    const fields = line.split(header.separator)
    const time = timeOf(fields, header)
    if (time === null) return this.#sink.dropped('a line was damaged')
    const readings = readColumns(fields, header) ?? this.#readSections(fields, header)
    if (readings !== null) return this.#sink.record(time, readings, now)
    this.#sink.dropped('a line did not fit the columns of its header')
    if (fields.length !== header.timeColumns + header.columns.length) this.#sink.trouble(COLUMNS_CHANGED)
  }

  /** Devices came or went since the header (collectl.md §5.3): the names in the line tell where each block begins. */
  #readSections(fields: readonly string[], { sections, timeColumns }: PlotHeader): Reading[] | null {
    if (!canFollowDevices(sections)) return null
    const readings: Reading[] = []
    const rest = new FieldReader(fields, timeColumns)
    for (const [index, section] of sections.entries()) {
      const next = sections[index + 1]
      const isRead =
        section.kind === 'plain'
          ? readPlain(rest, section, readings)
          : this.#readDevices(rest, section, next?.kind === 'plain' ? next.metrics.length : 0, readings)
      if (!isRead) return null
    }
    return rest.isAtEnd && readings.length <= COLLECTL_LIMITS.namesPerRecord ? readings : null
  }

  /** `plainAfter` columns follow the last device of this kind before the next kind's first name. */
  #readDevices(
    rest: FieldReader,
    { subsystem, fields }: DeviceBlocks,
    plainAfter: number,
    readings: Reading[],
  ): boolean {
    for (let device = rest.peekName(); device !== null; device = rest.peekName()) {
      const numbers = rest.numbersAfterName()
      // Another kind of device begins.
      if (numbers !== fields.length && numbers !== fields.length + plainAfter) return true
      rest.skip()
      for (const field of fields) {
        const value = rest.number()
        if (value === undefined) return false
        readings.push(this.#catalogue.get(plotMetric(subsystem, device, field)).reading(value))
      }
    }
    return true
  }

  quiet(): void {}

  end(): void {}
}

class FieldReader {
  readonly #fields: readonly string[]
  #index: number

  constructor(fields: readonly string[], index: number) {
    this.#fields = fields
    this.#index = index
  }

  get isAtEnd(): boolean {
    return this.#index >= this.#fields.length
  }

  /** The field here, when it is no number but a device's name. */
  peekName(): string | null {
    const field = this.#fields[this.#index]
    return field === undefined || field === '' || parseNumber(field) !== undefined ? null : field
  }

  /** How many numbers stand between this name and the next one. */
  numbersAfterName(): number {
    let end = this.#index + 1
    while (end < this.#fields.length && parseNumber(this.#fields[end] ?? '') !== undefined) end++
    return end - this.#index - 1
  }

  skip(): void {
    this.#index++
  }

  number(): number | null | undefined {
    return parseNumber(this.#fields[this.#index++] ?? '')
  }
}

/** Kinds of devices are told apart by the number of their columns, so these must differ. */
function canFollowDevices(sections: readonly (PlainColumns | DeviceBlocks)[]): boolean {
  const lengths = sections.flatMap((section) => (section.kind === 'devices' ? [section.fields.length] : []))
  return lengths.length > 0 && new Set(lengths).size === lengths.length
}

function readPlain(rest: FieldReader, { metrics }: PlainColumns, readings: Reading[]): boolean {
  for (const metric of metrics) {
    if (metric === null) {
      rest.skip()
      continue
    }
    const value = rest.number()
    if (value === undefined) return false
    readings.push(metric.reading(value))
  }
  return true
}

function timeOf(fields: readonly string[], { timeColumns }: PlotHeader): RecordTime | null {
  if (timeColumns === 1) {
    const at = parseEpoch(fields[0] ?? '')
    return at === null ? null : { kind: 'epoch', at }
  }
  const date = fields[0] ?? ''
  const dayMs = DATE.test(date) ? parseClock(fields[1] ?? '') : null
  return dayMs === null ? null : { kind: 'local', dayMs, date }
}

/** The values in the header's order; null when the line has other columns. */
function readColumns(fields: readonly string[], { columns, timeColumns }: PlotHeader): Reading[] | null {
  if (fields.length !== timeColumns + columns.length) return null
  const readings: Reading[] = []
  let index: number = timeColumns
  for (const column of columns) {
    const field = fields[index++] ?? ''
    if (column instanceof Metric) {
      const value = parseNumber(field)
      if (value === undefined) return null
      readings.push({ metric: column.metric, unit: column.unit, label: column.label, value })
    } else if (column !== null && column.deviceName !== field) {
      return null
    }
  }
  return readings
}
