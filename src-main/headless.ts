import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createEngine } from './engine/engine.ts'
import { parseHeadlessArguments, USAGE } from './engine/headless-arguments.ts'
import { findRunning, RuntimeFile } from './engine/runtime-file.ts'
import { createRouter } from './rpc/router.ts'
import { startWebHost } from './rpc/web-host.ts'

const isSource = import.meta.url.endsWith('.ts')
const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, isSource ? '..' : '../..')
const VERSION = '0.1.0'

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

async function main(): Promise<void> {
  const parsed = parseHeadlessArguments(process.argv.slice(2), process.env)
  if (!parsed.ok) {
    print(parsed.reason === 'help' ? USAGE : `${parsed.reason}\n\n${USAGE}`)
    process.exitCode = parsed.reason === 'help' ? 0 : 2
    return
  }
  const { dataDirectory, http, scopeport } = parsed.value
  const running = await findRunning(dataDirectory)
  if (running !== null) {
    print(`A console runs on ${dataDirectory} already: process ${running.pid}, ${running.url}`)
    process.exitCode = 1
    return
  }

  let runtime: RuntimeFile | null = null
  const engine = createEngine({
    dataDirectory,
    sqliteWorkerUrl: new URL(isSource ? './storage/sqlite/worker.ts' : './sqlite-worker.js', import.meta.url),
    hostedBy: 'headless',
    version: VERSION,
    scopeport,
    log: print,
    onListener: (listener) => runtime?.write(listener),
    demoDirectory: join(root, 'resources/demo'),
  })
  const { services } = engine
  await engine.start()

  const pageDirectory = join(root, 'out/renderer')
  const web = await startWebHost({
    router: createRouter(services, print),
    version: VERSION,
    pageDirectory,
    host: http.host,
    port: http.port,
    onLinkUsed: () => undefined,
  })
  engine.hostListeners.set('http', {
    name: 'http',
    host: web.host,
    port: web.port,
    state: 'listening',
    reason: null,
    nextTryAt: null,
    connections: 0,
  })

  runtime = new RuntimeFile(dataDirectory, { url: web.url, token: web.token })
  runtime.write(services.scopeport.listener)

  print(`Scopedeck is on. Open ${web.link}`)
  if (!existsSync(pageDirectory)) print('The page is not built yet: run “npm run build”.')
  if (process.stdin.isTTY) {
    createInterface({ input: process.stdin }).on('line', () => print(`Open ${web.link}`))
  }

  let isStopping = false
  async function stop(): Promise<void> {
    if (isStopping) return
    isStopping = true
    await web.stop()
    await engine.stop()
    runtime?.remove()
    process.exit(0)
  }
  process.once('SIGINT', () => void stop())
  process.once('SIGTERM', () => void stop())
}

await main()
