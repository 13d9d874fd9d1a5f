import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication } from '@playwright/test'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface ElectronConsole {
  readonly application: ElectronApplication
  readonly scopeportPort: number
  readonly dataDir: string
  stop(): Promise<void>
}

/** Starts the built desktop program with a data folder and a profile of its own. */
export async function startElectronConsole(program: string): Promise<ElectronConsole> {
  const folder = await mkdtemp(join(tmpdir(), 'scopedeck-electron-'))
  const dataDir = join(folder, 'data')
  const scopeportPort = await freePort()
  const isRoot = process.getuid?.() === 0
  const application = await _electron.launch({
    executablePath: program,
    args: [
      ...(isRoot ? ['--no-sandbox'] : []),
      `--user-data-dir=${join(folder, 'profile')}`,
      root,
      `--data=${dataDir}`,
      `--scopeport=127.0.0.1:${scopeportPort}`,
    ],
  })
  return {
    application,
    scopeportPort,
    dataDir,
    async stop() {
      await application.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The window cannot tell its port before its page is open, so it is chosen for it. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = address === null || typeof address === 'string' ? 0 : address.port
      server.close(() => resolve(port))
    })
  })
}
