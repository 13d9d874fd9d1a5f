import { describe, expect, it } from 'vitest'
import type { BlacklistEntry } from '../../../src-main/contract/index.ts'
import { LIST_ADDRESSES, listText, parseList } from './list-file.ts'

const NOW = Date.parse('2026-11-20T20:00:00Z')
const hosts = (text: string): string[] => parseList(text, NOW).addresses.map(({ host }) => host)

function entry(patch: Partial<BlacklistEntry>): BlacklistEntry {
  return {
    id: 1,
    host: '192.0.2.7',
    reason: null,
    createdAt: NOW,
    expiresAt: null,
    hits: 0,
    lastHitAt: null,
    origin: 'person',
    ...patch,
  }
}

describe('reading a list of addresses', () => {
  it('takes one address a line, whatever ends the lines and whatever is before them', () => {
    expect(hosts('\uFEFF192.0.2.7\r\n  10.0.0.0/8  \n\n2001:db8::/32\r')).toEqual([
      '192.0.2.7',
      '10.0.0.0/8',
      '2001:db8::/32',
    ])
  })

  it('skips comments in lines of their own, and blank lines', () => {
    expect(hosts('# a list\n; of another tool\n\n   \n192.0.2.7')).toEqual(['192.0.2.7'])
  })

  it('takes a comment behind an address as its reason', () => {
    const [first] = parseList('192.0.2.7  # scans, all day', NOW).addresses
    expect(first).toEqual({ line: 1, host: '192.0.2.7', reason: 'scans, all day', expiresAt: null })
  })

  it('takes the end of a block from its comment, with and without a reason', () => {
    const { addresses } = parseList(
      '192.0.2.7 # until 2026-11-21T20:00:00.000Z\n192.0.2.8 # until 2026-11-21T20:00:00Z · scans',
      NOW,
    )
    const end = NOW + 86_400_000
    expect(addresses.map(({ reason, expiresAt }) => [reason, expiresAt])).toEqual([
      [null, end],
      ['scans', end],
    ])
  })

  it('keeps a comment whole that only looks like an end', () => {
    expect(parseList('192.0.2.7 # until tomorrow', NOW).addresses[0]).toMatchObject({
      reason: 'until tomorrow',
      expiresAt: null,
    })
  })

  it.each([
    ['192.0.2.7 192.0.2.8', 'several'],
    ['192.0.2.7,scans', 'several'],
    ['192.0.2.7 # until 2026-11-20T20:00:00Z', 'over'],
  ])('says what is wrong with %s: %s', (line, kind) => {
    expect(parseList(`\n${line}`, NOW)).toMatchObject({ addresses: [], problems: [{ line: 2, kind }] })
  })

  it('names the line of an address that stands there twice, in whatever spelling', () => {
    const { addresses, problems } = parseList('2001:DB8::1\n2001:db8::1', NOW)
    expect(addresses).toHaveLength(1)
    expect(problems).toEqual([{ line: 2, text: '2001:db8::1', kind: 'twice' }])
  })

  it.each([
    [LIST_ADDRESSES - 1, 0],
    [LIST_ADDRESSES, 0],
    [LIST_ADDRESSES + 1, 1],
  ])('of %d addresses leaves out %d', (count, left) => {
    const text = Array.from({ length: count }, (_, n) => `10.0.${String(n >> 8)}.${String(n & 255)}`).join(
      '\n',
    )
    const { addresses, problems } = parseList(text, NOW)
    expect(addresses).toHaveLength(Math.min(count, LIST_ADDRESSES))
    expect(problems).toHaveLength(left)
  })

  it('cuts a reason at what the console takes', () => {
    expect(parseList(`192.0.2.7 # ${'x'.repeat(501)}`, NOW).addresses[0]?.reason).toHaveLength(500)
  })

  it('is not slow on a long line of blanks', () => {
    const started = performance.now()
    parseList(`192.0.2.7${' '.repeat(20_000)}x`, NOW)
    expect(performance.now() - started).toBeLessThan(200)
  })
})

describe('writing the blacklist', () => {
  it('is read back: address, reason and end', () => {
    const entries = [
      entry({ host: '192.0.2.7', reason: '3 failures; the last: "x" # y' }),
      entry({ host: '10.0.0.0/8', expiresAt: NOW + 60_000, reason: 'scans\nat night' }),
      entry({ host: '2001:db8::/32', expiresAt: NOW + 60_000 }),
      entry({ host: '192.0.2.9' }),
    ]
    const { addresses, problems } = parseList(listText(entries, NOW), NOW)
    expect(problems).toEqual([])
    expect(addresses.map(({ host, reason, expiresAt }) => ({ host, reason, expiresAt }))).toEqual([
      { host: '192.0.2.7', reason: '3 failures; the last: "x" # y', expiresAt: null },
      { host: '10.0.0.0/8', reason: 'scans at night', expiresAt: NOW + 60_000 },
      { host: '2001:db8::/32', reason: null, expiresAt: NOW + 60_000 },
      { host: '192.0.2.9', reason: null, expiresAt: null },
    ])
  })
})
