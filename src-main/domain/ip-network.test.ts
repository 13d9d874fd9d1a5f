import { describe, expect, it } from 'vitest'
import { covers, formatNetwork, type IpNetwork, parseNetwork } from './ip-network.ts'

function parsed(text: string): IpNetwork {
  const network = parseNetwork(text)
  if (network === null) throw new Error(`${text} is no network`)
  return network
}

describe('parseNetwork and formatNetwork', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    [' 10.0.0.1 ', '10.0.0.1'],
    ['0.0.0.0', '0.0.0.0'],
    ['255.255.255.255', '255.255.255.255'],
    ['10.0.0.1/32', '10.0.0.1'],
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['10.1.2.3/31', '10.1.2.2/31'],
    ['10.1.2.3/0', '0.0.0.0/0'],
    ['::', '::'],
    ['::1', '::1'],
    ['2001:DB8::00A1', '2001:db8::a1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['2001:db8:ffff::/33', '2001:db8:8000::/33'],
    ['2001:db8::1/128', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['1:2:3:4:5:6:192.0.2.33', '1:2:3:4:5:6:c000:221'],
  ])('reads %s as %s', (text, canonical) => {
    expect(formatNetwork(parsed(text))).toBe(canonical)
  })

  it('takes an IPv4-mapped IPv6 address for the IPv4 address that it is', () => {
    expect(formatNetwork(parsed('::ffff:192.0.2.1'))).toBe('192.0.2.1')
    expect(formatNetwork(parsed('::ffff:c000:201'))).toBe('192.0.2.1')
    expect(formatNetwork(parsed('::ffff:192.0.2.1/120'))).toBe('192.0.2.0/24')
    expect(formatNetwork(parsed('::ffff:0:0/96'))).toBe('0.0.0.0/0')
    expect(formatNetwork(parsed('::ffff:0:0/95'))).toBe('::fffe:0:0/95')
  })

  it.each([
    '',
    'host',
    '10.0.0',
    '10.0.0.0.1',
    '10.0.0.256',
    '10.0.0.01',
    '10.0.0.-1',
    '10.0.0.1/33',
    '10.0.0.1/',
    '10.0.0.1/-1',
    '10.0.0.1/8/8',
    '10.0.0.1/a',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'g::',
    '::1/129',
    '1.2.3.4::',
    '1.2.3.4::1',
    '::1.2.3',
    '::1.2.3.4:5',
  ])('refuses “%s”', (text) => {
    expect(parseNetwork(text)).toBeNull()
  })

  it('reads prefixes up to the full length and no further', () => {
    expect(parsed('10.0.0.1/31').prefix).toBe(31)
    expect(parsed('10.0.0.1/32').prefix).toBe(32)
    expect(parseNetwork('10.0.0.1/33')).toBeNull()
    expect(parsed('2001::/127').prefix).toBe(127)
    expect(parsed('2001::/128').prefix).toBe(128)
    expect(parseNetwork('2001::/129')).toBeNull()
  })
})

describe('covers', () => {
  it.each([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.0.0.0/9', '10.127.255.255', true],
    ['10.0.0.0/9', '10.128.0.0', false],
    ['10.0.0.0/31', '10.0.0.1', true],
    ['10.0.0.0/31', '10.0.0.2', false],
    ['10.0.0.1', '10.0.0.1', true],
    ['10.0.0.0/8', '10.0.0.0/16', true],
    ['10.0.0.0/16', '10.0.0.0/8', false],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['0.0.0.0/0', '::1', false],
    ['::/0', '10.0.0.1', false],
    ['2001:db8::/33', '2001:db8:7fff::1', true],
    ['2001:db8::/33', '2001:db8:8000::1', false],
  ])('%s covers %s: %s', (outer, inner, expected) => {
    expect(covers(parsed(outer), parsed(inner))).toBe(expected)
  })
})
