import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../../src-main/storage/store.ts'
import {
  START,
  commitSamples,
  rangeOf,
  rejectionOf,
  seriesRecord,
  batchOf,
} from '../../suites/store-fixtures.ts'
import { MariadbServer } from '../../support/mariadb.ts'
import { MARIADB, describeNeeding } from '../../support/needs.ts'
import { openOn, sessionOn, until } from './mysql-under-test.ts'

const range = { from: START, to: START + 60_000, maxPoints: 1_000 }
const SHORT = { acquireMs: 800, statementMs: 800 }
/** Acquire, and then a statement; and what a busy machine adds. */
const PATIENCE_MS = 2 * 800 + 1_500

describeNeeding([MARIADB], 'a MariaDB that fails', () => {
  let server: MariadbServer
  let database = ''
  let store: Store
  beforeAll(async () => {
    server = await MariadbServer.start()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    database = await server.createDatabase()
    store = await openOn(server.connection(database), { timeouts: SHORT })
  })
  afterEach(async () => {
    server.goOn()
    await store.close()
  })

  const admin = (sql: string) => server.execute(sql, database)

  describe('and says nothing any more', () => {
    it('makes calls reject in time, blocks nobody, and is used again when it goes on', async () => {
      await commitSamples(store, [[1, START, 1]])
      server.hang()
      const startedAt = performance.now()
      let ticks = 0
      const ticking = setInterval(() => (ticks += 1), 10)
      const calls = [
        commitSamples(store, [[1, START + 1, 2]]),
        rangeOf(store, range),
        store.hosts(),
        store.rollUp(START),
        ...Array.from({ length: 20 }, () => store.settings()),
      ]
      expect(new Set(await Promise.all(calls.map(rejectionOf)))).toEqual(new Set(['away']))
      const tookMs = performance.now() - startedAt
      clearInterval(ticking)
      expect(tookMs).toBeLessThan(PATIENCE_MS)
      expect(ticks).toBeGreaterThan(tookMs / 10 / 4)
      // Again, with no connection left: it cannot be connected to either.
      expect(await rejectionOf(store.hosts())).toBe('away')
      server.goOn()
      await commitSamples(store, [[1, START + 2, 3]])
      // What got no answer may have been stored or not; what got one is there.
      const { t } = await rangeOf(store, range)
      expect(t.filter((at) => at !== START + 1)).toEqual([START, START + 2])
    })

    it('does not keep the store from closing', async () => {
      server.hang()
      const call = rejectionOf(store.hosts())
      const startedAt = performance.now()
      await store.close()
      expect(performance.now() - startedAt).toBeLessThan(PATIENCE_MS)
      expect(await call).toBe('away')
      expect(await rejectionOf(store.hosts())).toBe('away')
    })

    it('cannot be opened, and says so in time', async () => {
      server.hang()
      const startedAt = performance.now()
      expect(await rejectionOf(openOn(server.connection(database), { timeouts: SHORT }))).toBe('away')
      expect(performance.now() - startedAt).toBeLessThan(PATIENCE_MS)
    })
  })

  it('takes no more connections: the store says so, and works when there is room', async () => {
    const names = await admin("show variables like 'max_connections'")
    await admin('set global max_connections = 10')
    const others = []
    // One more is kept for the administrator.
    while (others.length < 20) {
      const session = await sessionOn(server.connection(database)).catch(() => null)
      if (session === null) break
      others.push(session)
    }
    expect(others.length).toBeGreaterThan(5)
    const full = store.hosts().then(
      () => 'there was one',
      (error: unknown) => String(error),
    )
    expect(await full).toContain('takes no more connections')
    expect(await rejectionOf(openOn(server.connection(database)))).toBe('away')
    for (const session of others) session.destroy()
    await until(async () => (await store.hosts().catch(() => null)) !== null)
    await commitSamples(store, [[1, START, 1]])
    await admin(`set global max_connections = ${String(names[0]?.['Value'])}`)
  })

  it('kills our connections: they are made again', async () => {
    await Promise.all([commitSamples(store, [[1, START, 1]]), store.hosts(), store.series()])
    const ids = await admin(
      'select id from information_schema.processlist where id <> connection_id() and db = database()',
    )
    expect(ids.length).toBeGreaterThan(1)
    for (const { id } of ids) await admin(`kill ${String(id)}`)
    await until(async () => (await store.hosts().catch(() => null)) !== null)
    await commitSamples(store, [[1, START + 1, 2]])
    expect((await rangeOf(store, range)).v).toEqual([1, 2])
  })

  it('lets another program hold a row: what waits for it is tried again until it is free', async () => {
    await store.insertHost({ id: 1, name: 'web', enabled: true, createdAt: START })
    const other = await sessionOn(server.connection(database))
    await other.command('begin')
    await other.rows('select * from hosts where id = 1 for update')
    const patient = await openOn(server.connection(database))
    const renamed = patient.updateHost(1, { name: 'renamed' })
    const waiting = async (): Promise<unknown> =>
      (
        await admin(
          "select query_id from information_schema.processlist where db = database() and info like 'update `hosts`%'",
        )
      )[0]?.['query_id']
    await until(async () => (await waiting()) !== undefined)
    const first = await waiting()
    // The server gives the transaction up after three seconds; the store begins another.
    await until(async () => ![first, undefined].includes(await waiting()))
    await other.command('commit')
    await renamed
    expect((await patient.hosts())[0]?.name).toBe('renamed')
    other.destroy()
    await patient.close()
  })

  it('ends a deadlock at our cost: the batch is begun again and stored once', async () => {
    await store.commit(batchOf({ series: [seriesRecord(1), seriesRecord(2)] }))
    const other = await sessionOn(server.connection(database))
    await other.command('begin')
    // It has done more than we, so the server ends ours.
    await other.command('create temporary table many (id int primary key)')
    await other.command('insert into many select seq from seq_1_to_1000')
    await other.command('insert into doomed_series select seq + 1000 from seq_1_to_2000')
    await other.rows('select * from series where id = 2 for update')
    const logins = [
      {
        at: START,
        protocol: 'x',
        address: 'a',
        identity: null,
        outcome: 'accepted',
        reason: null,
        repeats: 1,
      },
    ] as const
    const batch = batchOf({
      series: [
        { ...seriesRecord(1), unit: 'KB' },
        { ...seriesRecord(2), unit: 'KB' },
      ],
      logins,
    })
    const commit = store.commit(batch)
    const lockWaits = async (): Promise<number> =>
      Number((await admin("show global status like 'Innodb_row_lock_current_waits'"))[0]?.['Value'])
    await until(async () => (await lockWaits()) > 0)
    await other.rows('select * from series where id = 1 for update')
    const deadlocks = await admin("show global status like 'Innodb_deadlocks'")
    expect(Number(deadlocks[0]?.['Value'])).toBeGreaterThan(0)
    await other.command('rollback')
    await commit
    expect((await store.series()).map(({ unit }) => unit)).toEqual(['KB', 'KB'])
    expect(await store.logins({ limit: 10 })).toHaveLength(1)
    other.destroy()
  })

  it('is not the only one that is known: the next address is used', async () => {
    const [address] = server.connection(database).addresses
    if (address === undefined) throw new Error('The connection has no address.')
    const connection = server.connection(database, {
      // Nobody listens on the first port of all.
      addresses: [{ host: '127.0.0.1', port: 1 }, address],
    })
    const second = await openOn(connection)
    await commitSamples(second, [[1, START, 5]])
    expect((await rangeOf(second, range)).v).toEqual([5])
    await second.close()
    const nowhere = openOn({ ...connection, addresses: [{ host: '127.0.0.1', port: 1 }] })
    expect(await rejectionOf(nowhere)).toBe('away')
  })
})
