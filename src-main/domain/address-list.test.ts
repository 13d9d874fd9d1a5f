import { describe, expect, it } from 'vitest'
import { AddressList } from './address-list.ts'

function listOf(...entries: string[]): AddressList<string> {
  return new AddressList(entries, (entry) => entry)
}

describe('AddressList', () => {
  it('finds an address in any spelling', () => {
    expect(listOf('10.0.0.1').find('::ffff:10.0.0.1')).toBe('10.0.0.1')
    expect(listOf('::FFFF:10.0.0.1').find('10.0.0.1')).toBe('::FFFF:10.0.0.1')
    expect(listOf('2001:db8::1').find('2001:DB8:0:0:0:0:0:1')).toBe('2001:db8::1')
  })

  it('finds the network that covers an address, and none that does not', () => {
    const list = listOf('10.1.0.0/16', '2001:db8::/32')
    expect(list.find('10.1.255.255')).toBe('10.1.0.0/16')
    expect(list.find('10.2.0.0')).toBeNull()
    expect(list.find('2001:db8:ffff::1')).toBe('2001:db8::/32')
    expect(list.find('2001:db9::1')).toBeNull()
  })

  it('prefers the narrowest entry, whatever the order', () => {
    const list = listOf('10.0.0.0/8', '10.1.2.3', '10.1.0.0/16')
    expect(list.find('10.1.2.3')).toBe('10.1.2.3')
    expect(list.find('10.1.2.4')).toBe('10.1.0.0/16')
    expect(list.find('10.2.0.0')).toBe('10.0.0.0/8')
  })

  it('passes over a narrow entry that does not hold any more, and finds the wide one behind it', () => {
    const list = listOf('10.0.0.0/8', '10.1.2.3', '10.1.0.0/16')
    expect(list.find('10.1.2.3', (entry) => entry !== '10.1.2.3')).toBe('10.1.0.0/16')
    expect(list.find('10.1.2.3', (entry) => entry === '10.0.0.0/8')).toBe('10.0.0.0/8')
    expect(list.find('10.1.2.3', () => false)).toBeNull()
  })

  it('passes over entries that another tool wrote and that mean nothing', () => {
    const list = listOf('', 'example.org', '10.0.0.300', '10.0.0.3')
    expect(list.find('10.0.0.3')).toBe('10.0.0.3')
    expect(list.find('example.org')).toBeNull()
    expect(list.find('')).toBeNull()
  })

  it('finds nothing in an empty list', () => {
    expect(listOf().find('10.0.0.1')).toBeNull()
  })
})
