import type { ByteBudget } from './byte-budget.ts'
import { type FrameHeader, LONGEST_HEADER_BYTES, readHeader } from './codec.ts'

export interface Frame {
  readonly header: FrameHeader
  readonly payload: Uint8Array
}

type Reading =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'invalid'; readonly reason: string }
  /** The console has no room for it now; that is not the peer's fault. */
  | { readonly kind: 'no-room' }
  | { readonly kind: 'frame'; readonly frame: Frame }

const EMPTY = new Uint8Array(0)

/**
 * Puts one frame together from pieces. Nothing follows a frame: bytes behind it
 * make the whole message invalid, as in the original (zabbix.md §1).
 */
export class FrameReader {
  readonly #budget: ByteBudget
  #head: Uint8Array = EMPTY
  #header: FrameHeader | null = null
  #pieces: Uint8Array[] = []
  #bytes = 0

  constructor(budget: ByteBudget) {
    this.#budget = budget
  }

  get hasReceived(): boolean {
    return this.#bytes > 0 || this.#head.length > 0
  }

  push(bytes: Uint8Array): Reading {
    const body = this.#header === null ? this.#takeHead(bytes) : bytes
    if (body === null) return { kind: 'incomplete' }
    if (!(body instanceof Uint8Array)) return body
    return this.#takeBody(body)
  }

  /** Gives the room back that the pieces take. */
  dispose(): void {
    this.#budget.giveBack(this.#bytes)
    this.#bytes = 0
    this.#pieces = []
  }

  /** What follows the header; null while that is not complete. */
  #takeHead(bytes: Uint8Array): Uint8Array | null | { kind: 'invalid'; reason: string } {
    const missing = LONGEST_HEADER_BYTES - this.#head.length
    this.#head = joined([this.#head, bytes.subarray(0, missing)])
    const reading = readHeader(this.#head)
    if (reading.kind === 'invalid') return reading
    if (reading.kind === 'incomplete') return null
    this.#header = reading.header
    return joined([this.#head.subarray(reading.header.headerBytes), bytes.subarray(missing)])
  }

  #takeBody(bytes: Uint8Array): Reading {
    const header = this.#header
    if (header === null) return { kind: 'incomplete' }
    if (this.#bytes + bytes.length > header.payloadBytes) {
      return { kind: 'invalid', reason: 'the message is longer than its header says' }
    }
    if (!this.#budget.take(bytes.length)) return { kind: 'no-room' }
    this.#bytes += bytes.length
    this.#pieces.push(bytes)
    if (this.#bytes < header.payloadBytes) return { kind: 'incomplete' }
    const payload = this.#pieces.length === 1 ? bytes : joined(this.#pieces)
    this.dispose()
    return { kind: 'frame', frame: { header, payload } }
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
