import { describe, expect, it } from 'vitest'
import { lineEnd, LineReader, parseNumber, parseScaled, splitBlanks } from './codec.ts'
import { COLLECTL_LIMITS } from './limits.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

function read(reader: LineReader, ...pieces: Uint8Array[]): string[] {
  const lines: string[] = []
  for (const piece of pieces) {
    reader.push(
      piece,
      (text) => lines.push(...text.slice(0, -1).split('\n')),
      () => lines.push('TOO LONG'),
    )
  }
  return lines
}

describe('LineReader', () => {
  it('keeps a line until its line feed has come', () => {
    const reader = new LineReader()
    expect(read(reader, bytes('one\ntw'))).toEqual(['one'])
    expect(reader.pendingLength).toBe(2)
    expect(read(reader, bytes('o\n\nthree'))).toEqual(['two', ''])
  })

  it('puts a character together that was cut in the middle', () => {
    const text = bytes('é\n')
    expect(read(new LineReader(), text.subarray(0, 1), text.subarray(1))).toEqual(['é'])
  })

  it.each([
    [9, ['123456789', 'next']],
    [10, ['1234567890', 'next']],
    [11, ['TOO LONG', 'next']],
  ])('with a limit of 10 bytes reads a line of %i', (length, expected) => {
    const line = '12345678901'.slice(0, length)
    expect(read(new LineReader(10), bytes(`${line}\nnext\n`))).toEqual(expected)
    expect(
      read(new LineReader(10), ...Array.from(bytes(`${line}\nnext\n`), (byte) => Uint8Array.of(byte))),
    ).toEqual(expected)
  })

  it('reads a line of exactly the limit of a connection, and none of a byte more', () => {
    const longest = new Uint8Array(COLLECTL_LIMITS.lineBytes).fill(97)
    expect(read(new LineReader(), longest, bytes('\nnext\n')).map((line) => line.length)).toEqual([
      longest.length,
      4,
    ])
    expect(read(new LineReader(), longest, bytes('a\nnext\n'))).toEqual(['TOO LONG', 'next'])
  })

  it('reports a line without end once, and keeps nothing of it', () => {
    const reader = new LineReader(100)
    const lines = read(reader, ...Array.from({ length: 50 }, () => bytes('x'.repeat(90))))
    expect(lines).toEqual(['TOO LONG'])
    expect(reader.pendingLength).toBe(0)
    expect(read(reader, bytes('end of it\nnext\n'))).toEqual(['next'])
  })
})

describe('parsing of words', () => {
  it('splits at runs of blanks', () => {
    expect(splitBlanks('  12   3 \t x ')).toEqual(['12', '3', 'x'])
    expect(splitBlanks('')).toEqual([])
  })

  it('leaves out a carriage return that something on the way has added', () => {
    expect(lineEnd('ab\r\n', 0, 3)).toBe(2)
    expect(lineEnd('ab\n', 0, 2)).toBe(2)
    expect(lineEnd('\n', 0, 0)).toBe(0)
  })

  it.each([
    ['12', 12],
    ['-3.5', -3.5],
    ['.5', 0.5],
    ['1e+15', 1e15],
    ['1e999', null],
    ['-nan', null],
    ['inf', null],
    ['', undefined],
    ['1.2.3', undefined],
    ['0x10', undefined],
    ['12K', undefined],
    ['1'.repeat(41), undefined],
  ])('reads %j as %s', (text, expected) => {
    expect(parseNumber(text)).toBe(expected)
  })

  it.each([
    ['21G', 'KB', 21 * 1024 * 1024],
    ['16K', 'KB', 16],
    ['1.5G', 'KB', 1.5 * 1024 * 1024],
    ['34K', 'KB/s', 34_000],
    ['2M', '/s', 2_000_000],
    ['7', 'KB', 7],
    ['K', 'KB', undefined],
    ['7KK', 'KB', undefined],
  ])('reads %j in %s as %s', (text, unit, expected) => {
    expect(parseScaled(text, unit)).toBe(expected)
  })
})
