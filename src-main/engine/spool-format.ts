import { crc32 } from 'node:zlib'
import type { EpochMs, SourceName } from '../contract/index.ts'
import type { SampleBatch } from '../domain/sample.ts'

/**
 * The bytes of a spool file (ADR 13): a mark, then frames of
 *
 *     u32 length of the body | u32 CRC-32 of the body | body
 *
 * A body begins with its kind and a count (both u32). Numbers are little-endian.
 * A file stands for itself: series are named in it before they are used, by all
 * that finds them again in any database, because ids may mean nothing there.
 */

export interface SeriesKey {
  readonly source: SourceName
  readonly identity: string
  /** Name of the host, should the identity be unknown. */
  readonly host: string
  readonly metric: string
  readonly unit: string
  readonly label: string
  readonly type: 'number' | 'text'
}

export interface SpooledState {
  readonly seriesId: number
  readonly at: EpochMs
  readonly value: string | null
  readonly gapMs?: number
}

/** `seriesId` and `series` are numbers of the same file. */
export type Frame =
  | { readonly kind: 'series'; readonly keys: readonly (readonly [number, SeriesKey])[] }
  | { readonly kind: 'samples'; readonly samples: SampleBatch }
  | { readonly kind: 'states'; readonly states: readonly SpooledState[] }

export const SPOOL_MARK = Buffer.from('SDSPOOL1', 'latin1')
/** Nothing that was written is larger: a longer one is a torn or foreign file. */
const MAX_BODY_BYTES = 64 * 1024 * 1024
const HEAD_BYTES = 8
const BYTES_PER_SAMPLE = 20
const KINDS = { series: 1, samples: 2, states: 3 } as const

export function encodeFrame(frame: Frame): Buffer {
  switch (frame.kind) {
    case 'series':
      return framed(KINDS.series, frame.keys.length, jsonOf(frame.keys))
    case 'states':
      return framed(KINDS.states, frame.states.length, jsonOf(frame.states))
    case 'samples': {
      const { series, at, value } = frame.samples
      return framed(KINDS.samples, series.length, bytesOf(series), bytesOf(at), bytesOf(value))
    }
  }
}

export interface ReadFrame {
  readonly frame: Frame
  /** Where the next one begins. */
  readonly end: number
}

/**
 * The frame at an offset. Null at the end, and as well where the rest is torn
 * or changed: whatever follows cannot be believed.
 */
export function decodeFrame(bytes: Buffer, offset: number): ReadFrame | null {
  if (offset + HEAD_BYTES > bytes.length) return null
  const length = bytes.readUInt32LE(offset)
  const start = offset + HEAD_BYTES
  const end = start + length
  if (length < HEAD_BYTES || length > MAX_BODY_BYTES || end > bytes.length) return null
  const body = bytes.subarray(start, end)
  if (crc32(body) !== bytes.readUInt32LE(offset + 4)) return null
  const frame = frameOf(body.readUInt32LE(0), body.readUInt32LE(4), body.subarray(HEAD_BYTES))
  return frame === null ? null : { frame, end }
}

function frameOf(kind: number, count: number, content: Buffer): Frame | null {
  switch (kind) {
    case KINDS.series:
      return { kind: 'series', keys: JSON.parse(content.toString('utf8')) }
    case KINDS.states:
      return { kind: 'states', states: JSON.parse(content.toString('utf8')) }
    case KINDS.samples: {
      if (content.length !== count * BYTES_PER_SAMPLE) return null
      // A copy begins where the columns may, whatever the place in the file.
      const { buffer } = new Uint8Array(content)
      const column = (at: number, size: number): ArrayBuffer => buffer.slice(count * at, count * (at + size))
      const series = new Int32Array(column(0, 4))
      const at = new Float64Array(column(4, 8))
      return { kind: 'samples', samples: { series, at, value: new Float64Array(column(12, 8)) } }
    }
    default:
      // Of a newer program.
      return null
  }
}

function framed(kind: number, count: number, ...parts: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(2 * HEAD_BYTES), ...parts])
  bytes.writeUInt32LE(kind, HEAD_BYTES)
  bytes.writeUInt32LE(count, HEAD_BYTES + 4)
  bytes.writeUInt32LE(bytes.length - HEAD_BYTES, 0)
  bytes.writeUInt32LE(crc32(bytes.subarray(HEAD_BYTES)), 4)
  return bytes
}

function jsonOf(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value), 'utf8')
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array | Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
