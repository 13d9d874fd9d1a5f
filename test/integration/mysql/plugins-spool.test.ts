import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { MariadbServer } from '../../support/mariadb.ts'
import { MARIADB, describeNeeding } from '../../support/needs.ts'
import { handshakePlugin, hostReport, PluginDouble } from '../../support/plugin-double.ts'
import { startTestEngine, type TestEngine } from '../../support/test-engine.ts'
import { until } from './mysql-under-test.ts'

const METRIC = 'reports'

describeNeeding([MARIADB], 'plugins whose values find no database', () => {
  let server: MariadbServer
  let directory: string
  let engine: TestEngine
  let plugin: PluginDouble
  let database: string
  /** How many reports the plugin gave; each has its own number as its value, at a millisecond of its own. */
  let given: number

  beforeAll(async () => {
    server = await MariadbServer.start()
  })
  afterAll(() => server.stop())

  beforeEach(async () => {
    given = 0
    directory = mkdtempSync(join(tmpdir(), 'away-'))
    plugin = await PluginDouble.start(
      join(directory, 'count.sock'),
      handshakePlugin('count', () => hostReport('web01', { [METRIC]: given++ })),
    )
    database = await server.createDatabase()
    engine = await startTestEngine({
      plugins: { directory },
      database: server.connection(database),
      databaseTimeouts: { acquireMs: 1_000, statementMs: 1_000 },
    })
    await until(async () => given >= 2)
    await server.kill()
    await until(async () => engine.services.ingest.status.spooled >= 2)
  })
  afterEach(async () => {
    await engine.dispose()
    await plugin.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  async function stored(): Promise<number[]> {
    const rows = await server.execute(
      `select value from samples_raw join series on series.id = series_id
       where metric = '${METRIC}' order by slot, at`,
      database,
    )
    return rows.map(({ value }) => Number(value))
  }

  it('keeps them on disk, and stores each once when the database is back', async () => {
    await server.begin()
    await until(async () => engine.services.ingest.status.spooled === 0)
    await engine.services.plugins.stop()
    await engine.services.ingest.settle()
    expect(engine.services.ingest.status.dropped).toBe(0)
    expect(await stored()).toEqual(Array.from({ length: given }, (_, value) => value))
  }, 60_000)

  it('stores them by the next start when the console ends before that', async () => {
    await engine.engine.stop()
    const told = given
    await server.begin()
    engine = await engine.restart({ plugins: 'off' })
    await until(async () => engine.services.ingest.status.spooled === 0)
    await engine.services.ingest.settle()
    expect(await stored()).toEqual(Array.from({ length: told }, (_, value) => value))
  }, 60_000)
})
