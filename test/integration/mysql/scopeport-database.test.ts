import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Store } from '../../../src-main/storage/store.ts'
import { START, blacklisted } from '../../suites/store-fixtures.ts'
import { MariadbServer } from '../../support/mariadb.ts'
import { MARIADB, describeNeeding } from '../../support/needs.ts'
import { openOn } from './mysql-under-test.ts'

/** As the ScopePort documentation shows it, in the character set of its time. */
const DOCUMENTED = `create table blacklisted_hosts (
  id int(11) not null auto_increment,
  host varchar(255) null default null,
  created_at datetime null default null,
  updated_at datetime null default null,
  primary key (id)
) engine = InnoDB default charset = latin1 collate = latin1_swedish_ci auto_increment = 7`

describeNeeding([MARIADB], 'a database that ScopePort has made', () => {
  let server: MariadbServer
  let database = ''
  let store: Store
  beforeAll(async () => {
    server = await MariadbServer.start({ options: ['--default-time-zone=+05:30', '--sql-mode='] })
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    database = await server.createDatabase()
    await server.execute(DOCUMENTED, database)
    await server.execute(
      "insert into blacklisted_hosts (host, created_at, updated_at) values ('198.51.100.3', '2009-10-01 12:30:00', '2009-10-02 00:00:00'), (null, null, null), ('198.51.100.4', '0000-00-00 00:00:00', null)",
      database,
    )
    store = await openOn(server.connection(database))
  })
  afterEach(async () => {
    await store.close()
    await server.dropDatabase(database)
  })

  const tableText = async (): Promise<string> =>
    String((await server.execute('show create table blacklisted_hosts', database))[0]?.['Create Table'])

  it('is used as it is', async () => {
    const other = await server.createDatabase()
    await server.execute(DOCUMENTED, other)
    const untouched = (await server.execute('show create table blacklisted_hosts', other))[0]
    const withoutNumber = (text: string): string => text.replace(/ AUTO_INCREMENT=\d+/, '')
    expect(withoutNumber(await tableText())).toBe(withoutNumber(String(untouched?.['Create Table'])))
    await server.dropDatabase(other)
  })

  it('gives what it holds, its times in UTC whatever the server thinks of time', async () => {
    const unknown = { reason: null, expiresAt: null, hits: 0, lastHitAt: null, origin: 'other' }
    expect(await store.blacklist()).toEqual([
      { id: 7, host: '198.51.100.3', createdAt: Date.UTC(2009, 9, 1, 12, 30), ...unknown },
      { id: 9, host: '198.51.100.4', createdAt: 0, ...unknown },
    ])
  })

  it('takes our rows in its columns, and we its new ones', async () => {
    const id = await store.insertBlacklisted(blacklisted('192.0.2.1'))
    expect(id).toBeGreaterThan(9)
    const rows = await server.execute(`select * from blacklisted_hosts where id = ${id}`, database)
    const time = new Date(START).toISOString().slice(0, 19).replace('T', ' ')
    expect(rows).toEqual([{ id, host: '192.0.2.1', created_at: time, updated_at: time }])
    await server.execute(
      "insert into blacklisted_hosts (host, created_at) values ('203.0.113.9', now())",
      database,
    )
    expect((await store.blacklist()).map(({ host }) => host)).toContain('203.0.113.9')
    await server.execute(`delete from blacklisted_hosts where id = ${id}`, database)
    expect((await store.blacklist()).map(({ host }) => host)).not.toContain('192.0.2.1')
  })

  it('may be a table of the old engine', async () => {
    await server.execute('alter table blacklisted_hosts engine = MyISAM', database)
    const again = await openOn(server.connection(database))
    const id = await again.insertBlacklisted(blacklisted('192.0.2.5'))
    await again.addBlacklistHits([{ id: 7, hits: 2, lastHitAt: START }])
    expect((await again.blacklist()).find((entry) => entry.id === id)?.host).toBe('192.0.2.5')
    expect((await again.blacklist()).find((entry) => entry.id === 7)?.hits).toBe(2)
    expect(await tableText()).toContain('ENGINE=MyISAM')
    await again.close()
  })
})
