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

/**
 * Cuts a byte stream into messages. The protocol has no terminators, so a
 * message ends at a newline, after a quiet time, or when the peer closes
 * (scopeport.md §2). Blank lines are nothing.
 */
export class MessageReader {
  readonly #limits: ReaderLimits
  readonly #decoder = new TextDecoder('utf-8')
  #bytes = new Uint8Array(0)
  #lastByteAt: EpochMs = 0
  hasReceived = false

  constructor(limits: ReaderLimits) {
    this.#limits = limits
  }

  push(bytes: Uint8Array, now: EpochMs): void {
    if (bytes.length === 0) return
    this.hasReceived = true
    this.#lastByteAt = now
    // One byte over the limit is kept, so that `next` can see that it was passed.
    const room = this.#limits.pendingBytes + 1 - this.#bytes.length
    const taken = bytes.length > room ? bytes.subarray(0, Math.max(0, room)) : bytes
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

  /** What has come since the last newline, when that is all there is; null otherwise. */
  get unterminatedText(): string | null {
    const bytes = this.#bytes
    if (bytes.length === 0 || bytes.length > this.#limits.messageBytes || bytes.includes(NEWLINE)) return null
    return this.#decoder.decode(bytes)
  }

  next(now: EpochMs, hasEnded: boolean): NextMessage {
    this.#skipBlankLines()
    const bytes = this.#bytes
    if (bytes.length === 0) return { kind: 'none' }
    const newlineAt = bytes.indexOf(NEWLINE)
    const length = newlineAt < 0 ? bytes.length : newlineAt
    if (length > this.#limits.messageBytes) return { kind: 'too-long' }
    const isComplete = newlineAt >= 0 || hasEnded || now >= this.#lastByteAt + this.#limits.quietMs
    if (!isComplete) return { kind: 'none' }
    this.#bytes = bytes.subarray(newlineAt < 0 ? length : newlineAt + 1)
    return this.#decode(bytes.subarray(0, bytes[length - 1] === CARRIAGE_RETURN ? length - 1 : length))
  }

  #decode(bytes: Uint8Array): NextMessage {
    const hasControlCharacter = bytes.some((byte) => (byte < 32 && byte !== 9) || byte === 127)
    return hasControlCharacter ? { kind: 'unreadable' } : { kind: 'message', text: this.#decoder.decode(bytes) }
  }

  #skipBlankLines(): void {
    let start = 0
    while (this.#bytes[start] === NEWLINE || this.#bytes[start] === CARRIAGE_RETURN) start++
    if (start > 0) this.#bytes = this.#bytes.subarray(start)
  }
}
