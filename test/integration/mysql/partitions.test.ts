import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readPartitions } from '../../../src-main/storage/mysql/partitions.ts'
import { readDays } from '../../../src-main/storage/mysql/sample-days.ts'
import type { Session } from '../../../src-main/storage/mysql/session.ts'
import type { Store } from '../../../src-main/storage/store.ts'
import {
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  NO_LIMITS,
  START,
  batchOf,
  commitSamples,
  rangeOf,
  seriesRecord,
  type SampleRow,
} from '../../suites/store-fixtures.ts'
import { MariadbServer } from '../../support/mariadb.ts'
import { MARIADB, describeNeeding } from '../../support/needs.ts'
import { openOn, sessionOn } from './mysql-under-test.ts'

const DAY = START / DAY_MS

describeNeeding([MARIADB], 'raw samples on MariaDB', () => {
  let server: MariadbServer
  let database = ''
  let session: Session
  let now = START
  beforeAll(async () => {
    server = await MariadbServer.start()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    now = START
    database = await server.createDatabase()
    session = await sessionOn(server.connection(database))
  })
  afterEach(() => session.close())

  const names = async (): Promise<readonly string[]> =>
    (await readPartitions(session)).map(({ name }) => name)
  const open = (slotMinutes?: 1 | 1_440): Promise<Store> =>
    openOn(server.connection(database), {
      now: () => now,
      ...(slotMinutes === undefined ? {} : { slotMinutes }),
    })
  /** What the table holds of the first series, whatever tier would answer. */
  const rawTimes = async (name = database): Promise<readonly number[]> => {
    const rows = await server.execute(
      'select slot * 60000 + at as t from samples_raw where series_id = 1 order by 1',
      name,
    )
    return rows.map(({ t }) => Number(t))
  }

  describe('partitions', () => {
    it('are made for the days to come when the store is opened, and ahead by the upkeep', async () => {
      const store = await open()
      expect(await names()).toEqual(['p20260303', 'p20260304', 'p20260305', 'p20260306', 'p_rest'])
      now = START + 2 * DAY_MS
      await store.deleteOlderThan(NO_LIMITS)
      expect((await names()).slice(-3)).toEqual(['p20260307', 'p20260308', 'p_rest'])
      await store.close()
    })

    it('are made for older and later days with their first sample', async () => {
      const store = await open()
      await commitSamples(store, [
        [1, START - 3 * DAY_MS, 1],
        [1, START + 9 * DAY_MS, 2],
      ])
      expect(await names()).toEqual([
        'p20260228',
        'p20260301',
        'p20260303',
        'p20260304',
        'p20260305',
        'p20260306',
        'p20260312',
        'p20260313',
        'p_rest',
      ])
      await store.close()
    })

    it('of old days are dropped, their rows counted, and the rest is untouched', async () => {
      for (const slotMinutes of [1, 1_440] as const) {
        const name = await server.createDatabase()
        const other = await sessionOn(server.connection(name))
        const store = await openOn(server.connection(name), { now: () => now, slotMinutes })
        const rows = [0, 1, 2, 3].flatMap((day): SampleRow[] => [
          [1, START - day * DAY_MS, day],
          [2, START - day * DAY_MS + HOUR_MS, day],
        ])
        await commitSamples(store, rows)
        await store.rollUp(START + DAY_MS)
        const before = (await readPartitions(other)).map((each) => each.name)
        expect(before).toContain('p20260302')
        expect(await store.deleteOlderThan({ ...NO_LIMITS, rawBefore: START - DAY_MS })).toBe(4)
        const after = (await readPartitions(other)).map((each) => each.name)
        expect(after).not.toContain('p20260302')
        expect(after).toContain('p20260303')
        expect(await server.execute("show tables like 'samples%'", name)).toHaveLength(3)
        expect(await rawTimes(name)).toEqual([START - DAY_MS, START])
        expect((await readDays(other)).map(({ day }) => day - DAY)).toEqual([-1, 0])
        // A sample that is later still finds a place.
        await commitSamples(store, [[1, START - 3 * DAY_MS + 5, 9]])
        expect(await rawTimes(name)).toEqual([START - 3 * DAY_MS + 5, START - DAY_MS, START])
        await store.close()
        other.close()
      }
    })

    it('keep a day whose end is not too old yet, but for what goes cheaply', async () => {
      for (const slotMinutes of [1, 1_440] as const) {
        const name = await server.createDatabase()
        const store = await openOn(server.connection(name), { now: () => now, slotMinutes })
        const rows = Array.from({ length: 200 }, (_, index): SampleRow => [
          1 + (index % 100),
          START - 12 * HOUR_MS + (index < 100 ? -1 : 0),
          index,
        ])
        await commitSamples(store, rows)
        await store.rollUp(START + DAY_MS)
        expect(await store.deleteOlderThan({ ...NO_LIMITS, rawBefore: START - 12 * HOUR_MS })).toBe(100)
        expect(await rawTimes(name)).toEqual([START - 12 * HOUR_MS])
        await store.close()
      }
    })

    it('are not waited for while somebody reads: the store goes on, and drops them later', async () => {
      const store = await open()
      await commitSamples(store, [
        [1, START - 3 * DAY_MS, 1],
        [1, START, 2],
      ])
      await store.rollUp(START + DAY_MS)
      await session.command('start transaction with consistent snapshot')
      await session.rows('select count(*) from samples_raw')
      let isDeleted = false
      const deleting = store
        .deleteOlderThan({ ...NO_LIMITS, rawBefore: START - DAY_MS })
        .then(() => (isDeleted = true))
      const waits: number[] = []
      for (let turn = 0; turn < 20; turn += 1) {
        const startedAt = performance.now()
        await commitSamples(store, [[1, START + MINUTE_MS + turn, turn]])
        waits.push(performance.now() - startedAt)
      }
      expect(isDeleted).toBe(false)
      // A commit that queued behind the change of the table would wait for as long as it.
      expect(Math.max(...waits)).toBeLessThan(500)
      await session.command('commit')
      await deleting
      expect(await names()).not.toContain('p20260301')
      await store.close()
    })
  })

  it('wait with their deletion for the next time when somebody reads for long', async () => {
    const store = await open()
    await commitSamples(store, [
      [1, START - 3 * DAY_MS, 1],
      [1, START, 2],
    ])
    await store.rollUp(START + DAY_MS)
    await session.command('start transaction with consistent snapshot')
    await session.rows('select count(*) from samples_raw')
    const limits = { ...NO_LIMITS, rawBefore: START - DAY_MS }
    expect(await store.deleteOlderThan(limits)).toBe(0)
    expect(await rawTimes()).toHaveLength(2)
    await session.command('commit')
    expect(await store.deleteOlderThan(limits)).toBe(1)
    expect(await rawTimes()).toEqual([START])
    await store.close()
  })

  it('go row by row where many days share a partition', async () => {
    const store = await open(1_440)
    // As it is when the right to change tables was missing for long.
    await server.execute('alter table samples_raw remove partitioning', database)
    await server.execute(
      'alter table samples_raw partition by range (slot) (partition p_rest values less than (maxvalue))',
      database,
    )
    for (let day = 0; day < 3; day += 1) {
      const slot = (DAY - 5 + day) * 1_440
      await server.execute(`insert into samples_raw select ${slot}, seq, 5, 1 from seq_1_to_80000`, database)
      await server.execute(
        `insert into sample_days values (${DAY - 5 + day}, 1440, ${slot * 60_000 + 5})`,
        database,
      )
    }
    await commitSamples(store, [[1, START, 2]])
    expect(await names()).toEqual(['p_rest'])
    expect(await store.deleteOlderThan({ ...NO_LIMITS, rawBefore: START })).toBe(240_000)
    expect(await rawTimes()).toEqual([START])
    expect(await readDays(session)).toHaveLength(1)
    await store.close()
  })

  it('of a new day are stored while somebody does not let go of the table', async () => {
    const store = await open()
    await session.command('start transaction with consistent snapshot')
    await session.rows('select count(*) from samples_raw')
    await commitSamples(store, [[1, START + 9 * DAY_MS, 1]])
    await session.command('commit')
    expect(await names()).not.toContain('p20260313')
    expect(await rawTimes()).toEqual([START + 9 * DAY_MS])
    // The next upkeep looks again.
    await store.deleteOlderThan(NO_LIMITS)
    await commitSamples(store, [[1, START + 9 * DAY_MS + 1, 1]])
    expect(await names()).toContain('p20260313')
    expect(await rawTimes()).toEqual([START + 9 * DAY_MS, START + 9 * DAY_MS + 1])
    await store.close()
  })

  describe('layout', () => {
    it('is by minutes on the first day, and by days once the series are known to be few', async () => {
      const store = await open()
      await store.commit(batchOf({ series: [seriesRecord(1)] }))
      await commitSamples(store, [[1, START, 1]])
      await store.commit(batchOf({ series: [seriesRecord(2), seriesRecord(3)] }))
      await commitSamples(store, [
        [1, START + DAY_MS, 2],
        [2, START + 5, 3],
      ])
      const latest = await store.latestSamples(0)
      expect([...latest.series].map((id, row) => [id, latest.at[row]]).sort()).toEqual([
        [1, START + DAY_MS],
        [2, START + 5],
      ])
      expect(await readDays(session)).toEqual([
        { day: DAY, slotMinutes: 1, firstAt: START },
        { day: DAY + 1, slotMinutes: 1_440, firstAt: START + DAY_MS },
      ])
      expect(await rawTimes()).toEqual([START, START + DAY_MS])
      const { t } = await rangeOf(store, { from: START + DAY_MS, to: START + DAY_MS + 1, maxPoints: 9 })
      expect(t).toEqual([START + DAY_MS])
      await store.close()
    })

    it('stays by minutes while there are more series than pages in the memory', async () => {
      const store = await open()
      // 64 MiB of memory, half of it, 16 KiB a page.
      await server.execute(
        `insert into series (id, identity_id, metric, unit, label, type)
         select seq, 1, concat('m', seq), '', '', 'number' from seq_1_to_2049`,
        database,
      )
      await commitSamples(store, [[1, START, 1]])
      await commitSamples(store, [[1, START + DAY_MS, 2]])
      await server.execute('delete from series where id = 2049', database)
      await commitSamples(store, [[1, START + 2 * DAY_MS, 3]])
      expect((await readDays(session)).map(({ slotMinutes }) => slotMinutes)).toEqual([1, 1, 1_440])
      await store.close()
    })

    it('of one day is the same for two consoles that begin it at once', async () => {
      const stores = await Promise.all([open(1), open(1_440)])
      await Promise.all(
        stores.flatMap((store, index) =>
          [0, 1, 2].map((turn) => commitSamples(store, [[index + 1, START + turn, turn]])),
        ),
      )
      expect(await readDays(session)).toHaveLength(1)
      for (const [index] of stores.entries()) {
        const range = { from: START, to: START + 9, maxPoints: 9 }
        for (const store of stores) expect((await rangeOf(store, range, index + 1)).v).toEqual([0, 1, 2])
      }
      const rolled = await Promise.all(stores.map((store) => store.rollUp(START + 2 * HOUR_MS)))
      expect(new Set(rolled.map(({ rolledUpTo }) => rolledUpTo)).size).toBe(1)
      const minutes = { from: START, to: START + HOUR_MS, maxPoints: 99, rawFrom: START * 2 }
      expect(await rangeOf(stores[0] as Store, minutes)).toMatchObject({
        tier: '1m',
        v: [1],
        min: [0],
        max: [2],
      })
      await Promise.all(stores.map((store) => store.close()))
    })
  })

  it('take values that no sum can hold', async () => {
    const store = await open()
    const huge = Number.MAX_VALUE
    await commitSamples(store, [
      [1, START, huge],
      [1, START + 1, huge],
      [1, START + 2, Infinity],
      [2, START, -Infinity],
    ])
    await store.rollUp(START + 2 * HOUR_MS)
    const query = { from: START, to: START + HOUR_MS, maxPoints: 99, rawFrom: START * 2 }
    expect(await rangeOf(store, query)).toMatchObject({ tier: '1m', min: [huge], max: [huge] })
    expect(await rangeOf(store, query, 2)).toMatchObject({ max: [-huge] })
    await store.close()
  })
})
