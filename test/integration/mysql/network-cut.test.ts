import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LoadLedger } from '../../support/load-ledger.ts'
import { MariadbServer } from '../../support/mariadb.ts'
import { IPROUTE, MARIADB, describeNeeding } from '../../support/needs.ts'
import { NetworkNamespace } from '../../support/network-namespace.ts'
import { addValues, startTestEngine, type TestEngine } from '../../support/test-engine.ts'
import { until } from './mysql-under-test.ts'

/** Only the administrator may make a network. */
const space = NetworkNamespace.make()
const SHORT = { acquireMs: 1_000, statementMs: 1_000 }

describeNeeding([MARIADB, IPROUTE], 'a MariaDB behind a network', () => {
  let server: MariadbServer | null = null
  let database = ''
  beforeAll(async () => {
    if (space === null) return
    server = await MariadbServer.start({ within: space.command })
    database = await server.createDatabase()
    await server.execute("create user 'deck'@'%'", 'mysql')
    await server.execute(`grant all on ${database}.* to 'deck'@'%'`, 'mysql')
  })
  afterAll(async () => {
    await server?.stop()
    space?.remove()
  })

  describe.skipIf(space === null)('of our own [needs root, for ip netns]', () => {
    it('that is cut and restored: nothing acknowledged is lost, nothing is stored twice, no host is blamed', async () => {
      if (space === null || server === null) throw new Error('There is no network.')
      const { inside } = space
      const { port: databasePort } = server
      const engine: TestEngine = await startTestEngine({
        database: {
          ...server.connection(database),
          addresses: [{ host: inside, port: databasePort }],
          user: 'deck',
        },
        databaseTimeouts: SHORT,
        scopeport: { host: '127.0.0.1', port: 0 },
      })
      const { services } = engine
      expect(services.storage.state.state).toBe('ok')
      const { blacklist } = services.settings.current
      await services.settings.update({ blacklist: { ...blacklist, enabled: true, failures: 1 } })
      const { id, password } = await services.hosts.create('load')
      const { port } = services.scopeport.listener
      const ledger = new LoadLedger()
      ledger.begin(() => ({ port, id, password }), 4)
      await ledger.grows(100)
      const at = Date.now()
      addValues(engine, 'web', { cpu: 1 }, at)
      space.cut()
      addValues(engine, 'web', { cpu: 2 }, at + 1)
      await ledger.stalls()
      await until(async () => services.status.get().storage.state === 'away')
      addValues(engine, 'web', { cpu: 3 }, at + 2)
      await until(async () => services.ingest.status.spooled > 0)
      space.restore()
      console.log(`network: acknowledged again after ${await ledger.grows(50)} ms`)
      await ledger.end()
      await until(async () => services.ingest.status.spooled === 0)
      await services.ingest.settle()
      const stored = async (metric: string): Promise<number[]> => {
        const rows = await server?.execute(
          `select value from samples_raw join series on series.id = series_id where metric like '${metric}' order by at`,
          database,
        )
        return (rows ?? []).map(({ value }) => Number(value))
      }
      expect(ledger.judge(await stored('load%'))).toEqual({ missing: [], twice: [], foreign: [] })
      expect(await stored('cpu')).toEqual([1, 2, 3])
      expect(services.blacklist.size).toBe(0)
      await engine.dispose()
    }, 90_000)
  })
})
