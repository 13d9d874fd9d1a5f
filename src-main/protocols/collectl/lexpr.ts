import type { EpochMs } from '../../contract/index.ts'
import type { Reading, SampleValue } from '../../domain/sample.ts'
import type { Metric, MetricCatalogue } from './catalogue.ts'
import { parseNumber } from './codec.ts'
import { COLLECTL_LIMITS } from './limits.ts'
import { collectlError, type FormatParser, type ParserSink, parseEpoch } from './parser.ts'

const END_MARK = '>>><<<'
const START = /^sample\.time (\d+(?:\.\d+)?)(?: \d\d:\d\d:\d\d)?$/
/** A record that was cut off with the next one glued to it (collectl.md §6): the next one is whole. */
const GLUED_START = /sample\.time (\d{9,11}\.\d{3})(?: \d\d:\d\d:\d\d)?$/
const NAME = /^[A-Za-z][!-;=?-~]*$/
const SAFE_DIGITS = 15

/** `--export lexpr`: `name value` lines from `sample.time` to `>>><<<` (collectl.md §5.2). */
export class LexprParser implements FormatParser {
  readonly format = 'lexpr'
  readonly quietAt = null
  readonly #sink: ParserSink
  readonly #catalogue: MetricCatalogue
  /** The record that is open; null while everything is skipped up to the next start. */
  #readings: Reading[] | null = null
  #at: EpochMs = 0
  #recordNumber = 0
  /** Names come in the same order each time, so the next one is compared and not looked up. */
  #order: Metric[] = []
  #next = 0
  #current: Metric[] = []
  #hasNewName = false

  constructor(sink: ParserSink, catalogue: MetricCatalogue) {
    this.#sink = sink
    this.#catalogue = catalogue
  }

  line(text: string, start: number, end: number, now: EpochMs): void {
    const expected = this.#order[this.#next]
    if (this.#readings !== null && expected !== undefined && text.startsWith(expected.linePrefix, start)) {
      const valueStart = start + expected.linePrefix.length
      const value = parseDigits(text, valueStart, end) ?? parseNumber(text.slice(valueStart, end))
      if (value !== undefined && expected.lastRecord !== this.#recordNumber) {
        this.#add(this.#readings, expected, value)
        return
      }
    }
    this.#otherLine(text.slice(start, end), now)
  }

  #add(readings: Reading[], metric: Metric, value: SampleValue): void {
    if (readings.length >= COLLECTL_LIMITS.namesPerRecord) {
      this.#drop(`a record had more than ${COLLECTL_LIMITS.namesPerRecord} names`)
      return
    }
    metric.lastRecord = this.#recordNumber
    this.#next++
    this.#current.push(metric)
    readings.push({ metric: metric.metric, unit: metric.unit, label: metric.label, value })
  }

  #otherLine(line: string, now: EpochMs): void {
    if (line === END_MARK) return this.#complete(now)
    const started = START.exec(line) ?? GLUED_START.exec(line.slice(-60))
    if (started !== null) {
      if (this.#readings !== null) this.#drop('a record was cut off before its end')
      return this.#start(started[1] ?? '')
    }
    const readings = this.#readings
    if (readings === null) {
      const error = collectlError(line)
      if (error !== null) this.#sink.trouble(error)
      return
    }
    const blank = line.indexOf(' ')
    const name = line.slice(0, Math.max(0, blank))
    if (name.length > COLLECTL_LIMITS.nameLength || !NAME.test(name)) return this.#drop('a line was damaged')
    const metric = this.#catalogue.get(name)
    const text = line.slice(blank + 1)
    const number = parseNumber(text)
    if (number === undefined && metric.isAlwaysNumber) return this.#drop(`the value of ${name} was damaged`)
    if (metric.lastRecord === this.#recordNumber) return this.#drop(`${name} came twice in a record`)
    // With the option `co` names may be absent: go on after the one that did come.
    if (this.#order[metric.position] === metric) this.#next = metric.position
    else this.#hasNewName = true
    this.#add(readings, metric, number === undefined ? text.slice(0, COLLECTL_LIMITS.textLength) : number)
  }

  #start(seconds: string): void {
    const at = parseEpoch(seconds)
    this.#next = 0
    this.#current = []
    this.#hasNewName = false
    this.#recordNumber++
    this.#readings = at === null ? null : []
    this.#at = at ?? 0
    if (at === null) this.#sink.dropped('a record had no usable time')
  }

  #complete(now: EpochMs): void {
    const readings = this.#readings
    if (readings === null) return
    this.#readings = null
    if (this.#hasNewName) {
      this.#order = this.#current
      for (const [position, metric] of this.#order.entries()) metric.position = position
    }
    this.#sink.record({ kind: 'epoch', at: this.#at }, readings, now)
  }

  #drop(reason: string): void {
    this.#readings = null
    this.#sink.dropped(reason)
  }

  quiet(): void {}

  end(): void {
    if (this.#readings !== null) this.#drop('the connection ended in the middle of a record')
  }
}

/** A whole number of at most 15 digits; undefined when it is anything else. */
function parseDigits(text: string, start: number, end: number): number | undefined {
  const length = end - start
  if (length < 1 || length > SAFE_DIGITS) return undefined
  let value = 0
  for (let position = start; position < end; position++) {
    const digit = text.charCodeAt(position) - 48
    if (digit < 0 || digit > 9) return undefined
    value = value * 10 + digit
  }
  return value
}
