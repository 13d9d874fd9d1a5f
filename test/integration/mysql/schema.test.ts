import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { migrate, missingSteps, unknownSteps } from '../../../src-main/storage/migrations/migrate.ts'
import type { Migration } from '../../../src-main/storage/migrations/migration.ts'
import { exactCollation, mysqlDialect } from '../../../src-main/storage/mysql/dialect.ts'
import { databaseOver } from '../../../src-main/storage/mysql/kysely-database.ts'
import { MYSQL_MIGRATIONS } from '../../../src-main/storage/mysql/migrations/mysql-migrations.ts'
import type { Session } from '../../../src-main/storage/mysql/session.ts'
import { START, batchOf, commitSamples, rangeOf, rejectionOf } from '../../suites/store-fixtures.ts'
import { MariadbServer } from '../../support/mariadb.ts'
import { MARIADB, describeNeeding } from '../../support/needs.ts'
import { openOn, sessionOn, until } from './mysql-under-test.ts'

const STEPS = MYSQL_MIGRATIONS.reduce((sum, { steps }) => sum + steps.length, 0)

describeNeeding([MARIADB], 'the schema on MariaDB', () => {
  let server: MariadbServer
  let database = ''
  let session: Session
  beforeAll(async () => {
    server = await MariadbServer.start()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    database = await server.createDatabase()
    session = await sessionOn(server.connection(database))
  })
  afterEach(async () => {
    session.close()
    await server.dropDatabase(database)
  })

  const run = (on: Session, migrations = MYSQL_MIGRATIONS): Promise<void> =>
    migrate(databaseOver(on), mysqlDialect(exactCollation(on.serverVersion)), 1, migrations)

  /** Every table as the server would make it again. */
  async function schemaOf(on: Session): Promise<readonly string[]> {
    const tables = await on.rows(
      'select table_name from information_schema.tables where table_schema = database() order by table_name',
    )
    const texts: string[] = []
    for (const [table] of tables) texts.push(String((await on.rows(`show create table ${table}`))[0]?.[1]))
    return texts
  }

  const recorded = async (on: Session): Promise<number> =>
    Number((await on.rows('select count(*) from schema_steps'))[0]?.[0])

  describe('migrations', () => {
    it('run once, and do nothing the second time', async () => {
      expect(await missingSteps(databaseOver(session), MYSQL_MIGRATIONS)).toHaveLength(STEPS)
      await run(session)
      const first = await schemaOf(session)
      expect(first.length).toBeGreaterThan(10)
      await run(session)
      expect(await schemaOf(session)).toEqual(first)
      expect(await recorded(session)).toBe(STEPS)
      expect(await missingSteps(databaseOver(session), MYSQL_MIGRATIONS)).toEqual([])
    })

    it('go on where they were interrupted, after any step, with its record or without', async () => {
      await run(session)
      const whole = await schemaOf(session)
      for (let done = 0; done < STEPS; done += 1) {
        const name = await server.createDatabase()
        const other = await sessionOn(server.connection(name))
        let steps = 0
        const breaking = MYSQL_MIGRATIONS.map((migration): Migration => ({
          ...migration,
          steps: migration.steps.map((step) => async (db, dialect) => {
            await step(db, dialect)
            // The server has committed the statement by itself, but not the record of it.
            if (steps++ === done) throw new Error('power cut')
          }),
        }))
        await expect(run(other, breaking)).rejects.toThrow('power cut')
        expect(await recorded(other)).toBe(done)
        await run(other)
        expect(await schemaOf(other)).toEqual(whole)
        other.close()
        await server.dropDatabase(name)
      }
    })

    it('are done by one of two consoles that begin at once', async () => {
      const connection = server.connection(database)
      const stores = await Promise.all([1, 2, 3].map(() => openOn(connection)))
      expect(await recorded(session)).toBe(STEPS)
      expect(stores.map(({ readOnlyReason }) => readOnlyReason)).toEqual([null, null, null])
      await Promise.all(stores.map((store) => store.close()))
    })

    it('wait for the console that is at it', async () => {
      const lock = "concat('scopedeck.', md5(database()))"
      await session.rows(`select get_lock(${lock}, 0)`)
      let isOpen = false
      const opening = openOn(server.connection(database)).then((store) => {
        isOpen = true
        return store
      })
      await until(async () => {
        const waiting = await session.rows(
          "select 1 from information_schema.processlist where state = 'User lock'",
        )
        return waiting.length > 0
      })
      expect(isOpen).toBe(false)
      await run(session)
      await session.rows(`select release_lock(${lock})`)
      const store = await opening
      expect(await recorded(session)).toBe(STEPS)
      await store.close()
    })

    it('know a step of a newer program: the database is read, and says which version is needed', async () => {
      const connection = server.connection(database)
      const before = await openOn(connection)
      await before.insertHost({ id: 1, name: 'kept', enabled: true, createdAt: START })
      await commitSamples(before, [[1, START, 42]])
      await before.close()
      await server.execute(
        "insert into schema_steps (name, applied_at) values ('0042-from-the-future#0', 1)",
        database,
      )
      expect(await unknownSteps(databaseOver(session), MYSQL_MIGRATIONS)).toEqual(['0042-from-the-future#0'])
      const store = await openOn(connection)
      expect(store.readOnlyReason).toContain('newer version')
      expect(store.readOnlyReason).toContain('0042-from-the-future')
      expect((await store.hosts()).map(({ name }) => name)).toEqual(['kept'])
      expect((await rangeOf(store, { from: START, to: START + 1, maxPoints: 9 })).v).toEqual([42])
      expect(await rejectionOf(store.commit(batchOf({})))).toBe('newer-schema')
      expect(await rejectionOf(store.rollUp(START))).toBe('newer-schema')
      await store.close()
    })
  })

  describe('tables', () => {
    it('are of InnoDB, whatever the server makes unasked', async () => {
      await server.execute("set global default_storage_engine = 'MyISAM'", database)
      const store = await openOn(server.connection(database))
      await server.execute("set global default_storage_engine = 'InnoDB'", database)
      const engines = await session.rows(
        'select distinct engine from information_schema.tables where table_schema = database()',
      )
      expect(engines).toEqual([['InnoDB']])
      await store.close()
    })

    it('tell names apart that differ in case, in accents or in a space at the end', async () => {
      const store = await openOn(server.connection(database))
      const names = ['web', 'Web', 'wéb', 'web ', 'web🙂']
      const identities = names.map((name, index) => ({
        id: index + 1,
        hostId: 1,
        source: 'collectl' as const,
        name,
      }))
      await store.commit(batchOf({ identities }))
      expect((await store.identities()).map(({ name }) => name)).toEqual(names)
      await store.close()
    })

    it('take long texts, and logins of whatever length', async () => {
      const store = await openOn(server.connection(database))
      const board = { text: 'x'.repeat(200_000) }
      await store.putSetting('board', board)
      expect(await store.settings()).toEqual({ board })
      const login = { at: START, protocol: 'scopeport', outcome: 'refused', repeats: 1 } as const
      const identity = '🙂'.repeat(300)
      await store.commit(
        batchOf({ logins: [{ ...login, address: 'a'.repeat(65), identity, reason: 'r'.repeat(501) }] }),
      )
      expect(await store.logins({ limit: 1 })).toMatchObject([
        { address: 'a'.repeat(64), identity: '🙂'.repeat(255), reason: 'r'.repeat(500) },
      ])
      await store.close()
    })
  })
})
