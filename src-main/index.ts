import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createEngine } from './engine/engine.ts'
import { findRunning, RuntimeFile, runningSentence } from './engine/runtime-file.ts'
import { threadFilesOf } from './engine/thread-files.ts'
import { VERSION } from './engine/version.ts'
import { serveMessagePort } from './rpc/message-port.ts'
import { createRouter } from './rpc/router.ts'
import { createSecrets, systemKeyring } from './shell/secrets.ts'
import { parseShellArguments } from './shell/shell-arguments.ts'
import { failShell, openShell, prepareShell } from './shell/shell.ts'

/** This file is out/main/index.js. */
const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

function log(line: string): void {
  console.log(line)
}

async function main(): Promise<void> {
  const { dataDirectory, scopeport, zabbix } = parseShellArguments(process.argv.slice(1), process.env)
  const running = await findRunning(dataDirectory)
  if (running !== null) {
    throw new Error(runningSentence(dataDirectory, running))
  }
  // So that no second console, with or without a window, opens the same database.
  const runtime = new RuntimeFile(dataDirectory, null, log)
  const engine = createEngine({
    dataDirectory,
    threads: threadFilesOf(import.meta.url),
    hostedBy: 'electron',
    version: VERSION,
    scopeport,
    zabbix,
    log,
    keyring: () => systemKeyring(createSecrets(process.platform)),
    onListener: (listener) => runtime.write(listener),
    demoDirectory: join(root, 'resources/demo'),
    presetDirectory: join(root, 'resources/presets'),
  })
  const router = createRouter(engine.services, log)
  await openShell({
    rootDirectory: root,
    servePort: (port) => serveMessagePort(router, port),
    stopEngine: () => engine.stop().finally(() => runtime.remove()),
  })
  runtime.write(engine.services.scopeport.listener)
  runtime.write(engine.services.zabbix.listener)
  // The window never waits for the engine: the page shows that the console starts.
  await engine.start()
}

// Scheme, single instance and sandbox first, before anything is awaited.
if (prepareShell()) main().catch(failShell)
