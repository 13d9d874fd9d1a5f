import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openStore } from '../../../src-main/storage/open-store.ts'
import type { Store } from '../../../src-main/storage/store.ts'
import { BUILT_THREADS } from '../../support/built.ts'
import { START, type StoreUnderTest } from '../../suites/store-fixtures.ts'

export interface OpenOptions {
  readonly workerUrl?: URL
  readonly sizeLimitBytes?: number
}

export function openAt(file: string, options: OpenOptions = {}): Promise<Store> {
  return openStore({ engine: 'sqlite', file, workerUrl: BUILT_THREADS.sqlite, now: () => START, ...options })
}

/** Runs statements on the file as another program would, while the store has it open. */
export function executeOn(file: string, sql: string): readonly Readonly<Record<string, unknown>>[] {
  const database = new DatabaseSync(file, { timeout: 5_000 })
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

/** A folder of its own, removed afterwards. */
export async function temporaryFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'scopedeck-store-'))
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

export async function sqliteUnderTest(): Promise<StoreUnderTest> {
  const { folder, remove } = await temporaryFolder()
  const file = join(folder, 'data', 'scopedeck.db')
  let store = await openAt(file)
  return {
    get store() {
      return store
    },
    reopen: async () => {
      await store.close()
      return (store = await openAt(file))
    },
    execute: async (sql) => executeOn(file, sql),
    dispose: async () => {
      await store.close()
      await remove()
    },
  }
}
