import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { EpochMs } from '../contract/index.ts'
import type { MysqlConnection } from '../storage/mysql/connection.ts'
import { openStore } from '../storage/open-store.ts'
import { type Store, StoreError } from '../storage/store.ts'
import { DiskSpool } from './disk-spool.ts'
import type { EngineOptions } from './options.ts'

interface StoreContext {
  /** Of the embedded database. */
  readonly file: string
  readonly now: () => EpochMs
  readonly log: (line: string) => void
  /** Asked once the directory is there, which it is kept in. */
  readonly consoleId: () => string
}

const SPOOL_BYTES = 256 * 1024 * 1024

/** Opens a database, the embedded one without a connection; rejects with a `StoreError`. */
export async function openEngineStore(
  options: EngineOptions,
  { file, now, log, consoleId }: StoreContext,
  connection: MysqlConnection | null,
): Promise<Store> {
  makeDirectory(options.dataDirectory)
  const store = await (connection === null
    ? openStore({
        engine: 'sqlite',
        file,
        workerUrl: options.sqliteWorkerUrl,
        now,
        sizeLimitBytes: options.databaseLimitBytes,
        consoleId: consoleId(),
      })
    : openStore({
        engine: 'mysql',
        connection,
        now,
        consoleId: consoleId(),
        timeouts: options.databaseTimeouts,
      }))
  for (const warning of store.warnings ?? []) log(`Database: ${warning}`)
  return store
}

/** Null, and words about it, where the disk takes none: then values wait in memory. */
export function openSpool(options: EngineOptions, log: (line: string) => void): Promise<DiskSpool | null> {
  const directory = join(options.dataDirectory, 'spool')
  const limitBytes = options.spoolLimitBytes ?? SPOOL_BYTES
  return DiskSpool.open({ directory, limitBytes }).catch((error: unknown) => {
    log(`Spool: ${error instanceof Error ? error.message : String(error)}`)
    return null
  })
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true })
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    throw new StoreError('away', `The directory ${directory} cannot be made: ${words}`)
  }
}
