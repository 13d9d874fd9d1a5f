import type { CollectlFormat, EpochMs } from '../../contract/index.ts'
import type { Reading } from '../../domain/sample.ts'
import type { Effect } from '../session.ts'
import { createBriefParser } from './brief.ts'
import { MetricCatalogue } from './catalogue.ts'
import { lineEnd, LineReader } from './codec.ts'
import { type Detection, detectLine } from './detect.ts'
import type {
  CollectlEvent,
  CollectlSession,
  CollectlSessionOptions,
  CollectlSessionState,
} from './events.ts'
import { LexprParser } from './lexpr.ts'
import { COLLECTL_LIMITS } from './limits.ts'
import { collectlError, type FormatParser, type ParserSink, type RecordTime } from './parser.ts'
import { PlotParser } from './plot.ts'
import { RecordClock } from './record-clock.ts'
import * as trouble from './trouble.ts'
import { VerboseParser } from './verbose.ts'
import { createVmstatParser } from './vmstat.ts'

type CollectlEffect = Effect<never, CollectlEvent>

const NO_EFFECTS: readonly CollectlEffect[] = []
/** The end mark of lexpr is the one line that never has the host before it (collectl.md §4). */
const BARE_END_MARK = '>>><<<'

/**
 * One connection to a collectl, from connect to its end (collectl.md §7). It
 * finds out what the stream is, publishes its records, and asks to be closed
 * when the silence is too long. It never sends: one byte would stop collectl.
 */
class Session implements CollectlSession, ParserSink {
  readonly #lines = new LineReader()
  readonly #catalogue = new MetricCatalogue()
  readonly #clock: RecordClock
  readonly #patience: number
  #effects: CollectlEffect[] = []
  #state: CollectlSessionState = 'waiting'
  #parser: FormatParser | null = null
  #format: CollectlFormat | null = null
  #host: string | null = null
  #prefix: string | null = null
  #trouble: string | null = null
  #undetectedLines = 0
  #isClosed = false
  readonly #connectedAt: EpochMs
  #firstByteAt: EpochMs | null = null
  #lastByteAt: EpochMs
  #lastRecordAt: EpochMs | null = null
  #now: EpochMs

  constructor({ connectedAt, knownIntervalMs = null, patience = 1 }: CollectlSessionOptions) {
    this.#clock = new RecordClock(knownIntervalMs)
    this.#patience = patience
    this.#connectedAt = connectedAt
    this.#lastByteAt = connectedAt
    this.#now = connectedAt
  }

  receive(bytes: Uint8Array, now: EpochMs): readonly CollectlEffect[] {
    if (this.#isClosed || bytes.length === 0) return NO_EFFECTS
    this.#now = now
    this.#lastByteAt = now
    this.#firstByteAt ??= now
    if (this.#state === 'waiting') this.#setState('detecting')
    this.#lines.push(
      bytes,
      (text) => this.#readLines(text),
      () => this.dropped(`a line was longer than ${COLLECTL_LIMITS.lineBytes} bytes`),
    )
    return this.#takeEffects()
  }

  /** Sessions of collectl ask nothing. */
  answer(): readonly CollectlEffect[] {
    return NO_EFFECTS
  }

  end(now: EpochMs): readonly CollectlEffect[] {
    if (this.#isClosed) return NO_EFFECTS
    this.#now = now
    this.#parser?.end()
    this.#isClosed = true
    return this.#takeEffects()
  }

  tick(now: EpochMs): readonly CollectlEffect[] {
    if (this.#isClosed) return NO_EFFECTS
    this.#now = now
    const { quietAt } = this.#deadlines()
    if (quietAt !== null && now >= quietAt) this.#parser?.quiet()
    // A record that was completed just now is a sign of life.
    const { detectAt, staleAt, closeAt } = this.#deadlines()
    if (detectAt !== null && now >= detectAt) this.#publishTrouble(trouble.UNREADABLE)
    if (staleAt !== null && now >= staleAt) {
      this.#setState('stale')
      this.#publishTrouble(trouble.late(now - (this.#lastRecordAt ?? now)))
    }
    if (now >= closeAt)
      this.#close(this.#firstByteAt === null ? trouble.NO_DATA : trouble.silent(now - this.#lastByteAt))
    return this.#takeEffects()
  }

  get nextDeadline(): EpochMs | null {
    if (this.#isClosed) return null
    const { quietAt, detectAt, staleAt, closeAt } = this.#deadlines()
    return Math.min(quietAt ?? closeAt, detectAt ?? closeAt, staleAt ?? closeAt, closeAt)
  }

  #deadlines(): {
    quietAt: EpochMs | null
    detectAt: EpochMs | null
    staleAt: EpochMs | null
    closeAt: EpochMs
  } {
    const limits = COLLECTL_LIMITS
    const isUndetected = this.#parser === null && this.#firstByteAt !== null && this.#trouble === null
    return {
      // A line that is still under way belongs to the record.
      quietAt: this.#lines.pendingLength > 0 ? null : (this.#parser?.quietAt ?? null),
      detectAt: isUndetected ? (this.#firstByteAt ?? 0) + limits.detectMs : null,
      staleAt:
        this.#state === 'streaming' && this.#lastRecordAt !== null
          ? this.#lastRecordAt + this.#patienceFor(limits.staleMs, limits.staleIntervals)
          : null,
      closeAt:
        this.#firstByteAt === null
          ? this.#connectedAt + this.#patienceFor(limits.firstByteMs, limits.firstByteIntervals)
          : this.#lastByteAt + this.#patienceFor(limits.silenceMs, limits.silenceIntervals),
    }
  }

  #patienceFor(leastMs: number, intervals: number): number {
    return Math.max(leastMs * this.#patience, intervals * (this.#clock.intervalMs ?? 0))
  }

  #readLines(text: string): void {
    for (let start = 0; start < text.length;) {
      const lineFeed = text.indexOf('\n', start)
      this.#readLine(text, start, lineEnd(text, start, lineFeed))
      start = lineFeed + 1
    }
  }

  #readLine(text: string, start: number, end: number): void {
    if (this.#parser === null) return this.#detect(text.slice(start, end))
    const prefix = this.#prefix
    if (prefix === null) this.#parser.line(text, start, end, this.#now)
    else if (text.startsWith(prefix, start)) this.#parser.line(text, start + prefix.length, end, this.#now)
    else if (text.startsWith(BARE_END_MARK, start)) this.#parser.line(text, start, end, this.#now)
    else this.dropped('a line lacked the host that stands before all others')
  }

  #detect(line: string): void {
    const detected = detectLine(line)
    if (detected === null) return this.#countUndetected(line)
    const { detection, prefixHost } = detected
    if (detection.kind === 'blank') return
    if (prefixHost !== null) this.#host = prefixHost
    const bare = prefixHost === null ? line : line.slice(prefixHost.length + 1)
    if (detection.kind === 'format') {
      this.#prefix = prefixHost === null ? null : `${prefixHost} `
      this.#publishDetected(detection.format)
      this.#parser = this.#createParser(detection.format)
      this.#parser.line(bare, 0, bare.length, this.#now)
    } else {
      this.#withoutHeader(detection, bare)
    }
  }

  #withoutHeader(detection: Detection, line: string): void {
    if (detection.kind === 'error') this.#publishTrouble(collectlError(line))
    else if (detection.kind === 'preamble' && detection.host !== null) this.#host = detection.host
    else if (detection.kind === 'headless') {
      this.#publishDetected(detection.format)
      this.#publishTrouble(trouble.noHeader(detection.format))
    }
  }

  #countUndetected(line: string): void {
    this.#undetectedLines++
    const banner = trouble.otherService(line)
    if (banner !== null) this.#publishTrouble(banner)
    else if (this.#undetectedLines === COLLECTL_LIMITS.detectLines && this.#trouble === null) {
      this.#publishTrouble(trouble.UNREADABLE)
    }
  }

  #createParser(format: CollectlFormat): FormatParser {
    switch (format) {
      case 'lexpr':
        return new LexprParser(this, this.#catalogue)
      case 'plot':
        return new PlotParser(this, this.#catalogue)
      case 'brief':
        return createBriefParser(this, this.#catalogue)
      case 'verbose':
        return new VerboseParser(this, this.#catalogue)
      case 'vmstat':
        return createVmstatParser(this, this.#catalogue)
    }
  }

  record(time: RecordTime, readings: readonly Reading[], receivedAt: EpochMs): void {
    const { at, intervalMs, clockSkewMs } = this.#clock.place(time, receivedAt)
    this.#lastRecordAt = this.#now
    this.#setState('streaming')
    this.#publishTrouble(null)
    this.#publish({ kind: 'record', at, receivedAt, readings, intervalMs, clockSkewMs })
  }

  dropped(reason: string): void {
    this.#publish({ kind: 'dropped', reason })
  }

  trouble(message: string): void {
    this.#publishTrouble(message)
  }

  host(name: string): void {
    if (name === this.#host) return
    this.#host = name
    if (this.#format !== null) this.#publish({ kind: 'detected', format: this.#format, host: name })
  }

  #publishDetected(format: CollectlFormat): void {
    if (this.#format === format) return
    this.#format = format
    this.#publish({ kind: 'detected', format, host: this.#host })
  }

  #publishTrouble(message: string | null): void {
    if (message === this.#trouble) return
    this.#trouble = message
    this.#publish({ kind: 'trouble', message })
  }

  #setState(state: CollectlSessionState): void {
    if (state === this.#state) return
    this.#state = state
    this.#publish({ kind: 'state', state })
  }

  #close(reason: string): void {
    this.#isClosed = true
    this.#publishTrouble(reason)
    this.#effects.push({ kind: 'close', reason, flush: false })
  }

  #publish(event: CollectlEvent): void {
    this.#effects.push({ kind: 'publish', event })
  }

  #takeEffects(): readonly CollectlEffect[] {
    if (this.#effects.length === 0) return NO_EFFECTS
    const effects = this.#effects
    this.#effects = []
    return effects
  }
}

/** One connection to a collectl, from connect to its end. Its first state is `waiting`. */
export function createCollectlSession(options: CollectlSessionOptions): CollectlSession {
  return new Session(options)
}
