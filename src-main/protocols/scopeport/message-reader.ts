import type { EpochMs } from '../../contract/index.ts'

interface ReaderLimits {
  readonly quietMs: number
  readonly messageBytes: number
  readonly pendingBytes: number
}

type NextMessage =
  | { readonly kind: 'none' }
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'too-long' }
  | { readonly kind: 'unreadable' }

const NEWLINE = 10
const CARRIAGE_RETURN = 13
const TAB = 9
const SPACE = 32
const DELETE = 127
const EMPTY = new Uint8Array(0)
/** A byte order mark is no part of a host id: it is kept, and the id refused. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** What a client of 2009 on a machine without UTF-8 sends. Every byte is a character of its own. */
const latin1 = new TextDecoder('windows-1252')

/**
 * Cuts a byte stream into messages. The protocol has no terminators, so a
 * message ends at a newline, after a quiet time, or when the peer closes
 * (docs/protocols/scopeport.md §2). Blank lines are nothing.
 */
export class MessageReader {
  readonly #limits: ReaderLimits
  #bytes: Uint8Array = EMPTY
  #lastByteAt: EpochMs = 0
  #hasOverflowed = false
  hasReceived = false

  constructor(limits: ReaderLimits) {
    this.#limits = limits
  }

  push(bytes: Uint8Array, now: EpochMs): void {
    if (bytes.length === 0) return
    this.hasReceived = true
    this.#lastByteAt = now
    if (this.#hasOverflowed) return
    const room = this.#limits.pendingBytes - this.#bytes.length
    this.#hasOverflowed = bytes.length > room
    const taken = bytes.subarray(0, room)
    if (this.#bytes.length === 0) {
      this.#bytes = taken.slice()
      return
    }
    const joined = new Uint8Array(this.#bytes.length + taken.length)
    joined.set(this.#bytes)
    joined.set(taken, this.#bytes.length)
    this.#bytes = joined
  }

  /** When an unterminated message counts as complete; null while there is none. */
  get quietAt(): EpochMs | null {
    return this.#bytes.length === 0 ? null : this.#lastByteAt + this.#limits.quietMs
  }

  /** Takes the next message out, when it is complete by now. */
  next(now: EpochMs, hasEnded: boolean): NextMessage {
    this.#skipBlankLines()
    const bytes = this.#bytes
    if (bytes.length === 0) return { kind: 'none' }
    const newlineAt = bytes.indexOf(NEWLINE)
    const length = lengthOfLine(bytes, newlineAt)
    // A message whose end was thrown away must not pass for a shorter one.
    if (length > this.#limits.messageBytes || (newlineAt < 0 && this.#hasOverflowed)) {
      return { kind: 'too-long' }
    }
    const isComplete = newlineAt >= 0 || hasEnded || now >= this.#lastByteAt + this.#limits.quietMs
    if (!isComplete) return { kind: 'none' }
    this.#bytes = newlineAt < 0 ? EMPTY : bytes.subarray(newlineAt + 1)
    const line = bytes.subarray(0, length)
    return hasControlCharacter(line) ? { kind: 'unreadable' } : { kind: 'message', text: decodeText(line) }
  }

  #skipBlankLines(): void {
    let start = 0
    while (this.#bytes[start] === NEWLINE || this.#bytes[start] === CARRIAGE_RETURN) start++
    if (start > 0) this.#bytes = this.#bytes.subarray(start)
  }
}

/** Without the carriage return of a line that ends as telnet's do. */
function lengthOfLine(bytes: Uint8Array, newlineAt: number): number {
  const end = newlineAt < 0 ? bytes.length : newlineAt
  return bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end
}

function hasControlCharacter(bytes: Uint8Array): boolean {
  for (const byte of bytes) if ((byte < SPACE && byte !== TAB) || byte === DELETE) return true
  return false
}

function decodeText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    return latin1.decode(bytes)
  }
}
