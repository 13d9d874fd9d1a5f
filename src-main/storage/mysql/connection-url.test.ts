import { describe, expect, it } from 'vitest'
import { addressText, locationOf } from './connection.ts'
import { type ParsedMysqlUrl, parseMysqlUrl } from './connection-url.ts'

function parsed(text: string): ParsedMysqlUrl {
  const outcome = parseMysqlUrl(text)
  if (!outcome.ok) throw new Error(outcome.reason)
  return outcome.value
}

function reasonOf(text: string): string {
  const outcome = parseMysqlUrl(text)
  if (outcome.ok) throw new Error('It was accepted.')
  return outcome.reason
}

describe('parseMysqlUrl', () => {
  it('reads user, host, port and database', () => {
    expect(parsed('mysql://deck@127.0.0.1:3307/monitor')).toEqual({
      addresses: [{ host: '127.0.0.1', port: 3307 }],
      user: 'deck',
      database: 'monitor',
      tls: null,
    })
  })

  it('knows the usual port, IPv6, another name of the scheme, and what is written with %', () => {
    expect(parsed('MariaDB://de%40ck@[::1]/mon%2Fitor')).toEqual({
      addresses: [{ host: '::1', port: 3306 }],
      user: 'de@ck',
      database: 'mon/itor',
      tls: null,
    })
  })

  it('takes several hosts in their order', () => {
    const { addresses } = parsed('mysql://deck@a,b:3310,[2001:db8::1]:3311/m')
    expect(addresses).toEqual([
      { host: 'a', port: 3306 },
      { host: 'b', port: 3310 },
      { host: '2001:db8::1', port: 3311 },
    ])
  })

  it('takes a socket in place of the host', () => {
    const { addresses, tls } = parsed('mysql://deck@/m?socket=%2Frun%2Fmysqld%2Fmysqld.sock')
    expect(addresses).toEqual([{ socketPath: '/run/mysqld/mysqld.sock' }])
    expect(tls).toBeNull()
    expect(parsed('mysql://deck@ignored/m?socket=/s').addresses).toEqual([{ socketPath: '/s' }])
    expect(reasonOf('mysql://deck@/m?socket=run')).toContain('whole path')
  })

  it.each(['localhost', '127.0.0.1', '127.1.2.3', '[::1]'])(
    'does not encrypt for %s unless asked',
    (host) => {
      expect(parsed(`mysql://deck@${host}/m`).tls).toBeNull()
      expect(parsed(`mysql://deck@${host}/m?tls=on`).tls).toEqual({
        caFile: null,
        certFile: null,
        keyFile: null,
        verify: true,
      })
      expect(parsed(`mysql://deck@${host}/m?ca=/ca.pem`).tls).toMatchObject({
        caFile: '/ca.pem',
        verify: true,
      })
    },
  )

  it('encrypts and verifies for every other host unless told otherwise', () => {
    expect(parsed('mysql://deck@db.example/m').tls).toMatchObject({ verify: true })
    expect(parsed('mysql://deck@localhost,db.example/m').tls).toMatchObject({ verify: true })
    expect(parsed('mysql://deck@128.0.0.1/m').tls).toMatchObject({ verify: true })
    expect(parsed('mysql://deck@db.example/m?tls=no-verify').tls).toMatchObject({ verify: false })
    expect(parsed('mysql://deck@db.example/m?tls=off').tls).toBeNull()
  })

  it('takes the files of a client certificate, both or none', () => {
    expect(parsed('mysql://deck@db/m?ca=/a&cert=/c&key=/k').tls).toEqual({
      caFile: '/a',
      certFile: '/c',
      keyFile: '/k',
      verify: true,
    })
    expect(reasonOf('mysql://deck@db/m?cert=/c')).toContain('go together')
    expect(reasonOf('mysql://deck@db/m?key=/k')).toContain('go together')
  })

  it('refuses a password, and does not repeat it', () => {
    const reason = reasonOf('mysql://deck:geheim@db/m')
    expect(reason).toContain('SCOPEDECK_DATABASE_PASSWORD')
    expect(reason).not.toContain('geheim')
    expect(reasonOf('mysql://deck:ge@heim@db/m')).not.toContain('heim')
  })

  it.each([
    ['postgres://deck@db/m', 'the form'],
    ['deck@db/m', 'the form'],
    ['mysql://deck@db', 'the form'],
    ['mysql://db/m', 'user is missing'],
    ['mysql://@db/m', 'user is missing'],
    ['mysql://deck@db/', 'name of the database'],
    ['mysql://deck@/m', 'host is missing'],
    ['mysql://deck@a,,b/m', 'not a host'],
    ['mysql://deck@a:b/m', 'not a host'],
    ['mysql://deck@db:0/m', 'not a port'],
    ['mysql://deck@db:65536/m', 'not a port'],
    ['mysql://deck@db/m?tls=maybe', 'way of TLS'],
    ['mysql://deck@db/m?ca=', 'is empty'],
    ['mysql://deck@db/m?charset=utf8', 'not an option'],
    ['mysql://deck@db/m%2', '%'],
  ])('says what is wrong with %s', (url, words) => {
    expect(reasonOf(url)).toContain(words)
  })

  it('takes the first and the last port', () => {
    expect(parsed('mysql://deck@a:1,b:65535/m').addresses).toEqual([
      { host: 'a', port: 1 },
      { host: 'b', port: 65_535 },
    ])
  })
})

describe('locationOf', () => {
  it('names user, hosts and database, and nothing that is secret', () => {
    const { addresses, user, database } = parsed('mysql://deck@db,[::1]:3310/monitor')
    expect(locationOf({ addresses, user, database })).toBe('deck@db,[::1]:3310/monitor')
    expect(addressText({ socketPath: '/run/s' })).toBe('/run/s')
  })
})
