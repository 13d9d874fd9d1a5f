import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keyFileSecrets } from './secret-store.ts'

describe('secrets under a key file', () => {
  let directory: string
  beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'scopedeck-secrets-'))))
  afterEach(() => rm(directory, { recursive: true, force: true }))

  it('seals, and unseals in another run with the same key', async () => {
    const sealed = (await keyFileSecrets(directory)).seal('pässword')
    expect(sealed).not.toContain('pässword')
    expect(Buffer.from(sealed.slice(5), 'base64').toString('latin1')).not.toContain('ssword')
    expect((await keyFileSecrets(directory)).unseal(sealed)).toBe('pässword')
  })

  it('keeps a key that its owner alone can read', async () => {
    await keyFileSecrets(directory)
    expect((await stat(join(directory, 'secret.key'))).mode & 0o777).toBe(0o600)
    expect((await readFile(join(directory, 'secret.key'))).length).toBe(32)
  })

  it('seals the same secret differently each time', async () => {
    const secrets = await keyFileSecrets(directory)
    expect(secrets.seal('one')).not.toBe(secrets.seal('one'))
  })

  it('gives nothing for what was changed, cut, or sealed under another key', async () => {
    const secrets = await keyFileSecrets(directory)
    const sealed = secrets.seal('secret')
    const other = await keyFileSecrets(join(directory, 'other'))
    expect(secrets.unseal(`${sealed.slice(0, -3)}AA=`)).toBeNull()
    expect(secrets.unseal(sealed.slice(0, 20))).toBeNull()
    expect(secrets.unseal('sealed:abc')).toBeNull()
    expect(other.unseal(sealed)).toBeNull()
  })

  it('never makes a new key in place of a file that is none', async () => {
    await writeFile(join(directory, 'secret.key'), 'short')
    await expect(keyFileSecrets(directory)).rejects.toThrow('is no key')
  })
})
