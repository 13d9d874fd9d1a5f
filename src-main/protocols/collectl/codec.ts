import { COLLECTL_LIMITS } from './limits.ts'

const LINE_FEED = 10
const SLICE_BYTES = 65_536
const KEPT_BYTES = 4_096

/**
 * Cuts a byte stream into text of whole lines; a chunk's border means nothing
 * (collectl.md §5). Lines over the limit are skipped and reported once.
 */
export class LineReader {
  /** No BOM handling: it would depend on where the stream was cut. */
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  readonly #limit: number
  #pending = new Uint8Array(KEPT_BYTES)
  #pendingLength = 0
  #isSkipping = false

  constructor(limit: number = COLLECTL_LIMITS.lineBytes) {
    this.#limit = limit
  }

  /** Bytes of a line that has not ended yet. */
  get pendingLength(): number {
    return this.#isSkipping ? 0 : this.#pendingLength
  }

  /**
   * Calls `onLines` with text that ends in a line feed, and `onOverlong` in the
   * place of each line over the limit.
   */
  push(bytes: Uint8Array, onLines: (text: string) => void, onOverlong: () => void): void {
    for (let start = 0; start < bytes.length; start += SLICE_BYTES) {
      this.#pushSlice(bytes.subarray(start, start + SLICE_BYTES), onLines, onOverlong)
    }
  }

  #pushSlice(bytes: Uint8Array, onLines: (text: string) => void, onOverlong: () => void): void {
    const first = bytes.indexOf(LINE_FEED)
    if (!this.#isSkipping && this.#pendingLength + (first < 0 ? bytes.length : first) > this.#limit) {
      this.#isSkipping = true
      this.#keep(new Uint8Array(0))
      onOverlong()
    }
    if (this.#isSkipping) {
      if (first < 0) return
      this.#isSkipping = false
      if (first + 1 < bytes.length) this.#pushSlice(bytes.subarray(first + 1), onLines, onOverlong)
      return
    }
    if (first < 0) return this.#append(bytes)
    const end = bytes.lastIndexOf(LINE_FEED) + 1
    const lines = this.#takePending(bytes.subarray(0, end))
    this.#keep(bytes.subarray(end))
    onLines(lines)
  }

  #takePending(bytes: Uint8Array): string {
    if (this.#pendingLength === 0) return this.#decoder.decode(bytes)
    this.#append(bytes)
    return this.#decoder.decode(this.#pending.subarray(0, this.#pendingLength))
  }

  #keep(bytes: Uint8Array): void {
    this.#pendingLength = 0
    // One long line must not hold its memory for the rest of the connection.
    if (this.#pending.length > SLICE_BYTES) this.#pending = new Uint8Array(KEPT_BYTES)
    this.#append(bytes)
  }

  #append(bytes: Uint8Array): void {
    const length = this.#pendingLength + bytes.length
    if (length > this.#pending.length) {
      const grown = new Uint8Array(Math.max(length, this.#pending.length * 2))
      grown.set(this.#pending.subarray(0, this.#pendingLength))
      this.#pending = grown
    }
    this.#pending.set(bytes, this.#pendingLength)
    this.#pendingLength = length
  }
}

const SPACE = 32
const CARRIAGE_RETURN = 13

/** Splits at runs of blanks; leading and trailing ones make no empty fields. */
export function splitBlanks(text: string): string[] {
  const fields: string[] = []
  const length = text.length
  let position = 0
  while (position < length) {
    while (position < length && text.charCodeAt(position) <= SPACE) position++
    const start = position
    while (position < length && text.charCodeAt(position) > SPACE) position++
    if (position > start) fields.push(text.slice(start, position))
  }
  return fields
}

/** Where the line's text ends: before a carriage return, should something on the way have added one. */
export function lineEnd(text: string, start: number, lineFeed: number): number {
  return lineFeed > start && text.charCodeAt(lineFeed - 1) === CARRIAGE_RETURN ? lineFeed - 1 : lineFeed
}

/** Longer than any number that a machine measures; keeps the patterns below from long damaged words. */
const NUMBER_LENGTH = 40
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/
const NOT_A_NUMBER = /^[+-]?(?:nan|inf|infinity)$/i

/** A number; null where the sender says that it has none; undefined when it is something else. */
export function parseNumber(text: string): number | null | undefined {
  if (text.length > NUMBER_LENGTH) return undefined
  if (NUMBER.test(text)) {
    const value = Number(text)
    return Number.isFinite(value) ? value : null
  }
  return NOT_A_NUMBER.test(text) ? null : undefined
}

const SUFFIXES = 'KMGTP'
const SCALED = /^(-?\d+(?:\.\d+)?)([KMGTP])$/

/**
 * A number as the formats for people write it, in the metric's unit: `21G` of
 * memory becomes KB, `34K` reads become 34,000, because K, M, G of counters
 * are thousands and those of memory count on from KB by 1024 (collectl.md
 * §5.4). Null and undefined as in `parseNumber`.
 */
export function parseScaled(text: string, unit: string): number | null | undefined {
  const match = text.length > NUMBER_LENGTH ? null : SCALED.exec(text)
  if (match === null) return parseNumber(text)
  const power = SUFFIXES.indexOf(match[2] ?? '')
  return Number(match[1]) * (unit === 'KB' ? 1024 ** power : 1000 ** (power + 1))
}
