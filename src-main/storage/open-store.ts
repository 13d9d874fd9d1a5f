import { type MysqlStoreOptions, openMysqlStore } from './mysql/mysql-store.ts'
import { type SqliteStoreOptions, openSqliteStore } from './sqlite/sqlite-store.ts'
import type { Store } from './store.ts'

export type OpenStoreOptions =
  ({ readonly engine: 'sqlite' } & SqliteStoreOptions) | ({ readonly engine: 'mysql' } & MysqlStoreOptions)

/**
 * Opens a store, its schema brought up to date. A database that can only be
 * read is opened and says why in `readOnlyReason`. Rejects with a `StoreError`:
 * `away` when it cannot be reached, `damaged` when it is no database.
 */
export function openStore(options: OpenStoreOptions): Promise<Store> {
  return options.engine === 'sqlite' ? openSqliteStore(options) : openMysqlStore(options)
}
