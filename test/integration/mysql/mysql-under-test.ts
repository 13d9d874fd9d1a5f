import { openStore } from '../../../src-main/storage/open-store.ts'
import { connect } from '../../../src-main/storage/mysql/connect.ts'
import type { MysqlConnection } from '../../../src-main/storage/mysql/connection.ts'
import type { Session } from '../../../src-main/storage/mysql/session.ts'
import type { Store } from '../../../src-main/storage/store.ts'
import { START, type MakeStore } from '../../suites/store-fixtures.ts'
import type { MariadbServer } from '../../support/mariadb.ts'

export interface OpenOptions {
  readonly slotMinutes?: 1 | 1_440
  readonly now?: () => number
  readonly timeouts?: { readonly acquireMs: number; readonly statementMs: number }
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

/** One connection as the store has them, for statements of our own. */
export function sessionOn(connection: MysqlConnection): Promise<Session> {
  const [address] = connection.addresses
  if (address === undefined) throw new Error('The connection has no address.')
  return connect(connection, address, 10_000)
}

/** Resolves when a condition holds; the test's own limit ends it otherwise. */
export async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 10))
}
