import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { ConnectionFields } from '../../../src-main/contract/index.ts'
import { MariadbServer } from '../../support/mariadb.ts'
import { MARIADB, describeNeeding } from '../../support/needs.ts'
import { addValues, startTestEngine, type TestEngine } from '../../support/test-engine.ts'

const PASSWORD = 'n0t-in-a-file'
const DAY = 86_400_000

describeNeeding([MARIADB], 'moving a console between databases', () => {
  let server: MariadbServer
  let database = ''
  let deck: TestEngine
  beforeAll(async () => {
    server = await MariadbServer.start()
    await server.execute(`create user 'deck'@'127.0.0.1' identified by '${PASSWORD}'`, 'mysql')
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    database = await server.createDatabase()
    await server.execute(`grant all on ${database}.* to 'deck'@'127.0.0.1'`, 'mysql')
    deck = await startTestEngine()
  })
  afterEach(() => deck.dispose())

  const fields = (change: Partial<ConnectionFields> = {}): ConnectionFields => ({
    name: 'Lab',
    hosts: `127.0.0.1:${server.port}`,
    socketPath: null,
    user: 'deck',
    password: PASSWORD,
    database,
    tls: { mode: 'off', caFile: null, certFile: null, keyFile: null },
    ...change,
  })
  const outcomesOf = (steps: readonly { step: string; outcome: string }[]) =>
    Object.fromEntries(steps.map(({ step, outcome }) => [step, outcome]))
  const rawRows = async (): Promise<number> => {
    const [row] = await server.execute('select count(*) as n from samples_raw', database)
    return Number(row?.['n'])
  }
  const settle = () => deck.services.ingest.settle()

  it('tests step by step, and names the one that fails', async () => {
    const { desk } = deck.services
    const good = await desk.tryOut(fields())
    expect(outcomesOf(good.steps)).toEqual({
      reach: 'ok',
      tls: 'ok',
      login: 'ok',
      rights: 'ok',
      version: 'ok',
      schema: 'ok',
      clock: 'ok',
    })
    expect(good).toMatchObject({ passed: true, content: 'empty' })

    const wrong = await desk.tryOut(fields({ password: 'wrong' }))
    expect(wrong.passed).toBe(false)
    expect(outcomesOf(wrong.steps)).toMatchObject({ reach: 'ok', login: 'failed', rights: 'not-reached' })

    const nowhere = await desk.tryOut(fields({ hosts: '127.0.0.1:1' }))
    expect(outcomesOf(nowhere.steps)).toMatchObject({ reach: 'failed', tls: 'not-reached' })

    const noDatabase = await desk.tryOut(fields({ database: 'missing' }))
    expect(outcomesOf(noDatabase.steps)).toMatchObject({ login: 'ok', rights: 'failed' })
    expect(noDatabase.steps.find(({ step }) => step === 'rights')?.remedy).toContain(
      'CREATE DATABASE missing',
    )
  })

  it('keeps the password sealed, and shows it to nobody', async () => {
    const { desk } = deck.services
    const { id, hasPassword } = await desk.add(fields())
    expect(hasPassword).toBe(true)
    expect(JSON.stringify(await desk.get())).not.toContain(PASSWORD)
    expect(readFileSync(join(deck.directory, 'connections.json'), 'utf8')).not.toContain(PASSWORD)
    expect(await desk.test(id)).toMatchObject({ passed: true })
    deck = await deck.restart()
    expect(await deck.services.desk.test(id)).toMatchObject({ passed: true })
  })

  it('moves over with hosts, passwords and settings, and stays there after a restart', async () => {
    const { desk, hosts, settings, collectl, blacklist } = deck.services
    const host = await hosts.create('web01')
    await collectl.add({ address: '127.0.0.1:9', name: 'nas' })
    await blacklist.add({ host: '192.0.2.7', reason: 'scan' })
    await settings.update({ retention: { ...settings.current.retention, rawDays: 5 } })
    addValues(deck, 'web01', { load: 1 })
    await settle()
    const { id } = await desk.add(fields())
    const view = await desk.use(id, false)
    expect(view).toMatchObject({ engine: 'mysql', state: 'ok' })
    addValues(deck, 'web01', { load: 2, later: 3 })
    await settle()
    expect(await rawRows()).toBe(2)

    deck = await deck.restart()
    const { services } = deck
    expect(services.storage.state).toMatchObject({ engine: 'mysql', state: 'ok' })
    expect(services.hosts.list().map(({ id: hostId, name }) => [hostId, name])).toEqual([[host.id, 'web01']])
    expect(services.hosts.get(host.id).hasPassword).toBe(true)
    expect(services.collectl.list().map(({ address }) => address)).toEqual(['127.0.0.1:9'])
    expect(services.blacklist.list().map(({ host: blocked }) => blocked)).toEqual(['192.0.2.7'])
    expect(services.settings.current.retention.rawDays).toBe(5)
  })

  it('stays where it is when the other database is not proven', async () => {
    const { desk, storage } = deck.services
    addValues(deck, 'web01', { load: 1 })
    await settle()
    const { id } = await desk.add(fields({ password: 'wrong' }))
    await expect(desk.use(id, false)).rejects.toMatchObject({ code: 'CONNECTION_TEST_FAILED' })
    expect(storage.state).toMatchObject({ engine: 'sqlite', state: 'ok' })
    addValues(deck, 'web01', { load: 2 })
    await settle()
    expect((await desk.get()).connections.find(({ inUse }) => inUse)?.id).toBe('embedded')
  })

  it('takes the hosts of others only when asked to, and begins again with those', async () => {
    const other = await startTestEngine({ database: server.connection(database) })
    await other.services.hosts.create('theirs')
    await other.dispose()
    const { desk, hosts, storage, ingest } = deck.services
    await hosts.create('ours')
    const { id } = await desk.add(fields())
    expect(await desk.test(id)).toMatchObject({ content: 'others', unknownLogins: [1] })
    await expect(desk.use(id, false)).rejects.toMatchObject({ code: 'STORAGE_OF_OTHERS' })
    expect(hosts.list().map(({ name }) => name)).toEqual(['ours'])
    await desk.use(id, true)
    expect(storage.state).toMatchObject({ engine: 'mysql', state: 'ok' })
    expect(hosts.list().map(({ name }) => name)).toEqual(['theirs'])
    addValues(deck, 'theirs', { load: 2 })
    await ingest.settle()
    expect(await rawRows()).toBe(1)
  })

  /** Three days of two series, one of them of words, and what they are rolled up into. */
  async function fill(): Promise<void> {
    const start = Math.floor(Date.now() / DAY) * DAY - 2 * DAY
    for (let hour = 0; hour < 48; hour += 1) {
      for (let minute = 0; minute < 60; minute += 10)
        addValues(
          deck,
          'web01',
          { load: Math.sin(hour + minute) / 3, state: hour % 5 === 0 ? 'bad' : 'good', gone: null },
          start + (hour * 60 + minute) * 60_000,
        )
    }
    await settle()
    await deck.services.storage.store.rollUp(Date.now())
    deck.services.journal.add({
      protocol: 'ScopePort',
      address: '192.0.2.1',
      identity: '16',
      outcome: 'refused',
      reason: 'wrong password',
    })
    await deck.services.ingest.settleJournal()
  }

  /** All that the store in use has of the filled range. */
  async function everything(): Promise<unknown> {
    const { store } = deck.services.storage
    const ids = [...deck.services.catalogue.allSeries].map(({ id }) => id)
    const range = { seriesIds: ids, from: 0, to: Date.now(), maxPoints: 100_000 }
    const tiers = ['raw', 'minute', 'hour'] as const
    const rows = await Promise.all(
      tiers.map((tier) =>
        store.tierRows({ tier, from: 0, before: Date.now() - 60_000, after: null, limit: 100_000 }),
      ),
    )
    return {
      rows: rows.map(({ series, at, values }) =>
        [...series.keys()]
          .map((row) => [at[row], series[row], ...values.map((column) => column[row])])
          .sort((one, other) => (one[0] ?? 0) - (other[0] ?? 0) || (one[1] ?? 0) - (other[1] ?? 0)),
      ),
      states: await Promise.all(
        ids.map((seriesId) => store.states({ seriesId, from: 0, to: Number.MAX_SAFE_INTEGER })),
      ),
      logins: (await store.logins({ limit: 1_000 })).map(({ at, identity, reason }) => [
        at,
        identity,
        reason,
      ]),
      points: (await store.samplesInRange(range)).map(({ t }) => t.length),
    }
  }

  it('copies all to MariaDB and back, proves it, and takes what comes meanwhile along', async () => {
    await fill()
    const before = await everything()
    const { desk } = deck.services
    const { id } = await desk.add(fields())
    await desk.copy({ toId: id, thenUse: true })
    addValues(deck, 'web01', { load: 41 })
    addValues(deck, 'came-meanwhile', { load: 42 })
    await deck.services.copies.settled()
    expect(desk.copyState).toMatchObject({ state: 'done', reason: null })
    expect(desk.copyState.partsVerified).toBe(desk.copyState.partsTotal)
    expect(desk.copyState.partsTotal).toBeGreaterThanOrEqual(6)
    expect(deck.services.storage.state.engine).toBe('mysql')
    await settle()
    const values = await server.execute('select value from samples_raw where value > 40', database)
    expect(values.map(({ value }) => value).sort()).toEqual([41, 42])
    expect(await everything()).toMatchObject({ logins: (before as { logins: unknown }).logins })

    const there = await everything()
    await desk.copy({ toId: 'embedded', thenUse: true })
    await deck.services.copies.settled()
    expect(desk.copyState).toMatchObject({ state: 'done' })
    expect(desk.copyState.reason).toContain('scopedeck.sqlite.')
    expect(deck.services.storage.state.engine).toBe('sqlite')
    expect(await everything()).toEqual(there)
    expect(existsSync(join(deck.directory, 'scopedeck.sqlite'))).toBe(true)
  })

  it('goes on after an interruption with what the target knows, and proves all of it', async () => {
    await fill()
    const { desk } = deck.services
    const { id } = await desk.add(fields())
    await desk.copy({ toId: id, thenUse: false })
    while (desk.copyState.partsDone === 0) await new Promise((resolve) => setImmediate(resolve))
    desk.cancelCopy()
    await deck.services.copies.settled()
    expect(desk.copyState.state).toBe('cancelled')
    expect(deck.services.storage.state.engine).toBe('sqlite')
    const copied = desk.copyState.rowsCopied

    deck = await deck.restart()
    const again = deck.services.desk
    await again.copy({ toId: id, thenUse: true })
    await deck.services.copies.settled()
    expect(again.copyState).toMatchObject({ state: 'done', resumed: true })
    expect(again.copyState.partsVerified).toBe(again.copyState.partsTotal)
    expect(copied).toBeGreaterThan(0)
    expect(deck.services.storage.state.engine).toBe('mysql')
  })

  it('refuses to copy into a database that holds something else', async () => {
    const other = await startTestEngine({ database: server.connection(database) })
    await other.services.hosts.create('theirs')
    await other.dispose()
    await fill()
    const { desk } = deck.services
    const { id } = await desk.add(fields())
    await desk.copy({ toId: id, thenUse: true })
    await deck.services.copies.settled()
    expect(desk.copyState).toMatchObject({ state: 'failed' })
    expect(desk.copyState.reason).toContain('holds hosts already')
    expect(deck.services.storage.state.engine).toBe('sqlite')
  })

  it('leaves the database of the command line alone', async () => {
    deck = await deck.restart({ database: server.connection(database) })
    const { desk } = deck.services
    expect((await desk.get()).connections.find(({ inUse }) => inUse)).toMatchObject({ fixed: true })
    await expect(desk.use('embedded', false)).rejects.toMatchObject({ code: 'STORAGE_FIXED' })
  })
})
