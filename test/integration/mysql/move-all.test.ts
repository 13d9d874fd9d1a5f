import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { ConnectionFields } from '../../../src-main/contract/index.ts'
import type { Store } from '../../../src-main/storage/store.ts'
import { copiedTables, MYSQL_TABLES, TABLE_PLAN } from '../../../src-main/storage/table-plan.ts'
import { MariadbServer } from '../../support/mariadb.ts'
import { MARIADB, describeNeeding } from '../../support/needs.ts'
import { addValues, startTestEngine, type TestEngine } from '../../support/test-engine.ts'
import { host, item, proxy } from '../../support/zabbix-world.ts'
import { batchOf, START } from '../../suites/store-fixtures.ts'
import { until } from './mysql-under-test.ts'

const ALWAYS = copiedTables('always')
const HISTORY = copiedTables('with-history')

describeNeeding([MARIADB], 'all that a console has, moved to another database', () => {
  let server: MariadbServer
  let database = ''
  let deck: TestEngine
  let fields: ConnectionFields
  beforeAll(async () => {
    server = await MariadbServer.start()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    database = await server.createDatabase()
    const { user, password } = server.connection(database)
    fields = {
      name: 'Lab',
      hosts: `127.0.0.1:${server.port}`,
      socketPath: null,
      user,
      password,
      database,
      tls: { mode: 'off', caFile: null, certFile: null, keyFile: null },
    }
    deck = await startTestEngine()
    await fill(deck)
    // What is only read at the start is in memory as well.
    deck = await deck.restart()
    // That it was off is noted beside the start, and then not known any more.
    const query = { from: 0, to: Date.now() + 60_000, limit: 100 }
    const { store } = deck.services.storage
    await until(async () => {
      const noted = await store.annotationsInRange(query)
      const known = Object.keys(await store.settings())
      return (
        noted.some(({ kind }) => kind === 'console-off') &&
        !known.some((name) => name.startsWith('console.stoppedAt'))
      )
    })
  })
  afterEach(() => deck.dispose())

  /** At least one row in every table that is copied as it is. */
  async function fill({ services }: TestEngine): Promise<void> {
    const { inventory, tasks, storage, boards, annotations, blacklist, settings } = services
    const takeId = await inventory.reserveIds(9)
    const tls = { mode: 'psk', pskIdentity: 'prx', psk: 'a'.repeat(32) } as const
    await inventory.putProxy(proxy(takeId(), 'prx', { tls }))
    await inventory.putProxy(proxy(takeId(), 'other'))
    await inventory.putHosts([host(takeId(), 'web01', 1, [item(takeId(), 'log[/x]')])])
    const rule = { id: takeId(), proxyId: 1, name: 'lab', range: '192.0.2.1-9', delay: '1h' }
    await inventory.putDiscoveryRule({ ...rule, enabled: true, checks: [] })
    await inventory.putRegistrationRule({ id: takeId(), proxyId: 1, metadata: 'linux', preset: null })
    await inventory.setGlobalMacros([{ id: takeId(), macro: '{$A}', value: 'b', type: 'secret' }])
    const done = await tasks.create({ proxyId: 1, kind: 'diagnostics' }, 'me')
    await tasks.cancel(done.id, 'me')
    await tasks.create({ proxyId: 1, kind: 'diagnostics' }, 'me')
    await boards.create({ name: 'Disks 🦊', charts: [] })
    await annotations.add({ from: START, to: START + 5, text: 'Umbau', tag: 'work' })
    await blacklist.add({ host: '192.0.2.7', reason: 'scan' })
    await settings.update({ retention: { ...settings.current.retention, rawDays: 5 } })
    const { store } = storage
    const plan = { hosts: ['nas'], subsystems: 'scdn', intervalSeconds: 1 }
    await store.putCollectlRun({
      id: 1,
      ownerId: 'c',
      name: 'nightly',
      plan,
      startedAt: START,
      endedAt: START + 1,
      machines: [],
    })
    const seen = { firstSeenAt: Date.now(), lastSeenAt: Date.now() }
    await store.commit({
      ...batchOf({}),
      received: {
        cursors: [{ source: 'proxy 1', session: 's', lastId: 77, at: Date.now() }],
        positions: [{ itemId: 4, size: 1_000, modifiedAt: 5 }],
        availability: [
          { interfaceId: 1, available: 'down', error: 'no route', since: START, updatedAt: START },
        ],
        discovered: [
          {
            ...{ id: 1, ruleId: rule.id, checkId: null, ip: '192.0.2.3', dns: '', port: 0, value: '' },
            ...{ isUp: true, since: START, ...seen },
          },
        ],
        registrations: [
          {
            ...{ id: 1, proxyId: 1, host: 'new', ip: '192.0.2.4', dns: '', port: 10_050, metadata: 'linux' },
            ...{ tls: 'none', ...seen },
          },
        ],
      },
    })
    addValues(deck, 'web01', { load: 1, state: 'good' })
    services.journal.add({
      protocol: 'ScopePort',
      address: '192.0.2.1',
      identity: '16',
      outcome: 'refused',
      reason: 'wrong password',
    })
    await services.ingest.settle()
    await services.ingest.settleJournal()
  }

  /** Every row of the tables, by their names. */
  async function rowsOf(store: Store, tables: readonly (typeof ALWAYS)[number][]) {
    const found = await Promise.all(
      tables.map(async (table) => {
        const { rows } = await store.tableRows({ table, after: null, upTo: null, limit: 10_000 })
        return [table, rows] as const
      }),
    )
    return Object.fromEntries(found)
  }
  const rowsHere = (tables: readonly (typeof ALWAYS)[number][]) => rowsOf(deck.services.storage.store, tables)
  /** Also the settings that no service holds. */
  async function settingsHere(): Promise<object> {
    const { 'size-history': _, ...rest } = await deck.services.storage.store.settings()
    return rest
  }
  const countThere = async (table: string): Promise<number> => {
    const [row] = await server.execute(`select count(*) as n from ${table}`, database)
    return Number(row?.['n'])
  }

  it('knows every table of the server', async () => {
    const { id } = await deck.services.desk.add(fields)
    await deck.services.desk.use(id, false)
    const found = await server.execute(
      'select table_name as name from information_schema.tables where table_schema = database()',
      database,
    )
    const names = found.map(({ name }) => String(name)).filter((name) => !name.startsWith('gone_'))
    expect(names.sort()).toEqual([...Object.keys(TABLE_PLAN), ...MYSQL_TABLES].sort())
  })

  it('is all there after a copy of everything, row by row, and back again', async () => {
    const { desk } = deck.services
    const before = await rowsHere([...ALWAYS, ...HISTORY])
    for (const [table, rows] of Object.entries(before)) expect(rows.length, table).toBeGreaterThan(0)
    const settings = await settingsHere()
    const { id } = await desk.add(fields)
    await desk.copy({ toId: id, thenUse: true })
    await deck.services.copies.settled()
    expect(desk.copyState).toMatchObject({ state: 'done', reason: null })
    expect(desk.copyState.partsVerified).toBe(desk.copyState.partsTotal)
    expect(await rowsHere([...ALWAYS, ...HISTORY])).toEqual(before)
    for (const [table, rows] of Object.entries(before))
      expect(await countThere(table), table).toBe(rows.length)
    expect(await settingsHere()).toMatchObject(settings)

    await desk.copy({ toId: 'embedded', thenUse: true })
    await deck.services.copies.settled()
    expect(desk.copyState.state).toBe('done')
    expect(await rowsHere([...ALWAYS, ...HISTORY])).toEqual(before)
    expect(await settingsHere()).toMatchObject(settings)
  })

  it('serves the same after the move: proxies and their secrets, tasks, boards, runs', async () => {
    const { desk } = deck.services
    const viewOf = async () => ({
      proxies: deck.services.proxies.list().map(({ id, name, mode }) => ({ id, name, mode })),
      secrets: [...deck.services.inventory.proxies],
      tasks: await deck.services.tasks.list({ limit: 10 }),
      journal: await deck.services.tasks.journal({ limit: 10 }),
      boards: await deck.services.boards.list(),
      runs: deck.services.runs.list(),
      found: deck.services.wire.sightings.records,
    })
    const before = await viewOf()
    expect(before.tasks.map(({ state }) => state)).toEqual(['waiting', 'cancelled'])
    const { id } = await desk.add(fields)
    await desk.copy({ toId: id, thenUse: true })
    await deck.services.copies.settled()
    expect(await viewOf()).toEqual(before)
    deck = await deck.restart()
    expect(deck.services.storage.state.engine).toBe('mysql')
    expect(await viewOf()).toEqual(before)
    // Numbers go on after the last one.
    const next = await deck.services.inventory.reserveIds(1)
    expect(next()).toBe(10)
  })

  it('takes along what is changed while it copies', async () => {
    const { desk, boards, annotations, tasks } = deck.services
    const [old] = await boards.list()
    const { id } = await desk.add(fields)
    await desk.copy({ toId: id, thenUse: true })
    const made = [boards.create({ name: 'made meanwhile', charts: [] })]
    while (deck.services.copies.isRunning) {
      await annotations.add({ from: START + made.length, to: null, text: 'while it copies', tag: 'work' })
      made.push(boards.create({ name: `made meanwhile ${made.length}`, charts: [] }))
    }
    await Promise.all(made)
    if (old !== undefined) await boards.remove(old.id)
    await tasks.cancel(2, 'me')
    await deck.services.copies.settled()
    expect(desk.copyState).toMatchObject({ state: 'done', reason: null })
    expect(deck.services.storage.state.engine).toBe('mysql')
    expect(await countThere('boards')).toBe(made.length)
    expect(await countThere("annotations where words = 'while it copies'")).toBe(made.length - 1)
    expect(await countThere("zabbix_tasks where state = 'cancelled'")).toBe(2)
  })

  it('brings all but what was measured to a new database that is only switched to', async () => {
    const { desk } = deck.services
    const before = await rowsHere(ALWAYS)
    const settings = await settingsHere()
    const { id } = await desk.add(fields)
    await desk.use(id, false)
    expect(deck.services.storage.state.engine).toBe('mysql')
    expect(await rowsHere(ALWAYS)).toEqual(before)
    expect(await settingsHere()).toMatchObject(settings)
    expect(await countThere('samples_raw')).toBe(0)
    expect(await countThere('logins')).toBe(0)
  })

  it('leaves a database away with what it holds in memory, and says so of the rest', async () => {
    const { desk, copies } = deck.services
    const { id } = await desk.add(fields)
    await desk.copy({ toId: id, thenUse: true })
    await copies.settled()
    await server.kill()
    await deck.services.annotations.add({ from: 1, to: null, text: 'x', tag: 'work' }).catch(() => undefined)
    addValues(deck, 'web01', { load: 2 })
    await deck.services.ingest.settle().catch(() => undefined)
    expect(deck.services.storage.state.state).toBe('away')
    const before = deck.services.inventory.records
    await desk.use('embedded', false)
    expect(deck.services.storage.state).toMatchObject({ engine: 'sqlite', state: 'ok' })
    deck = await deck.restart()
    expect([...deck.services.inventory.proxies].map(({ name }) => name)).toEqual(
      before.proxies.map(({ name }) => name),
    )
    expect([...deck.services.inventory.hosts].map(({ host: name }) => name)).toEqual(['web01'])
    expect(deck.services.runs.list().map(({ name }) => name)).toEqual(['nightly'])
    await server.begin()
  })
})
