import { deflateSync, inflateSync } from 'node:zlib'
import { ZABBIX_LIMITS } from './limits.ts'

/** What the 13 or 21 bytes in front of a message say (zabbix.md §1). */
export interface FrameHeader {
  readonly isCompressed: boolean
  readonly isLarge: boolean
  readonly headerBytes: number
  /** Bytes after the header. */
  readonly payloadBytes: number
  /** Bytes of the message itself. */
  readonly messageBytes: number
}

type HeaderReading =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'invalid'; readonly reason: string }
  | { readonly kind: 'header'; readonly header: FrameHeader }

const MAGIC = [0x5a, 0x42, 0x58, 0x44] as const
const FLAG_PROTOCOL = 0x01
const FLAG_COMPRESSED = 0x02
const FLAG_LARGE = 0x04
const FLAGS = FLAG_PROTOCOL | FLAG_COMPRESSED | FLAG_LARGE
const HEADER_BYTES = 13
const LARGE_HEADER_BYTES = 21
export const LONGEST_HEADER_BYTES = LARGE_HEADER_BYTES
const UINT32 = 2 ** 32

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/**
 * Reads the header at the start of `bytes`; `invalid` as soon as a byte is
 * wrong, so that whoever speaks another protocol is not waited for. Both sizes
 * are held against the limits here, before anything is inflated.
 */
export function readHeader(bytes: Uint8Array): HeaderReading {
  for (const [index, letter] of MAGIC.entries()) {
    if (index >= bytes.length) return { kind: 'incomplete' }
    if (bytes[index] !== letter) return invalid('it does not begin with ZBXD')
  }
  const flags = bytes[MAGIC.length]
  if (flags === undefined) return { kind: 'incomplete' }
  if ((flags & FLAG_PROTOCOL) === 0 || (flags & ~FLAGS) !== 0) {
    return invalid(`unknown flags 0x${flags.toString(16).padStart(2, '0')}`)
  }
  const isCompressed = (flags & FLAG_COMPRESSED) !== 0
  const isLarge = (flags & FLAG_LARGE) !== 0
  const headerBytes = isLarge ? LARGE_HEADER_BYTES : HEADER_BYTES
  if (bytes.length < headerBytes) return { kind: 'incomplete' }
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerBytes)
  const at = MAGIC.length + 1
  const payloadBytes = isLarge ? uint64(view, at) : view.getUint32(at, true)
  const reserved = isLarge ? uint64(view, at + 8) : view.getUint32(at + 4, true)
  const messageBytes = isCompressed ? reserved : payloadBytes
  const header = { isCompressed, isLarge, headerBytes, payloadBytes, messageBytes }
  const fault = faultOf(header, reserved)
  return fault === null ? { kind: 'header', header } : invalid(fault)
}

function faultOf({ isCompressed, payloadBytes, messageBytes }: FrameHeader, reserved: number): string | null {
  if (payloadBytes > ZABBIX_LIMITS.frameBytes) {
    return `a frame of ${payloadBytes} bytes; ${ZABBIX_LIMITS.frameBytes} are allowed`
  }
  if (messageBytes > ZABBIX_LIMITS.inflatedBytes) {
    return `a message of ${messageBytes} bytes; ${ZABBIX_LIMITS.inflatedBytes} are allowed`
  }
  if (!isCompressed) return reserved === 0 ? null : 'a size after inflation, but no compression'
  // A zlib stream of n bytes cannot hold more: this one would not fit what it claims.
  return messageBytes > payloadBytes * ZABBIX_LIMITS.inflationRatio
    ? `${payloadBytes} bytes that claim to be ${messageBytes}`
    : null
}

/**
 * The text of a frame; null when it is no zlib stream, or one of another size
 * than its header says. Never inflates further than that size.
 */
export function decodePayload(
  payload: Uint8Array,
  { isCompressed, messageBytes }: Pick<FrameHeader, 'isCompressed' | 'messageBytes'>,
): string | null {
  if (!isCompressed) return decoder.decode(payload)
  try {
    // One byte more than it may be: a longer stream then differs from its header.
    const message = inflateSync(payload, { maxOutputLength: messageBytes + 1 })
    return message.length === messageBytes ? decoder.decode(message) : null
  } catch {
    return null
  }
}

/** A frame as the real programs send it: compressed even where that makes it longer, never a large one. */
export function encodeFrame(text: string, { isCompressed }: { readonly isCompressed: boolean }): Uint8Array {
  const message = encoder.encode(text)
  const payload = isCompressed ? deflateSync(message) : message
  const frame = new Uint8Array(HEADER_BYTES + payload.length)
  frame.set(MAGIC)
  frame[MAGIC.length] = FLAG_PROTOCOL | (isCompressed ? FLAG_COMPRESSED : 0)
  const view = new DataView(frame.buffer)
  view.setUint32(MAGIC.length + 1, payload.length, true)
  view.setUint32(MAGIC.length + 5, isCompressed ? message.length : 0, true)
  frame.set(payload, HEADER_BYTES)
  return frame
}

function uint64(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * UINT32
}

function invalid(reason: string): HeaderReading {
  return { kind: 'invalid', reason }
}
