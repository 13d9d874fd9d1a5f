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
  /** Asked once the directory is there, which it is kept in. */
  readonly consoleId: () => string
}

const SPOOL_BYTES = 256 * 1024 * 1024

/** Opens the embedded database (null) or a server's; rejects with a `StoreError`. */
export function openConnection(
  options: EngineOptions,
  connection: MysqlConnection | null,
  { file, now, consoleId }: StoreContext,
): Promise<Store> {
  return connection === null
    ? openStore({
        engine: 'sqlite',
        file,
        workerUrl: options.threads.sqlite,
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
      })
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

/** Rejects with a `StoreError` where it cannot be made. */
export function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true })
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    throw new StoreError('away', `The directory ${directory} cannot be made: ${words}`)
  }
}
