import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isSealedElsewhere, SEALED } from '../domain/zabbix-secrets.ts'

const FILE = 'secrets.key'
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Keeps keys and passphrases out of the database's file and its copies: they
 * are sealed with the key in `DIR/secrets.key`, which is readable by the owner
 * only. They must be known in clear when a proxy is told them, so they cannot
 * be hashed as passwords are.
 */
export class SecretBox {
  readonly #directory: string
  #key: Buffer | null = null

  constructor(directory: string) {
    this.#directory = directory
  }

  seal(secret: string): string {
    if (secret === '' || isSealedElsewhere(secret)) return secret
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', this.#open(), nonce)
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
    return SEALED + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')
  }

  /**
   * As it is when it was sealed with another key, by another console on the same
   * database say: it is kept for that one, and must be entered again to be used
   * here (`isSealedElsewhere`). Empty when it is no sealed text at all.
   */
  unseal(text: string): string {
    if (!text.startsWith(SEALED)) return ''
    const bytes = Buffer.from(text.slice(SEALED.length), 'base64')
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#open(), bytes.subarray(0, NONCE_BYTES))
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
      const rest = bytes.subarray(NONCE_BYTES + TAG_BYTES)
      return Buffer.concat([decipher.update(rest), decipher.final()]).toString('utf8')
    } catch {
      return isSealedElsewhere(text) ? text : ''
    }
  }

  /** The key; made where there is none, with the first secret. */
  #open(): Buffer {
    if (this.#key !== null) return this.#key
    const file = join(this.#directory, FILE)
    try {
      const kept = readFileSync(file)
      if (kept.length === KEY_BYTES) return (this.#key = kept)
    } catch {
      // There is none yet.
    }
    const key = randomBytes(KEY_BYTES)
    mkdirSync(this.#directory, { recursive: true })
    writeFileSync(file, key, { mode: 0o600 })
    return (this.#key = key)
  }
}
