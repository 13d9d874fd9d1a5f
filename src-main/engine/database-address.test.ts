import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { databaseConnection } from './database-address.ts'

const url = {
  addresses: [{ host: 'db', port: 3306 }],
  user: 'deck',
  database: 'monitor',
  tls: null,
}

describe('databaseConnection', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'scopedeck-address-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }

  it('takes the password from the environment, and out of it', () => {
    const environment = { SCOPEDECK_DATABASE_PASSWORD: 'geheim ', OTHER: 'x' }
    expect(databaseConnection(url, environment)).toEqual({
      ok: true,
      value: { ...url, password: 'geheim ' },
    })
    expect(environment).toEqual({ OTHER: 'x' })
  })

  it('takes it from a file, without the end of its line', () => {
    for (const ending of ['', '\n', '\r\n']) {
      const environment = { SCOPEDECK_DATABASE_PASSWORD_FILE: file('password', `ge heim\n${ending}`) }
      expect(databaseConnection(url, environment)).toMatchObject({
        value: { password: ending === '' ? 'ge heim' : 'ge heim\n' },
      })
    }
  })

  it('prefers what is said to what is in a file, and has none without either', () => {
    const environment = { SCOPEDECK_DATABASE_PASSWORD: '', SCOPEDECK_DATABASE_PASSWORD_FILE: '/nowhere' }
    expect(databaseConnection(url, environment)).toMatchObject({ ok: true, value: { password: '' } })
    expect(databaseConnection(url, {})).toMatchObject({ ok: true, value: { password: '' } })
  })

  it('reads the certificates', () => {
    const tls = { caFile: file('ca', 'CA'), certFile: file('c', 'C'), keyFile: file('k', 'K'), verify: true }
    expect(databaseConnection({ ...url, tls }, {})).toMatchObject({
      value: { tls: { ca: 'CA', cert: 'C', key: 'K', verify: true } },
    })
    const none = { caFile: null, certFile: null, keyFile: null, verify: false }
    expect(databaseConnection({ ...url, tls: none }, {})).toMatchObject({
      value: { tls: { ca: null, cert: null, key: null, verify: false } },
    })
  })

  it('says which file cannot be read', () => {
    const missing = join(folder, 'missing')
    expect(databaseConnection(url, { SCOPEDECK_DATABASE_PASSWORD_FILE: missing })).toMatchObject({
      ok: false,
      reason: expect.stringContaining(missing) as string,
    })
    const tls = { caFile: missing, certFile: null, keyFile: null, verify: true }
    expect(databaseConnection({ ...url, tls }, {})).toMatchObject({
      ok: false,
      reason: expect.stringContaining('ca=') as string,
    })
  })
})
