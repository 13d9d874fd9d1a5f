import { openStore } from '../../../src-main/storage/open-store.ts'
import type { MysqlConnection } from '../../../src-main/storage/mysql/connection.ts'
import type { Store } from '../../../src-main/storage/store.ts'
import { START, type MakeStore } from '../../suites/store-fixtures.ts'
import type { MariadbServer } from '../../support/mariadb.ts'

export interface OpenOptions {
  readonly slotMinutes?: 1 | 1_440
  readonly now?: () => number
}

export function openOn(connection: MysqlConnection, options: OpenOptions = {}): Promise<Store> {
  return openStore({ engine: 'mysql', connection, now: () => START, ...options })
}

/** Makes stores on a server, each in a database of its own that is dropped afterwards. */
export function storesOn(
  server: () => MariadbServer,
  options: OpenOptions & { readonly isSocket?: boolean } = {},
): MakeStore {
  return async () => {
    const database = await server().createDatabase()
    const connection =
      options.isSocket === true ? server().socketConnection(database) : server().connection(database)
    let store = await openOn(connection, options)
    return {
      get store() {
        return store
      },
      reopen: async () => {
        await store.close()
        return (store = await openOn(connection, options))
      },
      execute: (sql) => server().execute(sql, database),
      dispose: async () => {
        await store.close()
        await server().dropDatabase(database)
      },
    }
  }
}
