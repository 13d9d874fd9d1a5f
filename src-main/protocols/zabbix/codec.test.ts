import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ACTIVE_CAPTURES, captureBytes, captureJson } from '../../../test/support/zabbix-captures.ts'
import { decodePayload, encodeFrame, readHeader } from './codec.ts'
import { ZABBIX_LIMITS } from './limits.ts'

const encoder = new TextEncoder()

function header(flags: number, first: number, second: number): Uint8Array {
  const isLarge = (flags & 4) !== 0
  const bytes = new Uint8Array(isLarge ? 21 : 13)
  bytes.set(encoder.encode('ZBXD'))
  bytes[4] = flags
  const view = new DataView(bytes.buffer)
  if (isLarge) {
    view.setBigUint64(5, BigInt(first), true)
    view.setBigUint64(13, BigInt(second), true)
  } else {
    view.setUint32(5, first, true)
    view.setUint32(9, second, true)
  }
  return bytes
}

function reasonOf(bytes: Uint8Array): string | null {
  const reading = readHeader(bytes)
  return reading.kind === 'invalid' ? reading.reason : null
}

describe('header', () => {
  it('of a real heartbeat says 68 bytes, compressed from 68', () => {
    expect(readHeader(captureBytes('active-02-heartbeat', 'c2s'))).toEqual({
      kind: 'header',
      header: { isCompressed: true, isLarge: false, headerBytes: 13, payloadBytes: 68, messageBytes: 68 },
    })
  })

  it('of a large packet has 64-bit sizes', () => {
    expect(readHeader(header(0x07, 300, 4_000))).toEqual({
      kind: 'header',
      header: { isCompressed: true, isLarge: true, headerBytes: 21, payloadBytes: 300, messageBytes: 4_000 },
    })
    expect(readHeader(header(0x05, 300, 0))).toMatchObject({ kind: 'header', header: { messageBytes: 300 } })
  })

  it('is incomplete until its last byte, and wrong with the first wrong one', () => {
    for (const whole of [header(0x03, 5, 9), header(0x07, 5, 9)]) {
      for (let length = 0; length < whole.length; length++) {
        expect(readHeader(whole.subarray(0, length)).kind).toBe('incomplete')
      }
    }
    expect(reasonOf(encoder.encode('G'))).toBe('it does not begin with ZBXD')
    expect(reasonOf(encoder.encode('ZBXE'))).toBe('it does not begin with ZBXD')
  })

  it.each([0x00, 0x02, 0x09, 0x0b, 0xff])('with the flags %i is refused', (flags) => {
    expect(reasonOf(Uint8Array.of(...encoder.encode('ZBXD'), flags))).toMatch(/^unknown flags/)
  })

  it('holds both sizes against their limits, at the edge, before anything is inflated', () => {
    const { frameBytes, inflatedBytes, inflationRatio } = ZABBIX_LIMITS
    expect(reasonOf(header(0x01, frameBytes, 0))).toBeNull()
    expect(reasonOf(header(0x01, frameBytes + 1, 0))).toMatch(/a frame of/)
    expect(reasonOf(header(0x03, frameBytes, inflatedBytes))).toBeNull()
    expect(reasonOf(header(0x03, frameBytes, inflatedBytes + 1))).toMatch(/a message of/)
    expect(reasonOf(header(0x07, 2 ** 40, 100))).toMatch(/a frame of/)
    expect(reasonOf(header(0x03, 100, 100 * inflationRatio))).toBeNull()
    expect(reasonOf(header(0x03, 100, 100 * inflationRatio + 1))).toMatch(/claim to be/)
    expect(reasonOf(header(0x01, 10, 10))).toMatch(/no compression/)
  })
})

describe('payload', () => {
  it('of another size than its header says is refused, and inflated no further', () => {
    const bomb = deflateSync(new Uint8Array(50_000_000))
    const before = process.memoryUsage().arrayBuffers
    expect(decodePayload(bomb, { isCompressed: true, messageBytes: 1_000 })).toBeNull()
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000)
    const payload = deflateSync('twelve bytes')
    expect(decodePayload(payload, { isCompressed: true, messageBytes: 12 })).toBe('twelve bytes')
    expect(decodePayload(payload, { isCompressed: true, messageBytes: 11 })).toBeNull()
    expect(decodePayload(payload, { isCompressed: true, messageBytes: 13 })).toBeNull()
    expect(decodePayload(payload.subarray(0, -5), { isCompressed: true, messageBytes: 12 })).toBeNull()
    expect(decodePayload(encoder.encode('x'), { isCompressed: true, messageBytes: 1 })).toBeNull()
  })

  it('comes back from what was encoded, compressed or not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.boolean(), (text, isCompressed) => {
        const frame = encodeFrame(text, { isCompressed })
        const reading = readHeader(frame)
        if (reading.kind !== 'header') throw new Error('no header')
        expect(reading.header.isCompressed).toBe(isCompressed)
        expect(reading.header.isLarge).toBe(false)
        expect(frame.length).toBe(reading.header.headerBytes + reading.header.payloadBytes)
        expect(decodePayload(frame.subarray(13), reading.header)).toBe(text)
      }),
    )
  })

  it.each(ACTIVE_CAPTURES)('of %s is what the recording says', (name) => {
    for (const direction of ['c2s', 's2c'] as const) {
      const bytes = captureBytes(name, direction)
      const reading = readHeader(bytes)
      if (reading.kind !== 'header') throw new Error('no header')
      const text = decodePayload(bytes.subarray(13), reading.header) ?? ''
      const recorded = captureJson(name).find(({ dir }) => dir === direction)
      expect(JSON.parse(text)).toEqual(recorded?.json)
    }
  })
})
