import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ElectronDouble } from '../../test/support/electron-double.ts'

vi.mock('electron', async () =>
  (await import('../../test/support/electron-double.ts')).createElectronDouble(),
)
const { safeStorage } = (await import('electron')) as unknown as ElectronDouble
const { createSecrets } = await import('./secrets.ts')

const SECRET = 'pässword'

afterEach(() => {
  safeStorage.isEncryptionAvailable.mockReturnValue(true)
  safeStorage.getSelectedStorageBackend.mockReturnValue('gnome_libsecret')
})

describe('secrets', () => {
  it('are sealed with the keyring and come back', () => {
    const secrets = createSecrets('linux')
    const sealed = secrets.seal(SECRET)
    expect(secrets.isPlainText).toBe(false)
    expect(Buffer.from(sealed.slice(sealed.indexOf(':') + 1), 'base64').toString()).not.toContain('ssword')
    expect(secrets.unseal(sealed)).toBe(SECRET)
  })

  it.each([
    ['there is no keyring', 'linux', false, 'unknown'],
    ['Chromium only pretends', 'linux', true, 'basic_text'],
  ] as const)('say that they are plain text when %s', (_when, platform, isAvailable, backend) => {
    safeStorage.isEncryptionAvailable.mockReturnValue(isAvailable)
    safeStorage.getSelectedStorageBackend.mockReturnValue(backend)
    const secrets = createSecrets(platform)
    expect(secrets.isPlainText).toBe(true)
    expect(secrets.unseal(secrets.seal(SECRET))).toBe(SECRET)
  })

  it('that were plain text can still be read when a keyring has come', () => {
    safeStorage.isEncryptionAvailable.mockReturnValue(false)
    const plain = createSecrets('linux').seal(SECRET)
    safeStorage.isEncryptionAvailable.mockReturnValue(true)
    expect(createSecrets('linux').unseal(plain)).toBe(SECRET)
  })

  it('do not ask for the backend where there is none to ask for', () => {
    safeStorage.getSelectedStorageBackend.mockClear()
    expect(createSecrets('win32').isPlainText).toBe(false)
    expect(safeStorage.getSelectedStorageBackend).not.toHaveBeenCalled()
  })

  it('from another machine are null, not an exception', () => {
    safeStorage.decryptString.mockImplementationOnce(() => {
      throw new Error('Error while decrypting the ciphertext')
    })
    const secrets = createSecrets('linux')
    expect(secrets.unseal('sealed:AAAA')).toBeNull()
    expect(secrets.unseal('something else')).toBeNull()
  })
})
