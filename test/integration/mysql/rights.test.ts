import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { MysqlConnection } from '../../../src-main/storage/mysql/connection.ts'
import type { Store } from '../../../src-main/storage/store.ts'
import {
  DAY_MS,
  HOUR_MS,
  NO_LIMITS,
  START,
  batchOf,
  blacklisted,
  commitSamples,
  rangeOf,
  rejectionOf,
} from '../../suites/store-fixtures.ts'
import { MariadbServer } from '../../support/mariadb.ts'
import { MARIADB, describeNeeding } from '../../support/needs.ts'
import { openOn, sessionOn } from './mysql-under-test.ts'

/** As docs/adr/0006-mysql.md tells the administrator. */
const RIGHTS = 'select, insert, update, delete, create, alter, drop, index'
const PASSWORD = 'n0t-a-secret'

describeNeeding([MARIADB], 'rights on MariaDB', () => {
  let server: MariadbServer
  let database = ''
  beforeAll(async () => {
    server = await MariadbServer.start()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    database = await server.createDatabase()
  })

  const admin = (sql: string) => server.execute(sql, database)

  async function user(name: string, rights: string): Promise<MysqlConnection> {
    await admin(`create or replace user '${name}'@'127.0.0.1' identified by '${PASSWORD}'`)
    await admin(`grant ${rights} on ${database}.* to '${name}'@'127.0.0.1'`)
    return server.connection(database, { user: name, password: PASSWORD })
  }

  async function useAll(store: Store): Promise<void> {
    await commitSamples(store, [
      [1, START - 2 * DAY_MS, 1],
      [1, START, 2],
    ])
    await store.rollUp(START + 2 * HOUR_MS)
    expect(await store.deleteOlderThan({ ...NO_LIMITS, rawBefore: START - DAY_MS })).toBe(1)
    await store.insertBlacklisted(blacklisted('192.0.2.1'))
    expect((await rangeOf(store, { from: START, to: START + 9, maxPoints: 9 })).v).toEqual([2])
    expect(await store.sizeBytes()).toBeGreaterThan(0)
  }

  it('that are documented are enough for everything', async () => {
    const store = await openOn(await user('deck', RIGHTS))
    expect(store.readOnlyReason).toBeNull()
    await useAll(store)
    await store.close()
  })

  it('to change tables are not needed once they are there: old days then go row by row', async () => {
    await (await openOn(await user('deck', RIGHTS))).close()
    const store = await openOn(await user('plain', 'select, insert, update, delete'))
    expect(store.readOnlyReason).toBeNull()
    await useAll(store)
    await store.close()
  })

  it('to read only are told in words, and everything can be read', async () => {
    const writer = await openOn(await user('deck', RIGHTS))
    await commitSamples(writer, [[1, START, 42]])
    await writer.close()
    const store = await openOn(await user('looker', 'select'))
    expect(store.readOnlyReason).toContain('grant it the rights')
    expect((await rangeOf(store, { from: START, to: START + 9, maxPoints: 9 })).v).toEqual([42])
    expect(await store.latestSamples(0)).toMatchObject({ series: new Int32Array(0) })
    expect(await rejectionOf(store.commit(batchOf({})))).toBe('read-only')
    await store.close()
  })

  it('to make tables are asked for while there are none', async () => {
    expect(await rejectionOf(openOn(await user('plain', 'select, insert, update, delete')))).toBe('read-only')
    expect(await rejectionOf(openOn(await user('looker', 'select')))).toBe('read-only')
  })

  it.each([
    ['a wrong password', { password: 'wrong' }, 'check user and password'],
    ['an unknown user', { user: 'nobody' }, 'check user and password'],
    ['an unknown database', { database: 'nowhere' }, 'may not use this database'],
  ])('are not given for %s', async (_what, change, words) => {
    const connection = { ...(await user('deck', RIGHTS)), ...change }
    const opening = openOn(connection)
    expect(await rejectionOf(opening)).toBe('away')
    const message = await opening.catch((error: unknown) => String(error))
    expect(message).toContain(words)
    expect(message).not.toContain(PASSWORD)
  })

  describe('of a server that is read-only', () => {
    const setReadOnly = (isReadOnly: boolean) => admin(`set global read_only = ${isReadOnly ? 1 : 0}`)

    it('are told when the database is opened', async () => {
      await (await openOn(await user('deck', RIGHTS))).close()
      await setReadOnly(true)
      const store = await openOn(await user('deck', RIGHTS))
      expect(store.readOnlyReason).toContain('takes no writes')
      expect(await store.hosts()).toEqual([])
      expect(await rejectionOf(store.commit(batchOf({})))).toBe('read-only')
      await store.close()
      await setReadOnly(false)
    })

    it('are told of a database that becomes so, and it can be written again afterwards', async () => {
      const store = await openOn(await user('deck', RIGHTS))
      await commitSamples(store, [[1, START, 1]])
      await setReadOnly(true)
      expect(await rejectionOf(commitSamples(store, [[1, START + 1, 2]]))).toBe('read-only')
      await setReadOnly(false)
      await commitSamples(store, [[1, START + 2, 3]])
      expect((await rangeOf(store, { from: START, to: START + 9, maxPoints: 9 })).v).toEqual([1, 3])
      await store.close()
    })
  })

  it('to files of this machine are given to no server', async () => {
    const session = await sessionOn(server.connection(database))
    await session.command('create table taken (line text)')
    await expect(session.command("load data local infile '/etc/hostname' into table taken")).rejects.toThrow()
    session.destroy()
    expect(await admin('select count(*) as lines_read from taken')).toEqual([{ lines_read: 0 }])
  })

  it('of a server that flushes its log too seldom are used with a warning', async () => {
    const quiet = await openOn(server.connection(database))
    expect(quiet.warnings).toEqual([])
    await quiet.close()
    await admin('set global innodb_flush_log_at_trx_commit = 2')
    const store = await openOn(server.connection(database))
    await admin('set global innodb_flush_log_at_trx_commit = 1')
    expect(store.warnings).toHaveLength(1)
    expect(store.warnings?.[0]).toContain('innodb_flush_log_at_trx_commit = 2')
    await store.close()
  })
})
