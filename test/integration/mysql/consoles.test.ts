import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { CollectlDouble } from '../../support/collectl-double.ts'
import { MariadbServer } from '../../support/mariadb.ts'
import { MARIADB, describeNeeding } from '../../support/needs.ts'
import { sendPackage } from '../../support/scopeport-client.ts'
import { addValues, startTestEngine, type TestEngine } from '../../support/test-engine.ts'
import { until } from './mysql-under-test.ts'

/** Within this, each console sees what another one has done. */
const SEEN_MS = 2_000

describeNeeding([MARIADB], 'several consoles on one database', () => {
  let server: MariadbServer
  let database = ''
  let one: TestEngine
  let two: TestEngine
  beforeAll(async () => {
    server = await MariadbServer.start()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    database = await server.createDatabase()
    const connection = server.connection(database)
    // At once, on a database without tables.
    ;[one, two] = await Promise.all(
      ['lab-1', 'lab-2'].map((consoleName) =>
        startTestEngine({
          database: connection,
          consoleName,
          scopeport: { host: '127.0.0.1', port: 0 },
        }),
      ) as [Promise<TestEngine>, Promise<TestEngine>],
    )
  })
  afterEach(async () => {
    await Promise.all([one.dispose(), two.dispose()])
  })

  /** Prints how long it took; the bound is measured by the benchmark, noise may not fail a test. */
  async function seen(what: string, isTrue: () => boolean): Promise<void> {
    const startedAt = performance.now()
    await until(async () => isTrue())
    const ms = Math.round(performance.now() - startedAt)
    console.log(`${what}: seen after ${ms} ms${ms > SEEN_MS ? ', LATE' : ''}`)
  }

  const hostNames = ({ services }: TestEngine): string[] => services.hosts.list().map(({ name }) => name)
  const valueOf = ({ services }: TestEngine, metric: string): unknown =>
    [...services.catalogue.allSeries].find(({ record }) => record.metric === metric)?.lastValue

  it('see each other with their listeners, until one ends', async () => {
    const view = () => one.services.status.get().consoles
    await seen('console', () => view()[0]?.listeners[0]?.state === 'listening')
    expect(view()).toMatchObject([
      {
        name: 'lab-2',
        isThere: true,
        listeners: [
          { name: 'scopeport', port: two.services.scopeport.listener.port },
          { name: 'zabbix', state: 'off' },
          { name: 'collectl', state: 'off' },
        ],
      },
    ])
    await two.engine.stop()
    await seen('end', () => view()[0]?.isThere === false)
    expect(view()[0]?.listeners).toEqual([])
  })

  it('share hosts: one made by either logs in at both, and a new password holds at both', async () => {
    const host = await one.services.hosts.create('web')
    await seen('host', () => two.services.catalogue.credential(host.id) !== null)
    const at = (engine: TestEngine, password: string) =>
      sendPackage({ port: engine.services.scopeport.listener.port, id: host.id, password }, 'cpuload1', '1')
    expect(await at(two, host.password)).toMatch(/^Okay\s*Okay\s*Okay/)
    const { password } = await two.services.hosts.rotatePassword(host.id)
    const before = one.services.catalogue.credential(host.id)?.passwordHash
    await seen('password', () => one.services.catalogue.credential(host.id)?.passwordHash !== before)
    expect(await at(one, password)).toMatch(/^Okay\s*Okay\s*Okay/)
    await one.services.hosts.update(host.id, { name: 'renamed', enabled: false })
    await seen('name', () => hostNames(two).includes('renamed'))
    expect(two.services.hosts.get(host.id).state).toBe('disabled')
    await two.services.hosts.remove(host.id)
    await seen('removal', () => hostNames(one).length === 0)
  })

  it('share values: what one measures is live at the other', async () => {
    addValues(one, 'web', { cpu: 1, raid: 'ok' })
    await seen('series', () => valueOf(two, 'cpu') === 1)
    const series = [...two.services.catalogue.allSeries].find(({ record }) => record.metric === 'cpu')
    if (series === undefined) throw new Error('There is no series.')
    const aborted = new AbortController()
    const frames = two.services.series.live([series.id], aborted.signal)
    await frames.next()
    const startedAt = performance.now()
    addValues(one, 'web', { cpu: 42 })
    for (;;) {
      const { value } = await frames.next()
      if (value?.series[0]?.v.includes(42) === true) break
    }
    console.log(`live value: seen after ${Math.round(performance.now() - startedAt)} ms`)
    aborted.abort()
  })

  it('share settings and the blacklist', async () => {
    const settings = one.services.settings.current
    await one.services.settings.update({ retention: { ...settings.retention, rawDays: 5 } })
    await seen('setting', () => two.services.settings.current.retention.rawDays === 5)
    const entry = await one.services.blacklist.add({ host: '192.0.2.1' })
    await seen('entry', () => two.services.blacklist.find('192.0.2.1') !== null)
    await two.services.blacklist.remove(entry.id)
    await seen('removal', () => one.services.blacklist.find('192.0.2.1') === null)
  })

  it('never give out the same id, and know a machine that both meet as one', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `host-${index}`)
    const made = await Promise.all(
      names.map((name, index) => (index % 2 === 0 ? one : two).services.hosts.create(name)),
    )
    expect(new Set(made.map(({ id }) => id)).size).toBe(names.length)
    // The same machine and metrics, at the same moment.
    const at = Date.now()
    for (const round of [0, 1, 2]) {
      addValues(one, 'web', { cpu: round, [`one-${round}`]: 1 }, at + round * 2)
      addValues(two, 'web', { cpu: round + 10, [`two-${round}`]: 2 }, at + round * 2 + 1)
      await Promise.all([one.services.ingest.settle(), two.services.ingest.settle()])
    }
    const rowsOf = (engine: TestEngine): unknown[] =>
      [...engine.services.catalogue.allSeries].map(({ id, record }) => `${id} ${record.metric}`).sort()
    await seen('one machine', () => JSON.stringify(rowsOf(one)) === JSON.stringify(rowsOf(two)))
    expect(rowsOf(one)).toHaveLength(7)
    const hostOf = ({ services }: TestEngine): unknown => services.catalogue.hostByName('web')?.record.id
    await seen('one host', () => hostOf(one) === hostOf(two))
    const count = (sql: string) => server.execute(sql, database)
    expect(await count("select count(*) as n from hosts where name = 'web'")).toEqual([{ n: 1 }])
    expect(await count('select count(*) as n from identities')).toEqual([{ n: 1 }])
    const cpu = await count(
      "select value from samples_raw join series on series.id = series_id where metric = 'cpu' order by at",
    )
    expect(cpu.map(({ value }) => value)).toEqual([0, 10, 1, 11, 2, 12])
    // What was taken under an old id is found by it still, and goes on.
    addValues(two, 'web', { 'two-0': 99 }, at + 50)
    await two.services.ingest.settle()
    await seen('value', () => valueOf(one, 'two-0') === 99)
  })

  it('merge two hosts into each other at once: one wins, the other is told, nothing is lost', async () => {
    addValues(one, 'alpha', { cpu: 1 })
    addValues(one, 'beta', { cpu: 2 })
    await one.services.ingest.settle()
    await seen('hosts', () => hostNames(two).length === 2)
    const [a, b] = ['alpha', 'beta'].map((name) => one.services.catalogue.hostByName(name)?.record.id ?? 0)
    if (a === undefined || b === undefined) throw new Error('A host is missing.')
    const outcomes = await Promise.allSettled([
      one.services.hosts.merge(a, b),
      two.services.hosts.merge(b, a),
    ])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await seen('merge', () => hostNames(one).length === 1 && hostNames(two).length === 1)
    expect(hostNames(one)).toEqual(hostNames(two))
    expect(two.services.hosts.list()[0]?.identities).toHaveLength(2)
    addValues(two, 'alpha', { cpu: 3 }, Date.now() + 1)
    addValues(one, 'beta', { cpu: 4 }, Date.now() + 1)
    await Promise.all([one.services.ingest.settle(), two.services.ingest.settle()])
    expect(await server.execute('select count(*) as n from samples_raw', database)).toEqual([{ n: 4 }])
    expect(await server.execute('select count(*) as n from hosts', database)).toEqual([{ n: 1 }])
  })

  it('read a collectl once; the other shows by whom, and may take it over when that one is gone', async () => {
    const collectl = await CollectlDouble.start()
    const endpoint = await one.services.collectl.add({ address: `127.0.0.1:${collectl.port}`, name: 'web' })
    await until(async () => collectl.hasReader)
    await seen('endpoint', () => two.services.collectl.size === 1)
    expect(two.services.collectl.list()).toMatchObject([{ state: 'elsewhere', readBy: 'lab-1' }])
    await expect(two.services.collectl.retry(endpoint.id)).rejects.toMatchObject({
      code: 'ENDPOINT_ELSEWHERE',
    })
    collectl.say({ 'cputotals.user': 12 })
    await seen('value', () => valueOf(two, 'cputotals.user') === 12)
    await one.engine.stop()
    await seen('end', () => two.services.status.get().consoles[0]?.isThere === false)
    await until(async () => !collectl.hasReader)
    await two.services.collectl.retry(endpoint.id)
    await until(async () => collectl.hasReader)
    expect(two.services.collectl.list()).toMatchObject([{ readBy: null }])
    collectl.say({ 'cputotals.user': 13 })
    await seen('value', () => valueOf(two, 'cputotals.user') === 13)
    await collectl.stop()
  })

  it('come back as who they were', async () => {
    const id = two.services.consoles.id
    const host = await two.services.hosts.create('late')
    two = await two.restart()
    expect(two.services.consoles.id).toBe(id)
    const next = await two.services.hosts.create('later')
    expect(next.id).toBe(host.id + 1)
    await two.services.hosts.remove(next.id)
    two = await two.restart()
    expect((await two.services.hosts.create('latest')).id).toBe(next.id + 1)
  })
})
