import { startTestEngine } from '../support/test-engine.ts'
import { LoadLedger } from '../support/load-ledger.ts'
import { MariadbServer } from '../support/mariadb.ts'

const HANGS_MS = 60_000
const CLIENTS = 8

/**
 * A server that says nothing for a minute, under load and with the time-outs of
 * every day: how long until values are acknowledged again, and whether what was
 * acknowledged is there, once.
 */
export async function run(): Promise<void> {
  const server = await MariadbServer.start()
  const database = await server.createDatabase()
  const engine = await startTestEngine({
    database: server.connection(database),
    scopeport: { host: '127.0.0.1', port: 0 },
  })
  const { services } = engine
  const { id, password } = await services.hosts.create('load')
  const { port } = services.scopeport.listener
  const ledger = new LoadLedger()
  ledger.begin(() => ({ port, id, password }), CLIENTS)
  await ledger.grows(500)
  server.hang()
  await new Promise((resolve) => setTimeout(resolve, HANGS_MS))
  const { state } = services.storage.state
  server.goOn()
  const recoveredMs = await ledger.grows(1)
  await ledger.end()
  await services.ingest.settle()
  const rows = await server.execute(
    "select value from samples_raw join series on series.id = series_id where metric like 'load%'",
    database,
  )
  const { missing, twice, foreign } = ledger.judge(rows.map(({ value }) => Number(value)))
  const acknowledged = ledger.acknowledged.size
  print({ metric: 'server silent for 60 s: acknowledged again after, ms', ours: recoveredMs, state })
  print({
    metric: 'acknowledged, of them missing, stored twice',
    ours: [acknowledged, missing.length, twice.length],
  })
  print({ metric: 'on the blacklist, never sent', ours: [services.blacklist.size, foreign.length] })
  await engine.dispose()
  await server.stop()
}

function print(line: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ bench: 'database-hang', ...line }))
}
