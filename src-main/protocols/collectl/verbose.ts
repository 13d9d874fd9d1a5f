import type { EpochMs } from '../../contract/index.ts'
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
  parseEpoch,
  type ParserSink,
  type RecordTime,
} from './parser.ts'
import { sectionFormat, type SectionFormat, sectionMetric } from './verbose-sections.ts'

const RECORD_LINE = /^### RECORD +\d+ >>> (\S+) <<< \((\d+(?:\.\d+)?)\)/
const TITLE = /^# ([A-Z][A-Z /[\]]*(?:STATISTICS|SUMMARY|DETAILS))/
const LONGEST_TITLE = 100
/** Headers that are remembered; each section of a record has one, and they seldom change. */
const KNOWN_SECTIONS = 200
const NOTHING_READABLE =
  'There is nothing to draw in what collectl sends (processes and interrupts by device are not read). Start it with -scdnm --export lexpr.'

interface OpenRecord {
  readonly time: RecordTime
  readonly receivedAt: EpochMs
  readonly readings: Reading[]
  /** Single tables have no border between records: a row that comes again begins the next. */
  readonly rows: Set<string>
}

interface Section {
  readonly format: SectionFormat | null
  readonly columns: readonly HeaderColumn[]
  readonly timeColumns: 0 | 1 | 2
  /** Metrics of a row, by its instance. */
  readonly metrics: Map<string, readonly (Metric | null)[]>
}

/** `--verbose` and detail data: sections below a RECORD line, or one table without it (collectl.md §5.5). */
export class VerboseParser implements FormatParser {
  readonly format = 'verbose'
  readonly #sink: ParserSink
  readonly #catalogue: MetricCatalogue
  readonly #sections = new Map<string, Section>()
  #section: Section | null = null
  /** The title, the line of groups and the line of columns since the last row. */
  #headerLines: string[] = []
  #open: OpenRecord | null = null
  #recordNumber = 0
  /** The time of the last RECORD line; null while a single table is read. */
  #recordTime: RecordTime | null = null
  #isSkipping = false
  #lastSize = 0
  quietAt: EpochMs | null = null

  constructor(sink: ParserSink, catalogue: MetricCatalogue) {
    this.#sink = sink
    this.#catalogue = catalogue
  }

  line(text: string, start: number, end: number, now: EpochMs): void {
    const line = text.slice(start, end)
    if (line.startsWith('### RECORD')) this.#startRecord(line, now)
    else if (line.startsWith('#')) this.#headerLine(line)
    else if (line.trim() !== '' && !this.#isSkipping) this.#row(line, now)
    this.quietAt = this.#open === null ? null : now + COLLECTL_LIMITS.quietMs
  }

  #startRecord(line: string, now: EpochMs): void {
    this.#finish()
    const match = RECORD_LINE.exec(line)
    const at = parseEpoch(match?.[2] ?? '')
    this.#section = null
    this.#headerLines = []
    this.#isSkipping = at === null
    if (match === null || at === null) return this.#sink.dropped('a RECORD line was damaged')
    this.#sink.host(match[1] ?? '')
    this.#recordTime = { kind: 'epoch', at }
    this.#openRecord(this.#recordTime, now)
  }

  #headerLine(line: string): void {
    if (TITLE.test(line.slice(0, LONGEST_TITLE))) {
      this.#section = null
      this.#headerLines = [line]
    } else if (this.#headerLines.length > 0 && this.#headerLines.length < 3) {
      this.#headerLines.push(line)
    }
  }

  #row(line: string, now: EpochMs): void {
    this.#section ??= this.#readHeader()
    const section = this.#section
    if (section === null) {
      const error = collectlError(line)
      if (error === null) this.#sink.dropped('a line stood outside of any section')
      else this.#sink.trouble(error)
      return
    }
    const { format, columns } = section
    if (format === null) {
      if (this.#recordTime === null) this.#sink.trouble(NOTHING_READABLE)
      return
    }
    const { fields, time } = readRow(line, section)
    const instanceIndex = columns.findIndex(({ name }) => name === format.instanceColumn)
    const instance = format.instanceColumn === null ? null : (fields[instanceIndex] ?? null)
    if (fields.length !== columns.length || (format.instanceColumn !== null && instance === null)) {
      return this.#sink.dropped('a row did not fit the columns of its section')
    }
    const recordTime = this.#recordTime ?? time
    if (recordTime === null) return this.#sink.dropped('a row was damaged')
    const record = this.#recordOfRow(recordTime, instance ?? '', now)
    this.#addRow(record, section, format, fields, instance)
  }

  #readHeader(): Section | null {
    const [title, first = '', second] = this.#headerLines
    if (title === undefined) return null
    const key = this.#headerLines.join('\n')
    const known = this.#sections.get(key)
    if (known !== undefined) return known
    const name = (TITLE.exec(title.slice(0, LONGEST_TITLE))?.[1] ?? '').replace('[HYPER]', '')
    const columns = second === undefined ? headerColumns('', first) : headerColumns(first, second)
    const format = columns.length > COLLECTL_LIMITS.namesPerRecord ? null : sectionFormat(name)
    const section = { format, columns, timeColumns: timeColumns(columns), metrics: new Map() }
    if (this.#sections.size >= KNOWN_SECTIONS) this.#sections.clear()
    this.#sections.set(key, section)
    return section
  }

  /** The open record, unless a single table's row belongs to the next one. */
  #recordOfRow(time: RecordTime, row: string, now: EpochMs): OpenRecord {
    const open = this.#open
    if (open !== null && this.#recordTime !== null) return open
    const isSame = open !== null && isSameTime(open.time, time) && !open.rows.has(row)
    if (open !== null && isSame) {
      open.rows.add(row)
      return open
    }
    this.#finish()
    const record = this.#openRecord(time, now)
    record.rows.add(row)
    return record
  }

  #openRecord(time: RecordTime, now: EpochMs): OpenRecord {
    this.#recordNumber++
    this.#open = { time, receivedAt: now, readings: [], rows: new Set() }
    return this.#open
  }

  #addRow(
    record: OpenRecord,
    section: Section,
    format: SectionFormat,
    fields: readonly string[],
    instance: string | null,
  ): void {
    const metrics = this.#metricsOfRow(section, format, instance)
    for (const [index, metric] of metrics.entries()) {
      // Two sections may show the same value (interrupts of a CPU).
      if (metric === null || metric.lastRecord === this.#recordNumber) continue
      const value = parseScaled(fields[index] ?? '', metric.unit)
      if (value === undefined) return this.#sink.dropped('a row was damaged')
      if (record.readings.length >= COLLECTL_LIMITS.namesPerRecord) return this.#dropRecord()
      metric.lastRecord = this.#recordNumber
      record.readings.push(metric.reading(value))
    }
  }

  #metricsOfRow(
    section: Section,
    format: SectionFormat,
    instance: string | null,
  ): readonly (Metric | null)[] {
    const known = section.metrics.get(instance ?? '')
    if (known !== undefined) return known
    const names = section.columns.map((column, index) =>
      index < section.timeColumns ||
      column.name === format.instanceColumn ||
      format.ignoredColumns.includes(column.name)
        ? null
        : sectionMetric(format, column, instance),
    )
    const metrics = this.#catalogue.columns(names)
    if (section.metrics.size < COLLECTL_LIMITS.namesPerRecord) section.metrics.set(instance ?? '', metrics)
    return metrics
  }

  #dropRecord(): void {
    this.#open = null
    this.#isSkipping = this.#recordTime !== null
    this.#sink.dropped(`a record had more than ${COLLECTL_LIMITS.namesPerRecord} values`)
  }

  #finish(): void {
    const open = this.#open
    this.#open = null
    this.quietAt = null
    if (open === null) return
    if (open.readings.length === 0) return this.#sink.trouble(NOTHING_READABLE)
    this.#lastSize = open.readings.length
    this.#sink.record(open.time, open.readings, open.receivedAt)
  }

  quiet(): void {
    this.#finish()
  }

  /** Nothing marks a record's end, but one as large as the record before it is whole. */
  end(): void {
    const size = this.#open?.readings.length ?? 0
    if (size === 0) return
    if (size === this.#lastSize) return this.#finish()
    this.#open = null
    this.#sink.dropped('the connection ended in the middle of a record')
  }
}

/** The fields of a row and the time in it. Some sections' headers leave the time out that their rows have. */
function readRow(
  line: string,
  { columns, timeColumns: stated }: Section,
): { fields: string[]; time: RecordTime | null } {
  const fields = splitBlanks(line)
  const unstated = stated === 0 ? fields.length - columns.length : 0
  const count = unstated === 1 || unstated === 2 ? unstated : stated
  if (count === 0) return { fields, time: ARRIVAL }
  const dayMs = parseClock(fields[count - 1] ?? '')
  const time: RecordTime | null = dayMs === null ? null : { kind: 'local', dayMs }
  return { fields: time !== null && count === unstated ? fields.slice(count) : fields, time }
}

function isSameTime(a: RecordTime, b: RecordTime): boolean {
  return a.kind === 'local' && b.kind === 'local' ? a.dayMs === b.dayMs : a.kind === b.kind
}
