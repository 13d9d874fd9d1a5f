import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'

/** How long SQLite waits for another program that holds the file. */
const BUSY_TIMEOUT_MS = 5_000
/** Negative: KiB. The writer works on the pages of the slots that are being filled. */
const WRITER_CACHE_KIB = -65_536
const READER_CACHE_KIB = -32_768
/**
 * Pages in the write-ahead log after which a commit copies them into the
 * database: large enough that a page which changes every second is copied
 * once in many, small enough that the commit which does it waits for tens of
 * milliseconds only.
 */
export const CHECKPOINT_PAGES = 4_000
const JOURNAL_LIMIT_BYTES = 64 * 1024 * 1024

/**
 * Opens the file for writing, made when it is missing. A commit is on the disk
 * when it returns (`synchronous=FULL`). Throws SQLite's error where it cannot
 * be written.
 */
export function openForWriting(file: string, sizeLimitBytes: number | null): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true })
  makePrivate(file)
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: false })
  try {
    applyWriterPragmas(database, sizeLimitBytes)
    // Where the log cannot be made beside the file, only taking the lock tells.
    database.exec('begin immediate; rollback')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** A new file is the owner's alone: password hashes are in it. SQLite gives its log the same rights. */
function makePrivate(file: string): void {
  try {
    closeSync(openSync(file, 'ax', 0o600))
  } catch {
    // It is there, or cannot be made; of the latter SQLite tells in its own words.
  }
}

/** The writer's settings; the benchmark applies the same to what it compares with. */
export function applyWriterPragmas(database: DatabaseSync, sizeLimitBytes: number | null): void {
  database.exec('pragma journal_mode = wal')
  database.exec('pragma synchronous = full')
  database.exec(`pragma cache_size = ${WRITER_CACHE_KIB}`)
  database.exec(`pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
  database.exec(`pragma journal_size_limit = ${JOURNAL_LIMIT_BYTES}`)
  database.exec('pragma temp_store = memory')
  if (sizeLimitBytes === null) return
  const pageSize = Number(database.prepare('pragma page_size').get()?.['page_size'] ?? 4_096)
  const pages = Math.max(1, Math.floor(sizeLimitBytes / pageSize))
  database.exec(`pragma max_page_count = ${pages}`)
}

/**
 * Opens the file for reading. One that could be written is opened for that,
 * so that the shared memory of the log can be used, and held to queries. One
 * that cannot is opened without leaving anything beside it.
 */
export function openForReading(file: string, isWritable: boolean): DatabaseSync {
  const options = { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: false, readOnly: !isWritable }
  if (isWritable || existsSync(`${file}-wal`)) return prepareReader(new DatabaseSync(file, options))
  // Without a log nobody has it open, and nobody needs the shared memory that could not be made here.
  const asItLies = pathToFileURL(file)
  asItLies.searchParams.set('immutable', '1')
  return prepareReader(new DatabaseSync(asItLies, options))
}

/** What the permissions say. SQLite tells only with the first write. */
export function mayWrite(file: string): boolean {
  try {
    accessSync(file, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function prepareReader(database: DatabaseSync): DatabaseSync {
  try {
    database.exec('pragma query_only = on')
    database.exec(`pragma cache_size = ${READER_CACHE_KIB}`)
    database.exec('pragma temp_store = memory')
    database.prepare('select count(*) from sqlite_schema').get()
    return database
  } catch (error) {
    database.close()
    throw error
  }
}
