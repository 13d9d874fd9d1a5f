import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { CopyState } from '../../../src-main/contract/index.ts'
import { ConsoleDirectory } from '../../support/console-process.ts'
import { LoadLedger } from '../../support/load-ledger.ts'
import { MariadbServer } from '../../support/mariadb.ts'
import { MARIADB, describeNeeding } from '../../support/needs.ts'
import { addValues, startTestEngine } from '../../support/test-engine.ts'
import { commitSamples, type SampleRow } from '../../suites/store-fixtures.ts'
import { until } from './mysql-under-test.ts'

const TEST_MS = 240_000
const DAY_MS = 86_400_000
const SERIES = 10
const DAYS = 4
/** Of each series a day; all of them are a few seconds of copying. */
const ROWS = 1_000

describeNeeding([MARIADB], 'a copy of all data that is cut off in the middle', () => {
  let server: MariadbServer
  let database = ''
  let directory: ConsoleDirectory
  let ledger: LoadLedger
  beforeAll(async () => {
    server = await MariadbServer.start()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    database = await server.createDatabase()
    directory = new ConsoleDirectory()
    await fill()
  })
  afterEach(async () => {
    await ledger.end()
    await directory.dispose()
  })

  /** Days of samples, their rollups, a board and a few refused logins, in the embedded database. */
  async function fill(): Promise<void> {
    const deck = await startTestEngine({}, directory.path)
    const { services, engine } = deck
    const { retention } = services.settings.current
    await services.settings.update({ retention: { ...retention, rawDays: 30 } })
    const today = Math.floor(Date.now() / DAY_MS) * DAY_MS
    const names = Array.from({ length: SERIES }, (_, index) => `base_${index}`)
    addValues(deck, 'base', Object.fromEntries(names.map((name) => [name, 0])))
    await services.ingest.settle()
    const ids = [...services.catalogue.allSeries].map(({ id }) => id)
    const { store } = services.storage
    for (let day = 1; day <= DAYS; day += 1) {
      const rows = ids.flatMap((id) =>
        Array.from({ length: ROWS }, (_, row): SampleRow => [
          id,
          today - day * DAY_MS + row * 30_000,
          Math.sin(row),
        ]),
      )
      await commitSamples(store, rows)
    }
    await store.rollUp(Date.now())
    await services.boards.create({ name: 'Disks', charts: [] })
    await engine.stop()
  }

  async function api(path: string, body?: object): Promise<unknown> {
    const { http } = directory.runtime
    const response = await fetch(`${http.url}/api${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${http.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return response.json()
  }
  const copyIs = async (isWanted: (copy: CopyState) => boolean): Promise<CopyState> => {
    for (;;) {
      const copy = (await api('/storage/copy')) as CopyState
      if (isWanted(copy)) return copy
      if (copy.state === 'failed' || copy.state === 'done')
        throw new Error(`The copy is ${copy.state}: ${copy.reason ?? ''}`)
    }
  }
  const count = async (sql: string): Promise<number> =>
    Number((await server.execute(`select count(*) as n from ${sql}`, database))[0]?.['n'])
  async function acknowledgedIn(): Promise<number[]> {
    const rows = await server.execute(
      `select value from samples_raw join series on series.id = series_id where metric like 'load%'`,
      database,
    )
    return rows.map(({ value }) => Number(value))
  }

  /** A console under load that begins to copy; gives what is needed to go on. */
  async function begin() {
    const first = await directory.on()
    const { id, password } = (await api('/hosts', { name: 'load' })) as { id: number; password: string }
    ledger = new LoadLedger()
    ledger.begin(() => ({ port: directory.runtime.listeners.scopeport.port, id, password }), 2)
    await ledger.grows(20)
    const { user, password: secret } = server.connection(database)
    const connection = (await api('/storage/connections', {
      name: 'Lab',
      hosts: `127.0.0.1:${server.port}`,
      socketPath: null,
      user,
      password: secret,
      database,
      tls: { mode: 'off', caFile: null, certFile: null, keyFile: null },
    })) as { id: string }
    const copy = () => api('/storage/copy', { toId: connection.id, thenUse: true })
    await copy()
    return { first, copy }
  }

  /** Everything is there, each row once, and the console works on it. */
  async function expectAllThere(): Promise<void> {
    const done = await copyIs(({ state }) => state === 'done')
    expect(done.reason).toBeNull()
    expect(done.partsVerified).toBe(done.partsTotal)
    await ledger.grows(20)
    await ledger.end()
    expect(await api('/storage')).toMatchObject({ engine: 'mysql', state: 'ok' })
    expect(ledger.judge(await acknowledgedIn())).toEqual({ missing: [], twice: [], foreign: [] })
    const base = "join series on series.id = series_id where metric like 'base%'"
    expect(await count(`samples_raw ${base}`)).toBe(SERIES * (DAYS * ROWS + 1))
    expect(await count(`(select distinct series_id, slot, at from samples_raw) as each_once`)).toBe(
      await count('samples_raw'),
    )
    // Each minute has two of these.
    expect(await count(`samples_minute ${base} and sample_count = 2`)).toBe((SERIES * DAYS * ROWS) / 2)
    expect(await count("boards where name = 'Disks'")).toBe(1)
    expect(await count("settings where name = 'copy'")).toBe(0)
  }

  /** When, and whether its mark is there for certain by then. */
  const AT: readonly (readonly [string, boolean, (copy: CopyState) => boolean])[] = [
    ['as soon as it is asked for', false, () => true],
    ['between two parts', true, ({ rowsCopied, partsDone }) => rowsCopied > 12_000 && partsDone > 15],
    ['while it is proved', true, ({ state }) => state === 'verifying'],
  ]

  it.each(AT)(
    'because the console is killed %s: goes on, proves all of it, and loses nothing',
    async (_, isBegun, isAt) => {
      const { first, copy } = await begin()
      await copyIs(isAt)
      await first.stop('SIGKILL')
      await directory.on()
      expect(await api('/storage')).toMatchObject({ engine: 'sqlite', state: 'ok' })
      await copy()
      await expectAllThere()
      if (isBegun) expect(await api('/storage/copy')).toMatchObject({ resumed: true })
    },
    TEST_MS,
  )

  it(
    'because the other server is killed: says so, goes on recording, and is gone on with',
    async () => {
      const { copy } = await begin()
      await copyIs(({ rowsCopied, partsDone }) => rowsCopied > 12_000 && partsDone > 15)
      await server.kill()
      const failed = await copyIs(({ state }) => state === 'failed')
      expect(failed.reason).toMatch(/cannot be reached|connection|has not answered|gone/i)
      await ledger.grows(20)
      expect(await api('/storage')).toMatchObject({ engine: 'sqlite', state: 'ok' })
      await server.begin()
      await copy()
      await expectAllThere()
    },
    TEST_MS,
  )

  it(
    'because both are killed at once',
    async () => {
      const { first, copy } = await begin()
      await copyIs(({ rowsCopied }) => rowsCopied > 12_000)
      await Promise.all([server.kill(), first.stop('SIGKILL')])
      await server.begin()
      await directory.on()
      await copy()
      await until(async () => ((await api('/storage/copy')) as CopyState).resumed)
      await expectAllThere()
    },
    TEST_MS,
  )
})
