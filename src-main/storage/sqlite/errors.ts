import { StoreError, type StoreErrorCode } from '../store.ts'

/** What crosses a thread in place of an Error. */
export interface ErrorMessage {
  /** Null: a bug, not an expected failure. */
  readonly code: StoreErrorCode | null
  readonly message: string
}

/** Primary result codes, https://www.sqlite.org/rescode.html */
const PERM = 3
const BUSY = 5
const LOCKED = 6
const READONLY = 8
const IOERR = 10
const CORRUPT = 11
const FULL = 13
const CANTOPEN = 14
const CONSTRAINT = 19
const NOTADB = 26

const EXPECTED: ReadonlyMap<number, readonly [StoreErrorCode, string]> = new Map([
  [
    PERM,
    ['read-only', 'The database file may not be written: check the permissions of the file and its folder.'],
  ],
  [BUSY, ['away', 'Another program holds the database: close it, or wait until it has finished.']],
  [LOCKED, ['away', 'Another program holds the database: close it, or wait until it has finished.']],
  [
    READONLY,
    ['read-only', 'The database file may not be written: check the permissions of the file and its folder.'],
  ],
  [IOERR, ['away', 'The database file cannot be read or written: check the disk.']],
  [
    CORRUPT,
    [
      'damaged',
      'The database file is damaged: restore it from a backup, or move it away to begin a new one.',
    ],
  ],
  [FULL, ['full', 'There is no space left for the database: free some, or keep samples for a shorter time.']],
  [CANTOPEN, ['away', 'The database file cannot be opened: check that its folder exists and may be used.']],
  [CONSTRAINT, ['conflict', 'A row of this id or name is there already.']],
  [NOTADB, ['damaged', 'The file is not a database of this program: move it away to begin a new one.']],
])

/** SQLite's primary result code of an error that node:sqlite threw, or null. */
export function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null
  return error.errcode & 0xff
}

/** True when the file itself may be fine, but not for writing. */
export function isUnwritable(error: unknown): boolean {
  const code = sqliteCode(error)
  return code === READONLY || code === CANTOPEN || code === PERM
}

/** An error in a form that survives postMessage, with the sentence that a person reads. */
export function errorMessageOf(error: unknown): ErrorMessage {
  if (error instanceof StoreError) return { code: error.code, message: error.message }
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof Error && 'syscall' in error && 'code' in error) {
    // The file system's own word, from before SQLite had a say.
    if (error.code === 'ENOSPC')
      return { code: 'full', message: `There is no space left for the database. (${message})` }
    return { code: 'away', message: `The folder of the database cannot be used. (${message})` }
  }
  const expected = EXPECTED.get(sqliteCode(error) ?? -1)
  if (expected === undefined)
    return { code: null, message: error instanceof Error ? (error.stack ?? message) : message }
  return { code: expected[0], message: `${expected[1]} (${message})` }
}

/** The error again, on the side that asked. */
export function errorOf({ code, message }: ErrorMessage): Error {
  return code === null ? new Error(`The database thread failed: ${message}`) : new StoreError(code, message)
}
