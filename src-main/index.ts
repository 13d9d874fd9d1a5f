import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createEngine } from './engine/engine.ts'
import { findRunning } from './engine/runtime-file.ts'
import { VERSION } from './engine/version.ts'
import { serveMessagePort } from './rpc/message-port.ts'
import { createRouter } from './rpc/router.ts'
import { parseShellArguments } from './shell/shell-arguments.ts'
import { failShell, openShell, prepareShell } from './shell/shell.ts'

/** This file is out/main/index.js. */
const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

function log(line: string): void {
  console.log(line)
}

async function main(): Promise<void> {
  const { dataDirectory, scopeport } = parseShellArguments(process.argv.slice(1), process.env)
  const running = await findRunning(dataDirectory)
  if (running !== null) {
    throw new Error(`A console runs on ${dataDirectory} already: process ${running.pid}, ${running.url}`)
  }
  const engine = createEngine({
    dataDirectory,
    sqliteWorkerUrl: new URL('./sqlite-worker.js', import.meta.url),
    hostedBy: 'electron',
    version: VERSION,
    scopeport,
    log,
    demoDirectory: join(root, 'resources/demo'),
  })
  const router = createRouter(engine.services, log)
  await openShell({
    rootDirectory: root,
    servePort: (port) => serveMessagePort(router, port),
    stopEngine: () => engine.stop(),
  })
  // The window never waits for the engine: the page shows that the console starts.
  await engine.start()
}

// Scheme, single instance and sandbox first, before anything is awaited.
if (prepareShell()) main().catch(failShell)
