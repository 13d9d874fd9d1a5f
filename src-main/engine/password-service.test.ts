import type { scrypt } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { until } from '../../test/support/raw-client.ts'
import { PasswordService } from './password-service.ts'

type Scrypt = typeof scrypt

/** Counts hashes; while `held` is a list they wait in it instead of running. */
const hashing = vi.hoisted(() => ({ count: 0, held: null as (() => void)[] | null }))

vi.mock('node:crypto', async (importOriginal) => {
  const crypto = await importOriginal<{ scrypt: Scrypt }>()
  const counted = ((...parameters: Parameters<Scrypt>) => {
    hashing.count++
    if (hashing.held === null) crypto.scrypt(...parameters)
    else hashing.held.push(() => parameters[4](null, Buffer.alloc(parameters[2])))
  }) as Scrypt
  return { ...crypto, scrypt: counted }
})

let now = 1_700_000_000_000

beforeEach(() => {
  hashing.count = 0
  hashing.held = null
})

function service(): PasswordService {
  return new PasswordService(() => now)
}

describe('a hash', () => {
  it('is a PHC string that says how it was made, and never the same twice', async () => {
    const passwords = service()
    const [one, other] = [await passwords.hash('secret'), await passwords.hash('secret')]
    expect(one).toMatch(/^\$scrypt\$ln=15,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    expect(other).not.toBe(one)
    expect(await passwords.verify('secret', other)).toBe('right')
  })

  it.each(['SECRET', 'Secret', 'secret ', ' secret', 'secre', ''])('does not fit “%s”', async (password) => {
    const passwords = service()
    expect(await passwords.verify(password, await passwords.hash('secret'))).toBe('wrong')
  })

  it('made with other costs is understood', async () => {
    const passwords = service()
    // RFC 7914 §12: "password", "NaCl", N = 1024, r = 8, p = 16, here in its first 32 bytes.
    const key = Buffer.from('fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162', 'hex')
    const salt = Buffer.from('NaCl').toString('base64')
    const stored = `$scrypt$ln=10,r=8,p=16$${salt}$${key.toString('base64')}`
    expect(await passwords.verify('password', stored)).toBe('right')
    expect(await passwords.verify('Password', stored)).toBe('wrong')
  })

  it.each(['', 'secret', '$argon2id$v=19$m=1$a$b', '$scrypt$ln=15,r=8,p=1$salt'])(
    'of another kind (“%s”) fits nothing',
    async (stored) => {
      expect(await service().verify('secret', stored)).toBe('wrong')
    },
  )
})

describe('a verified login', () => {
  it('costs one hash for eleven sensors a minute', async () => {
    const passwords = service()
    const stored = await passwords.hash('secret')
    hashing.count = 0
    for (let sensor = 0; sensor < 11; sensor++) expect(await passwords.verify('secret', stored)).toBe('right')
    expect(hashing.count).toBe(1)
  })

  it('costs one hash when eleven come at once', async () => {
    const passwords = service()
    const stored = await passwords.hash('secret')
    hashing.count = 0
    const verdicts = await Promise.all(Array.from({ length: 11 }, () => passwords.verify('secret', stored)))
    expect(new Set(verdicts)).toEqual(new Set(['right']))
    expect(hashing.count).toBe(1)
  })

  it('is believed for ten minutes, a wrong one for one', async () => {
    const passwords = service()
    const stored = await passwords.hash('secret')
    await passwords.verify('secret', stored)
    await passwords.verify('wrong', stored)
    async function hashesFor(password: string, afterMs: number): Promise<number> {
      now += afterMs
      hashing.count = 0
      await passwords.verify(password, stored)
      return hashing.count
    }
    expect(await hashesFor('wrong', 59_999)).toBe(0)
    expect(await hashesFor('wrong', 1)).toBe(1)
    expect(await hashesFor('secret', 539_999)).toBe(0)
    expect(await hashesFor('secret', 1)).toBe(1)
  })

  it('is not believed of another password or another hash', async () => {
    const passwords = service()
    const [old, rotated] = [await passwords.hash('old'), await passwords.hash('new')]
    expect(await passwords.verify('old', old)).toBe('right')
    expect(await passwords.verify('old', rotated)).toBe('wrong')
    expect(await passwords.verify('new', rotated)).toBe('right')
  })

  it('is not forgotten because somebody guesses', async () => {
    const passwords = service()
    const stored = await passwords.hash('secret')
    await passwords.verify('secret', stored)
    const cheap = '$scrypt$ln=1,r=1,p=1$c2FsdA$a2V5'
    for (let guess = 0; guess < 5_000; guess++) await passwords.verify(`guess ${guess}`, cheap)
    hashing.count = 0
    expect(await passwords.verify('secret', stored)).toBe('right')
    expect(hashing.count).toBe(0)
  })
})

describe('hashes at once', () => {
  it('are two; the next begins when one has ended; too many are refused', async () => {
    const passwords = service()
    const held: (() => void)[] = (hashing.held = [])
    const stored = '$scrypt$ln=15,r=8,p=1$c2FsdA$a2V5'
    const running = Array.from({ length: 130 }, (_, index) => passwords.verify(`p${index}`, stored))
    expect(await passwords.verify('one too many', stored)).toBe('busy')
    expect(held).toHaveLength(2)
    held.shift()?.()
    await running[0]
    await until(() => held.length === 2)
    expect(hashing.count).toBe(3)
    for (let ended = 1; ended < 130; ended++) {
      await until(() => held.length > 0)
      expect(held.length).toBeLessThanOrEqual(2)
      held.shift()?.()
      await running[ended]
    }
    expect(hashing.count).toBe(130)
    hashing.held = null
    expect(await passwords.verify('welcome again', stored)).toBe('wrong')
  })
})

describe('a generated password', () => {
  it('is long, new, and has nothing in it that a file or a message would trip over', () => {
    const made = Array.from({ length: 200 }, () => service().generate())
    expect(new Set(made).size).toBe(200)
    for (const password of made) expect(password).toMatch(/^[A-HJ-NP-Za-km-z2-9]{20}$/)
  })
})
