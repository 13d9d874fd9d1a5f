import { describe, expect, it } from 'vitest'
import { formatSocketAddress, parseSocketAddress, plainAddress } from './socket-address.ts'

describe('addresses of sockets', () => {
  it.each([
    ['127.0.0.1:12201', { host: '127.0.0.1', port: 12_201 }],
    [' web01.example.org:80 ', { host: 'web01.example.org', port: 80 }],
    ['[::1]:0', { host: '::1', port: 0 }],
    ['[fe80::1%eth0]:1', { host: 'fe80::1%eth0', port: 1 }],
    ['a:65535', { host: 'a', port: 65_535 }],
    ['a:65536', null],
    ['a:123456', null],
    ['a:', null],
    [':80', null],
    ['a', null],
    ['::1', null],
    ['[a]:80', null],
    ['[::1]', null],
    ['a b:80', null],
    ['a:80:90', null],
    ['', null],
  ])('“%s”', (text, address) => {
    expect(parseSocketAddress(text)).toEqual(address)
  })

  it.each([
    ['a', { host: 'a', port: 99 }],
    ['::1', { host: '::1', port: 99 }],
    ['[::1]', { host: '::1', port: 99 }],
    ['a:1', { host: 'a', port: 1 }],
    ['1:2:3', null],
  ])('“%s” with a default port', (text, address) => {
    expect(parseSocketAddress(text, 99)).toEqual(address)
  })

  it.each(['127.0.0.1:1', '[::1]:2', 'a.b:3'])('%s is written as it is read', (text) => {
    const address = parseSocketAddress(text)
    expect(address === null ? null : formatSocketAddress(address)).toBe(text)
  })
})

describe('the plain address of a peer', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['::FFFF:10.0.0.1', '10.0.0.1'],
    ['::1', '::1'],
    ['fe80::1%eth0', 'fe80::1'],
    [undefined, ''],
  ])('%s is %s', (remote, address) => {
    expect(plainAddress(remote)).toBe(address)
  })
})
