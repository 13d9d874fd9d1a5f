import { safeStorage } from 'electron'
import type { SecretStore } from '../engine/secret-store.ts'

/** Keeps short secrets (a database password) unreadable at rest, as far as the system can. */
export interface Secrets {
  /** The system has no keyring: what is sealed can be read by whoever reads the file. The page says so. */
  readonly isPlainText: boolean
  /** The sealed text, as text for a file. */
  seal(secret: string): string
  /** Null when it was sealed elsewhere, or is damaged. */
  unseal(sealed: string): string | null
}

const SEALED = 'sealed:'
const PLAIN = 'plain:'

/** To be made after the application is ready: before that the keyring is not known. */
export function createSecrets(platform: NodeJS.Platform): Secrets {
  // Without a keyring Chromium on Linux "encrypts" with a password that is in its source.
  const isPlainText =
    !safeStorage.isEncryptionAvailable() ||
    (platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text')
  return {
    isPlainText,
    seal(secret) {
      if (isPlainText) return PLAIN + Buffer.from(secret, 'utf8').toString('base64')
      return SEALED + safeStorage.encryptString(secret).toString('base64')
    },
    unseal(sealed) {
      if (sealed.startsWith(PLAIN)) return Buffer.from(sealed.slice(PLAIN.length), 'base64').toString('utf8')
      if (!sealed.startsWith(SEALED)) return null
      try {
        return safeStorage.decryptString(Buffer.from(sealed.slice(SEALED.length), 'base64'))
      } catch {
        return null
      }
    },
  }
}

/** The keyring for the engine. Without one a key file of the data directory is better than Chromium's plain text. */
export function systemKeyring({ isPlainText, seal, unseal }: Secrets): SecretStore | null {
  return isPlainText ? null : { kind: 'keyring', seal, unseal }
}
