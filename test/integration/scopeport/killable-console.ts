import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { BUILT_CONSOLE } from '../../support/built.ts'

const START_TIMEOUT_MS = 20_000

interface Runtime {
  readonly pid: number
  readonly http: { readonly url: string; readonly token: string }
  readonly listeners: Readonly<
    Record<'scopeport' | 'zabbix', { readonly port: number; readonly state: string }>
  >
}

/** The headless console as a process of its own. */
export interface KillableConsole {
  readonly scopeportPort: number
  readonly zabbixPort: number
  /** JSON of an answer of the interface. */
  api(path: string, request?: { method: string; body?: unknown }): Promise<unknown>
  /** Ends it and resolves when it is gone. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
}

/** @param program what runs Node, for a console with fewer rights */
export async function startKillableConsole(
  dataDir: string,
  program: readonly string[] = [process.execPath],
): Promise<KillableConsole> {
  const [file = '', ...before] = program
  const listener = ['--http', '127.0.0.1:0', '--scopeport', '127.0.0.1:0', '--zabbix', '127.0.0.1:0']
  const child = spawn(file, [...before, BUILT_CONSOLE, '--data', dataDir, ...listener], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (output += String(text)))
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const { http, listeners } = await readRuntime(dataDir, child).catch((error: unknown) => {
    child.kill('SIGKILL')
    throw new Error(`The console did not start: ${String(error)}\n${output}`, { cause: error })
  })
  return {
    scopeportPort: listeners.scopeport.port,
    zabbixPort: listeners.zabbix.port,
    async api(path, { method, body } = { method: 'GET' }) {
      const response = await fetch(`${http.url}/api${path}`, {
        method,
        headers: { authorization: `Bearer ${http.token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return response.json()
    },
    async kill(signal) {
      child.kill(signal)
      await gone
    },
  }
}

/** Another process writes the file: there is no event to await. */
async function readRuntime(dataDir: string, child: ChildProcess): Promise<Runtime> {
  const deadline = Date.now() + START_TIMEOUT_MS
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('it ended')
    const text = await readFile(join(dataDir, 'runtime.json'), 'utf8').catch(() => '{}')
    const runtime = JSON.parse(text) as Partial<Runtime>
    if (runtime.pid === child.pid && isListening(runtime)) return runtime as Runtime
    await pause(20)
  }
  throw new Error('runtime.json did not come')
}

function isListening({ listeners }: Partial<Runtime>): boolean {
  return listeners?.scopeport.state === 'listening' && listeners.zabbix?.state === 'listening'
}
