import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Keeps short secrets (a database password) unreadable where they are stored. */
export interface SecretStore {
  /** The keyring of the system, or a key beside the data that only its owner can read. */
  readonly kind: 'keyring' | 'key-file'
  /** The sealed text, as text for a file. */
  seal(secret: string): string
  /** Null when it was sealed elsewhere, or is damaged. */
  unseal(sealed: string): string | null
}

const FILE = 'secret.key'
const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16
const PREFIX = 'key1:'

/**
 * Seals with the key in `DIR/secret.key` (mode 0600), made where there is none.
 * Rejects when the file is there but is no key, or cannot be read: making
 * another one would make every kept password worthless.
 */
export async function keyFileSecrets(directory: string): Promise<SecretStore> {
  const key = await readKey(join(directory, FILE), directory)
  return {
    kind: 'key-file',
    seal(secret) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return PREFIX + Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64')
    },
    unseal(sealed) {
      if (!sealed.startsWith(PREFIX)) return null
      const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64')
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), {
          authTagLength: TAG_BYTES,
        })
        decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
        const rest = bytes.subarray(IV_BYTES + TAG_BYTES)
        return Buffer.concat([decipher.update(rest), decipher.final()]).toString('utf8')
      } catch {
        return null
      }
    },
  }
}

async function readKey(file: string, directory: string): Promise<Buffer> {
  const kept = await readFile(file).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  })
  if (kept !== null) {
    if (kept.length === KEY_BYTES) return kept
    throw new Error(`${file} is no key: put the right file back, or remove it and type the passwords anew.`)
  }
  const key = randomBytes(KEY_BYTES)
  await mkdir(directory, { recursive: true })
  await writeFile(file, key, { mode: 0o600, flag: 'wx' })
  return key
}
