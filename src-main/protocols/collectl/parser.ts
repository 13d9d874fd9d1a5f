import type { CollectlFormat, EpochMs } from '../../contract/index.ts'
import type { Reading } from '../../domain/sample.ts'

/** When a record was taken, as far as its format says. */
export type RecordTime =
  | { readonly kind: 'epoch'; readonly at: EpochMs }
  /** A local clock without a zone; of a stream only the time of day is used, of a file the date (`YYYYMMDD`) as well. */
  | { readonly kind: 'local'; readonly dayMs: number; readonly date?: string }
  | { readonly kind: 'arrival' }

/** What a parser of one format reports to its session. */
export interface ParserSink {
  record(time: RecordTime, readings: readonly Reading[], receivedAt: EpochMs): void
  dropped(reason: string): void
  trouble(message: string): void
  host(name: string): void
}

/** Reads the lines of one format; the session has taken a host prefix off. */
export interface FormatParser {
  readonly format: CollectlFormat
  /** The line is `text` from `start` up to, and without, `end`. */
  line(text: string, start: number, end: number, now: EpochMs): void
  /** When the record that is open counts as complete; null while none is. */
  readonly quietAt: EpochMs | null
  /** Nothing followed until `quietAt`. */
  quiet(): void
  /** The connection has ended: what is not complete is discarded. */
  end(): void
}

export const ARRIVAL: RecordTime = { kind: 'arrival' }

const COLLECTL_ERROR = /^Error: /

/**
 * collectl says over the socket when its switches are wrong (collectl.md §4).
 * What it says in words, or null when the line is something else.
 */
export function collectlError(line: string): string | null {
  return COLLECTL_ERROR.test(line)
    ? `collectl says “${line.slice(0, 300)}”. Correct its switches and start it again.`
    : null
}

const CLOCK = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,3})\d*)?$/

/** The time of day of `HH:MM:SS[.mmm]` in milliseconds; null when it is something else. */
export function parseClock(text: string): number | null {
  const match = CLOCK.exec(text)
  if (match === null) return null
  const [hours, minutes, seconds] = [Number(match[1]), Number(match[2]), Number(match[3])]
  if (hours > 23 || minutes > 59 || seconds > 60) return null
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + Number((match[4] ?? '').padEnd(3, '0'))
}

/** Epoch seconds with or without a fraction, as milliseconds; null when it can't be a time of this century. */
export function parseEpoch(text: string): EpochMs | null {
  if (!/^\d{9,11}(?:\.\d{1,9})?$/.test(text)) return null
  return Math.round(Number(text) * 1000)
}
