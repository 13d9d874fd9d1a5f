import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FILE = 'session.key'
const KEY_BYTES = 32

/**
 * The key in `DIR/session.key` that signs the cookies of browsers; made where
 * there is none. Without it a restart would sign every browser out. Readable by
 * the owner only; whoever removes it signs everybody out at the next start.
 * Where it cannot be kept it lasts as long as the console.
 */
export function sessionKey(directory: string): Uint8Array {
  const file = join(directory, FILE)
  try {
    const kept = readFileSync(file)
    if (kept.length === KEY_BYTES) return kept
  } catch {
    // There is none yet.
  }
  const key = randomBytes(KEY_BYTES)
  try {
    mkdirSync(directory, { recursive: true })
    writeFileSync(file, key, { mode: 0o600 })
  } catch {
    // The database says what is wrong with the folder.
  }
  return key
}
