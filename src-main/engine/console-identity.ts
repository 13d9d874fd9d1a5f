import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FILE = 'console-id'
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Which console this is, for the others on the same database: kept in its data
 * directory, so that it stays the same whatever the machine is called. A folder
 * that takes no file gets a new one each time. Read once, before the start.
 */
export function consoleIdOf(dataDirectory: string): string {
  const file = join(dataDirectory, FILE)
  try {
    const known = readFileSync(file, 'utf8').trim()
    if (UUID.test(known)) return known
  } catch {
    // There is none yet.
  }
  const id = randomUUID()
  try {
    mkdirSync(dataDirectory, { recursive: true })
    writeFileSync(`${file}.new`, `${id}\n`, { mode: 0o600 })
    renameSync(`${file}.new`, file)
  } catch {
    // It is told apart for this run at least.
  }
  return id
}
