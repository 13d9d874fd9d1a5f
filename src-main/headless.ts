import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { databaseConnection } from './engine/database-address.ts'
import { createEngine } from './engine/engine.ts'
import { parseHeadlessArguments, USAGE } from './engine/headless-arguments.ts'
import { findRunning, RuntimeFile, runningSentence } from './engine/runtime-file.ts'
import { sessionKey } from './engine/session-key.ts'
import { threadFilesOf } from './engine/thread-files.ts'
import { VERSION } from './engine/version.ts'
import { createRouter } from './rpc/router.ts'
import { startWebHost } from './rpc/web-host.ts'

const isSource = import.meta.url.endsWith('.ts')
const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, isSource ? '..' : '../..')

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function printError(line: string): void {
  process.stderr.write(`${line}\n`)
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The first signal asks for an orderly end; the same one a second time is the system's own and ends at once. */
function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => resolve())
  })
}

/** Runs the console until it is asked to stop; gives the exit code. */
async function main(): Promise<number> {
  const parsed = parseHeadlessArguments(process.argv.slice(2), process.env)
  if (!parsed.ok && parsed.reason === 'help') {
    print(USAGE)
    return 0
  }
  if (!parsed.ok) {
    printError(`${parsed.reason}\n\n${USAGE}`)
    return 2
  }
  const { dataDirectory, http, scopeport, zabbix, plugins } = parsed.value
  const database =
    parsed.value.database === undefined ? undefined : databaseConnection(parsed.value.database, process.env)
  if (database?.ok === false) {
    printError(database.reason)
    return 2
  }
  const running = await findRunning(dataDirectory)
  if (running !== null) {
    printError(runningSentence(dataDirectory, running))
    return 1
  }

  const askedToStop = untilAskedToStop()
  let runtime: RuntimeFile | null = null
  const engine = createEngine({
    dataDirectory,
    threads: threadFilesOf(import.meta.url),
    hostedBy: 'headless',
    version: VERSION,
    scopeport,
    plugins,
    zabbix,
    database: database?.value,
    sshConfig: parsed.value.sshConfig,
    log: print,
    onListener: (listener) => runtime?.write(listener),
    demoDirectory: join(root, 'resources/demo'),
    presetDirectory: join(root, 'resources/presets'),
  })
  const { services, hostListeners } = engine

  const pageDirectory = join(root, 'out/renderer')
  const web = await startWebHost({
    router: createRouter(services, print),
    version: VERSION,
    pageDirectory,
    host: http.host,
    port: http.port,
    hostNames: [hostname()],
    sessionKey: sessionKey(dataDirectory),
    onLinkUsed: () => print(`For another browser: ${web.link}`),
  })
  hostListeners.set('http', {
    name: 'http',
    host: web.host,
    port: web.port,
    state: 'listening',
    reason: null,
    nextTryAt: null,
    connections: 0,
  })
  await engine.start()
  runtime = new RuntimeFile(dataDirectory, { url: web.url, token: web.token }, printError)
  runtime.write(services.scopeport.listener)
  runtime.write(services.zabbix.listener)

  print(`Scopedeck is on. Open ${web.link}`)
  if (!existsSync(pageDirectory)) print('The page is not built yet: run “npm run build”.')

  await askedToStop
  try {
    await web.stop()
    await engine.stop()
  } finally {
    runtime.remove()
  }
  return 0
}

const exitCode = await main().catch((error: unknown) => {
  printError(wordsOf(error))
  return 1
})
process.exit(exitCode)
