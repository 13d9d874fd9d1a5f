import type { EpochMs } from '../../contract/index.ts'
import type { Reading } from '../../domain/sample.ts'
import { MetricCatalogue } from './catalogue.ts'
import { lineEnd, LineReader } from './codec.ts'
import { COLLECTL_LIMITS } from './limits.ts'
import type { ParserSink, RecordTime } from './parser.ts'
import { PlotParser } from './plot.ts'

interface PlotFileOptions {
  readonly onRecord: (at: EpochMs, readings: readonly Reading[]) => void
  /** A line that could not be read, or that lies outside of any believable time. */
  readonly onDropped: (reason: string) => void
  /** The epoch of a local time where the file names no zone. */
  readonly localTime: (year: number, month: number, day: number, dayMs: number) => EpochMs
  /** Nothing is believed to have been recorded after this. */
  readonly latest: EpochMs
}

/** collectl did not exist before. */
const EARLIEST = Date.UTC(2003, 0, 1)
const ZONE = /^# Date: .*\bTZ: ([+-])(\d\d)(\d\d)\s*$/
const HOST = /^# Host: +(\S+)/

/**
 * Reads what `collectl -P` wrote into a file: the common header with host and
 * zone, a header of columns, one line a record (collectl.md §5.1, §5.3).
 */
export class PlotFileReader implements ParserSink {
  readonly #options: PlotFileOptions
  readonly #lines = new LineReader()
  readonly #parser: PlotParser
  #zoneMs: number | null = null
  #host: string | null = null

  constructor(options: PlotFileOptions) {
    this.#options = options
    this.#parser = new PlotParser(this, new MetricCatalogue())
  }

  /** The host that the file names, as far as it has been read. */
  get hostName(): string | null {
    return this.#host
  }

  push(bytes: Uint8Array): void {
    this.#lines.push(
      bytes,
      (text) => this.#readLines(text),
      () => this.dropped(`a line was longer than ${COLLECTL_LIMITS.lineBytes} bytes`),
    )
  }

  record(time: RecordTime, readings: readonly Reading[]): void {
    const at = this.#epochOf(time)
    if (at === null || at < EARLIEST || at > this.#options.latest)
      return this.dropped('a line lies outside of any believable time')
    this.#options.onRecord(at, readings)
  }

  dropped(reason: string): void {
    this.#options.onDropped(reason)
  }

  trouble(message: string): void {
    this.#options.onDropped(message)
  }

  host(name: string): void {
    this.#host = name
  }

  #readLines(text: string): void {
    for (let start = 0; start < text.length;) {
      const lineFeed = text.indexOf('\n', start)
      const end = lineEnd(text, start, lineFeed)
      if (text.startsWith('# ', start)) this.#readCommonHeader(text.slice(start, end))
      else this.#parser.line(text, start, end, 0)
      start = lineFeed + 1
    }
  }

  #readCommonHeader(line: string): void {
    const zone = ZONE.exec(line)
    if (zone !== null) {
      const minutes = Number(zone[2]) * 60 + Number(zone[3])
      this.#zoneMs = (zone[1] === '-' ? -minutes : minutes) * 60_000
    }
    this.#host = HOST.exec(line)?.[1] ?? this.#host
  }

  #epochOf(time: RecordTime): EpochMs | null {
    if (time.kind === 'epoch') return time.at
    if (time.kind === 'arrival' || time.date === undefined) return null
    const [year, month, day] = [time.date.slice(0, 4), time.date.slice(4, 6), time.date.slice(6)].map(Number)
    if (year === undefined || month === undefined || day === undefined || month > 12 || day > 31) return null
    return this.#zoneMs === null
      ? this.#options.localTime(year, month, day, time.dayMs)
      : Date.UTC(year, month - 1, day) + time.dayMs - this.#zoneMs
  }
}

export type RecordedKind = 'raw' | 'plot'

export interface RecordedBeginning {
  readonly kind: RecordedKind
  /** What the common header says; null where there is none. */
  readonly subsystems: string | null
  readonly host: string | null
}

/** What the beginning of a file is; null when collectl did not record it. */
export function recordedBeginning(text: string): RecordedBeginning | null {
  const subsystems = /^# SubSys: +([A-Za-z]+)/m.exec(text)?.[1] ?? null
  const host = /^# Host: +(\S+)/m.exec(text)?.[1] ?? null
  if (/^>>> \d+(?:\.\d+)? <<</m.test(text)) return { kind: 'raw', subsystems, host }
  return /^#(?:Date.Time|UTC).\[/m.test(text) ? { kind: 'plot', subsystems, host } : null
}
