import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EngineOptions } from '../../../src-main/engine/options.ts'
import { CollectlDouble } from '../../support/collectl-double.ts'
import { MariadbServer } from '../../support/mariadb.ts'
import { MARIADB, describeNeeding } from '../../support/needs.ts'
import { handshakePlugin, hostReport, PluginDouble } from '../../support/plugin-double.ts'
import { sendPackage } from '../../support/scopeport-client.ts'
import { addValues, startTestEngine, type TestEngine } from '../../support/test-engine.ts'
import { until } from './mysql-under-test.ts'

const TEST_MS = 90_000
const SHORT = { acquireMs: 1_000, statementMs: 1_000 }
const METRIC = 'cputotals.user'

describeNeeding([MARIADB], 'values that nobody waits for, while MariaDB is away', () => {
  let server: MariadbServer
  let database = ''
  let folder = ''
  let deck: TestEngine
  let collectl: CollectlDouble
  let plugin: PluginDouble
  let guest: Socket
  /** What each source has said, in order; each value once. */
  let said: Record<'collectl' | 'listener' | 'plugin', number[]>
  beforeAll(async () => {
    server = await MariadbServer.start()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    database = await server.createDatabase()
    folder = mkdtempSync(join(tmpdir(), 'scopedeck-sources-'))
    mkdirSync(join(folder, 'plugins'))
    said = { collectl: [], listener: [], plugin: [] }
  })
  afterEach(async () => {
    guest.destroy()
    await deck.engine.stop()
    await collectl.stop()
    await plugin.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** A console that hears a collectl, a collectl that connects, and a plugin. */
  async function start(options: Partial<EngineOptions> = {}): Promise<void> {
    deck = await startTestEngine(
      {
        database: server.connection(database),
        databaseTimeouts: SHORT,
        scopeport: { host: '127.0.0.1', port: 0 },
        plugins: { directory: join(folder, 'plugins') },
        ...options,
      },
      join(folder, 'data'),
    )
    const { services } = deck
    plugin = await PluginDouble.start(
      join(folder, 'plugins', 'wait.sock'),
      handshakePlugin('wait', () => hostReport('web03', { wait: said.plugin.push(said.plugin.length) - 1 })),
    )
    collectl = await CollectlDouble.start()
    await services.collectl.add({ address: `127.0.0.1:${collectl.port}`, name: 'web01' })
    const { port } = await services.collectlListener.update({ enabled: true, port: 0, allowAny: true })
    guest = connect({ port, host: '127.0.0.1' })
    guest.on('error', () => undefined)
    await until(async () => collectl.hasReader && services.collectlListener.view.connections > 0)
    speak()
    await until(async () => said.plugin.length > 1 && lastOf('web02') !== null)
    await services.ingest.settle()
  }

  /** One value more of the collectl and of the one that connects; plugins are asked. */
  function speak(): void {
    const at = Date.now()
    collectl.say({ [METRIC]: said.collectl.length }, at)
    said.collectl.push(said.collectl.length)
    const time = (at / 1_000).toFixed(3)
    guest.write(`web02 sample.time ${time}\nweb02 ${METRIC} ${said.listener.length}\n>>><<<\n`)
    said.listener.push(said.listener.length)
  }

  const lastOf = (host: string): number | null => {
    const found = [...deck.services.catalogue.allSeries].find(
      ({ identity, record }) => identity.host.record.name === host && record.type === 'number',
    )
    return typeof found?.lastValue === 'number' ? found.lastValue : null
  }
  /** Says more until each source has come to be heard so many times. */
  async function speakUntil(count: number): Promise<void> {
    while (said.collectl.length < count || said.plugin.length < count) {
      if (said.collectl.length < count + 50) speak()
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await until(async () => lastOf('web01') === said.collectl.length - 1)
    await until(async () => lastOf('web02') === said.listener.length - 1)
  }

  async function storedOf(source: string, host: string): Promise<number[]> {
    const rows = await server.execute(
      `select value from samples_raw join series on series.id = series_id
       join identities on identities.id = identity_id
       join hosts on hosts.id = host_id
       where source = '${source}' and hosts.name = '${host}' and value is not null
       and metric in ('${METRIC}', 'wait') order by slot, at`,
      database,
    )
    return rows.map(({ value }) => Number(value))
  }

  async function expectAllStored(): Promise<void> {
    await until(async () => deck.services.ingest.status.spooled === 0)
    await deck.services.ingest.settle()
    expect(await storedOf('collectl', 'web01')).toEqual(said.collectl)
    expect(await storedOf('collectl', 'web02')).toEqual(said.listener)
    // The last report may be on its way.
    const plugged = await storedOf('plugin', 'web03')
    expect(plugged).toEqual(said.plugin.slice(0, plugged.length))
    expect(said.plugin.length - plugged.length).toBeLessThanOrEqual(1)
  }

  it(
    'wait on disk, of collectl, of one that connects and of plugins alike, over a restart, and come once',
    async () => {
      await start()
      await server.kill()
      await speakUntil(said.plugin.length + 2)
      await until(async () => deck.services.ingest.status.spooled > 0)
      const reported = said.plugin.length
      guest.destroy()
      deck = await deck.restart({ plugins: 'off' })
      await server.begin()
      await until(async () => deck.services.storage.state.state === 'ok')
      said.plugin.length = reported
      await expectAllStored()
    },
    TEST_MS,
  )

  const mountPoint = () => join(folder, 'data', 'spool')
  const mount = () =>
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'scopedeck-spool', mountPoint()]).status === 0
  const canMount = process.getuid?.() === 0

  describe.skipIf(!canMount)('on a disk of our own that is full [needs root, for mount]', () => {
    beforeEach(() => {
      mkdirSync(mountPoint(), { recursive: true })
      if (!mount()) throw new Error('The disk of the test cannot be mounted.')
    })
    afterEach(async () => {
      await deck.engine.stop()
      spawnSync('umount', ['-l', mountPoint()])
    })

    it(
      'stay in memory, which is said; the console lives, and all of it comes when there is a database again',
      async () => {
        await start()
        const { services } = deck
        const host = await services.hosts.create('acknowledged')
        const login = { port: services.scopeport.listener.port, id: host.id, password: host.password }
        expect(await sendPackage(login, 'load_1', '1')).toMatch(/^Okay\s*Okay\s*Okay/)
        await server.kill()
        // More than the disk holds.
        const names = Array.from({ length: 1_000 }, (_, index) => `m${index}`)
        const from = Date.now() - 1_000_000
        let filled = 0
        while (services.ingest.status.spoolFault === null) {
          const values = Object.fromEntries(names.map((name) => [name, filled]))
          addValues(deck, 'filler', values, from + filled)
          filled += 1
          await new Promise((resolve) => setTimeout(resolve, 2))
        }
        expect(services.ingest.status.spoolFault).toContain('ENOSPC')
        expect(deck.lines.filter((line) => line.startsWith('Spool: it cannot be written'))).toHaveLength(1)
        // Live goes on, and whoever waits for an answer is told to keep the value.
        await speakUntil(said.plugin.length + 2)
        expect(await sendPackage(login, 'load_1', '2')).not.toMatch(/Okay\s*Okay\s*Okay/)
        expect(services.status.get().storage.state).toBe('away')

        await server.begin()
        await expectAllStored()
        expect(services.ingest.status).toMatchObject({ dropped: 0, spoolFault: null })
        const count = "samples_raw join series on series.id = series_id where metric like 'm%'"
        const [row] = await server.execute(`select count(*) as n from ${count}`, database)
        expect(row?.['n']).toBe(filled * names.length)
        expect(await sendPackage(login, 'load_1', '3')).toMatch(/^Okay\s*Okay\s*Okay/)
        const acknowledged = await server.execute(
          "select value from samples_raw join series on series.id = series_id where metric = 'load_1' order by at",
          database,
        )
        expect(acknowledged.map(({ value }) => value)).toEqual([1, 3])
      },
      TEST_MS,
    )
  })
})
