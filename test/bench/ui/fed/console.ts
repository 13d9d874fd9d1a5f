/**
 * A console of its own process for `ui/top.ts`: the real engine, database and
 * page, with hosts that measure once a second. Sends `{ link }` when it
 * serves; the message `feed` starts the values, `count` asks how often the
 * first host has measured. Arguments: folder of the data.
 */
import { fileURLToPath } from 'node:url'
import { createEngine } from '../../../../src-main/engine/engine.ts'
import { createRouter } from '../../../../src-main/rpc/router.ts'
import { startWebHost } from '../../../../src-main/rpc/web-host.ts'
import { BUILT_THREADS } from '../../../support/built.ts'
import { hostName, HOSTS, METRICS, valueOf } from './load.ts'

const SECOND_MS = 1_000
/** Values of the first host: each larger than the one before, and than any of another host. */
const FIRST_VALUE = 1_000
/** Hosts do not measure at the same time: so many groups within a second. */
const GROUPS = 20

const engine = createEngine({
  dataDirectory: process.argv[2] ?? '',
  threads: BUILT_THREADS,
  hostedBy: 'headless',
  version: '0.0.0-bench',
  scopeport: 'off',
  zabbix: 'off',
  plugins: 'off',
  demoDirectory: fileURLToPath(new URL('../../../../resources/demo', import.meta.url)),
})
const { catalogue, ingest } = engine.services
await engine.start()
const web = await startWebHost({
  router: createRouter(engine.services, (line) => process.stderr.write(`${line}\n`)),
  version: '0.0.0-bench',
  pageDirectory: fileURLToPath(new URL('../../../../out/renderer', import.meta.url)),
  host: '127.0.0.1',
  port: 0,
  hostNames: [],
  onLinkUsed: () => undefined,
})
let second = 0
let group = 0

function feed(): void {
  for (let host = group; host < HOSTS; host += GROUPS) {
    const readings = METRICS.map(([metric, unit, label], index) => ({
      metric,
      unit,
      label,
      value: host === 0 && index === 0 ? FIRST_VALUE + second : valueOf(host, index, second),
    }))
    ingest.add(catalogue.identity('collectl', hostName(host)), Date.now(), readings)
  }
  group += 1
  if (group < GROUPS) return
  group = 0
  second += 1
}

process.on('message', (message) => {
  if (message === 'feed') setInterval(feed, SECOND_MS / GROUPS)
  if (message === 'count') process.send?.({ count: second + (group > 0 ? 1 : 0) })
})
process.on('disconnect', () => {
  void web
    .stop()
    .then(() => engine.stop())
    .finally(() => process.exit())
})
process.send?.({ link: web.link })
