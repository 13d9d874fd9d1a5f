import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DiskSpool } from '../../../src-main/engine/disk-spool.ts'
import { CollectlDouble } from '../../support/collectl-double.ts'
import { ConsoleDirectory } from '../../support/console-process.ts'
import { LoadLedger } from '../../support/load-ledger.ts'
import { MariadbServer } from '../../support/mariadb.ts'
import { MARIADB, describeNeeding } from '../../support/needs.ts'
import { startTestEngine, type TestEngine } from '../../support/test-engine.ts'
import { until } from './mysql-under-test.ts'

const CLIENTS = 4
const METRIC = 'cputotals.user'
const TEST_MS = 90_000
/** A machine that hangs is noticed after this, so that the tests need not wait. */
const SHORT = { acquireMs: 1_000, statementMs: 1_000 }

/** Says one value after the other, each a millisecond of its own, and keeps them. */
class Counting {
  readonly said: number[] = []
  readonly #timer: NodeJS.Timeout

  constructor(collectl: CollectlDouble) {
    this.#timer = setInterval(() => {
      if (!collectl.hasReader) return
      this.said.push(this.said.length)
      collectl.say({ [METRIC]: this.said.length - 1 })
    }, 20)
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}

describeNeeding([MARIADB], 'a whole console whose MariaDB fails', () => {
  let server: MariadbServer
  let database = ''
  let collectl: CollectlDouble
  beforeAll(async () => {
    server = await MariadbServer.start()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    database = await server.createDatabase()
    collectl = await CollectlDouble.start()
  })
  afterEach(async () => {
    server.goOn()
    await collectl.stop()
  })

  async function storedOf(pattern: string): Promise<number[]> {
    const rows = await server.execute(
      `select value from samples_raw join series on series.id = series_id
       where metric like '${pattern}' order by slot, at`,
      database,
    )
    return rows.map(({ value }) => Number(value))
  }

  describe('under load', () => {
    let engine: TestEngine
    beforeEach(async () => {
      engine = await startTestEngine({
        database: server.connection(database),
        databaseTimeouts: SHORT,
        scopeport: { host: '127.0.0.1', port: 0 },
      })
      const { blacklist } = engine.services.settings.current
      // The first failure that is a client's fault would be enough.
      await engine.services.settings.update({ blacklist: { ...blacklist, enabled: true, failures: 1 } })
    })
    afterEach(() => engine.dispose())

    const FAULTS = [
      ['is killed', () => server.kill(), () => server.begin()],
      ['hangs', async () => server.hang(), async () => server.goOn()],
    ] as const

    it.each(FAULTS)(
      'and %s: nothing acknowledged is lost, nothing is stored twice, what nobody waits for comes after',
      async (name, fail, mend) => {
        const { services } = engine
        const host = await services.hosts.create('load')
        await services.collectl.add({ address: `127.0.0.1:${collectl.port}`, name: 'web' })
        await until(async () => collectl.hasReader)
        const ledger = new LoadLedger()
        const port = services.scopeport.listener.port
        ledger.begin(() => ({ port, id: host.id, password: host.password }), CLIENTS)
        const counting = new Counting(collectl)
        await ledger.grows(100)
        await until(async () => counting.said.length > 30)

        await fail()
        await ledger.stalls()
        await until(async () => services.status.get().storage.state === 'away')
        // Nothing of it is the fault of a client.
        expect(services.blacklist.size).toBe(0)
        expect([...ledger.answers].filter((answer) => answer.includes('Blacklisted'))).toEqual([])
        // Live values go on, and wait on disk.
        const series = [...services.catalogue.allSeries].find(({ record }) => record.metric === METRIC)
        const liveBefore = Number(series?.lastValue)
        await until(async () => Number(series?.lastValue) > liveBefore + 20)
        await until(async () => services.ingest.status.spooled > 0)
        // A read says so in time.
        const range = { from: 0, to: Date.now(), maxPoints: 10 }
        await expect(services.series.samples(series?.id ?? 0, range)).rejects.toThrow(
          /has not answered|cannot be reached|connection|is not open/i,
        )

        await mend()
        console.log(`${name}: acknowledged again after ${await ledger.grows(50)} ms`)
        await ledger.end()
        counting.stop()
        await until(async () => services.ingest.status.spooled === 0)
        await services.ingest.settle()
        expect(services.ingest.status.dropped).toBe(0)
        expect(ledger.judge(await storedOf('load%'))).toEqual({ missing: [], twice: [], foreign: [] })
        expect(await storedOf(METRIC)).toEqual(counting.said)
        expect(services.blacklist.size).toBe(0)
      },
      TEST_MS,
    )

    it(
      'and is gone while nothing comes in: that is noticed all the same, and that it is back as well',
      async () => {
        const state = () => engine.services.status.get().storage.state
        await server.kill()
        await until(async () => state() === 'away')
        await server.begin()
        await until(async () => state() === 'ok')
      },
      TEST_MS,
    )

    it(
      'and is gone while the console stops: what waits is stored by the next start',
      async () => {
        const { services } = engine
        await services.collectl.add({ address: `127.0.0.1:${collectl.port}`, name: 'web' })
        await until(async () => collectl.hasReader)
        const counting = new Counting(collectl)
        await until(async () => counting.said.length > 10)
        await services.ingest.settle()
        await server.kill()
        const before = counting.said.length
        await until(async () => counting.said.length > before + 30)
        counting.stop()
        const last = counting.said.length - 1
        const series = [...services.catalogue.allSeries].find(({ record }) => record.metric === METRIC)
        await until(async () => series?.lastValue === last)
        await engine.engine.stop()
        await server.begin()
        // Another database knows nothing of the series: it is found, or made, by its name.
        engine = await engine.restart()
        await until(async () => engine.services.ingest.status.spooled === 0)
        expect(await storedOf(METRIC)).toEqual(counting.said)
      },
      TEST_MS,
    )

    it(
      'and another database is used after it: what waited goes there, series and all',
      async () => {
        const { services } = engine
        await services.collectl.add({ address: `127.0.0.1:${collectl.port}`, name: 'web' })
        await until(async () => collectl.hasReader)
        server.hang()
        collectl.say({ [METRIC]: 1, 'cputotals.sys': 2 })
        await until(async () => services.ingest.status.spooled > 0)
        await engine.engine.stop()
        server.goOn()
        engine = await engine.restart({ database: undefined })
        await until(async () => engine.services.ingest.status.spooled === 0)
        await engine.services.ingest.settle()
        const found = [...engine.services.catalogue.allSeries].find(({ record }) => record.metric === METRIC)
        if (found === undefined) throw new Error('There is no series.')
        expect(found.identity.host.record.name).toBe('web')
        const range = { from: 0, to: Date.now() + 1_000, maxPoints: 100 }
        expect((await engine.services.series.samples(found.id, range)).v).toEqual([1])
      },
      TEST_MS,
    )
  })

  describe('killed together with its console', () => {
    it.each(['console', 'server', 'both'] as const)(
      'or one of them alone (%s): the ledger agrees, and the spool is replayed once',
      async (killed) => {
        const directory = new ConsoleDirectory()
        const address = `mysql://root@127.0.0.1:${server.port}/${database}`
        const start = () => directory.on('--database', address)
        const api = async (path: string, body?: object): Promise<unknown> => {
          const { http } = directory.runtime
          const response = await fetch(`${http.url}/api${path}`, {
            method: body === undefined ? 'GET' : 'POST',
            headers: { authorization: `Bearer ${http.token}`, 'content-type': 'application/json' },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          })
          return response.json()
        }
        const ingest = async () => ((await api('/status')) as { ingest: { spooled: number } }).ingest
        const first = await start()
        const { id, password } = (await api('/hosts', { name: 'load' })) as { id: number; password: string }
        await api('/collectl/endpoints', { address: `127.0.0.1:${collectl.port}`, name: 'web' })
        await until(async () => collectl.hasReader)
        const ledger = new LoadLedger()
        ledger.begin(() => ({ port: directory.runtime.listeners.scopeport.port, id, password }), CLIENTS)
        await ledger.grows(60)
        const counting = new Counting(collectl)
        await until(async () => counting.said.length > 20)
        counting.stop()
        if (killed !== 'console') {
          await server.kill()
          await ledger.stalls()
          // What comes now reaches the disk before the console is killed as well.
          collectl.say({ 'cputotals.idle': 7 }, Date.now())
          collectl.say({ 'cputotals.idle': 8 }, Date.now() + 1)
          await until(() => liesOnDisk(directory.path, 2))
        }
        if (killed !== 'server') await first.stop('SIGKILL')
        const downAt = performance.now()
        if (killed !== 'console') await server.begin()
        if (killed !== 'server') await start()
        await ledger.grows(40)
        console.log(
          `${killed}: acknowledged again ${Math.round(performance.now() - downAt)} ms after the fault`,
        )
        await ledger.end()
        await until(async () => (await ingest()).spooled === 0)
        expect(ledger.judge(await storedOf('load%'))).toEqual({ missing: [], twice: [], foreign: [] })
        if (killed !== 'console') expect(await storedOf('cputotals.idle')).toEqual([7, 8])
        const counted = await storedOf(METRIC)
        expect(new Set(counted).size).toBe(counted.length)
        await directory.dispose()
      },
      TEST_MS,
    )
  })
})

/** Looks into a copy, because the console is writing. */
async function liesOnDisk(dataDirectory: string, values: number): Promise<boolean> {
  const copy = mkdtempSync(join(tmpdir(), 'scopedeck-spool-copy-'))
  try {
    cpSync(join(dataDirectory, 'spool'), copy, { recursive: true })
    const spool = await DiskSpool.open({ directory: copy, limitBytes: 1_000_000_000 })
    const chunk = await spool.peek(1_000_000)
    await spool.close()
    const idle = [...(chunk?.keys ?? [])].find(([, { metric }]) => metric === 'cputotals.idle')?.[0]
    return chunk !== null && chunk.samples.series.filter((one) => one === idle).length >= values
  } catch {
    return false
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}
