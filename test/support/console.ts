import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { BUILT_CONSOLE } from './built.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const NODE = join(root, 'node_modules/.bin/node')

const START_TIMEOUT_MS = 20_000
const STOP_TIMEOUT_MS = 10_000
const LOOK_EVERY_MS = 25
const KEPT_LINES = 200

/** A built headless console that runs for one test. */
export interface RunningConsole {
  readonly pid: number
  /** `http://127.0.0.1:PORT`, without a token. */
  readonly url: string
  /** For `Authorization: Bearer`. */
  readonly token: string
  /** The address that signs a browser in, as the console printed it; works once. */
  readonly link: string
  /** Null when ScopePort is off. */
  readonly scopeportPort: number | null
  readonly dataDir: string
  /** What the console has printed, for whoever wants to know why. */
  output(): string
  /** A call of the interface over HTTP; gives the JSON that came back. Rejects with the answer when it is an error. */
  api(method: string, path: string, body?: unknown): Promise<unknown>
  /** Stops it as Ctrl-C does and waits for the end; `SIGKILL` cuts it off. Its folder stays when it was given. */
  stop(signal?: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<{ readonly code: number | null }>
}

export interface ConsoleOptions {
  /** Keeps its data here and leaves it there; default: a new folder, removed at the end. */
  readonly dataDir?: string
  /** Default: a free port of loopback. */
  readonly scopeport?: string
  /** `HOST:PORT`, or `off`, which it is unless said. */
  readonly zabbix?: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

interface RuntimeContent {
  readonly pid: number
  readonly http: { readonly url: string; readonly token: string }
  readonly listeners: { readonly scopeport: { readonly port: number; readonly state: string } }
}

/**
 * Starts `out/main/headless.js` on Node 24 and waits until it serves.
 *
 * @throws with what it printed when it ends or does not serve in time
 */
export async function startConsole(options: ConsoleOptions = {}): Promise<RunningConsole> {
  if (!existsSync(BUILT_CONSOLE))
    throw new Error('out/main/headless.js is missing: run "npm run build" first')
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'scopedeck-test-')))
  const scopeport = options.scopeport ?? '127.0.0.1:0'
  const plugins = join(dataDir, 'plugins')
  await mkdir(plugins, { recursive: true })
  const child = spawn(
    NODE,
    [
      '--disable-warning=ExperimentalWarning',
      BUILT_CONSOLE,
      ...['--data', dataDir, '--http', '127.0.0.1:0', '--scopeport', scopeport],
      // A plugin of the machine's own is nobody's test.
      ...(options.args?.includes('--plugins') === true ? [] : ['--plugins', plugins]),
      ...['--zabbix', options.zabbix ?? 'off'],
      ...(options.args ?? []),
    ],
    { cwd: root, env: { ...process.env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null))
    child.once('close', (code) => resolve(code))
  })
  // Whoever forgets to stop it, or is cut off, leaves nothing behind.
  const cutOff = (): void => void child.kill('SIGKILL')
  process.once('exit', cutOff)
  const output = collect(child)

  async function stop(signal: NodeJS.Signals = 'SIGINT'): Promise<{ code: number | null }> {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    const timer = setTimeout(cutOff, STOP_TIMEOUT_MS)
    const code = await ended
    clearTimeout(timer)
    process.off('exit', cutOff)
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
    return { code }
  }

  try {
    const { pid, http, listeners } = await readRuntime(dataDir, child, scopeport === 'off')
    const link = await waitFor(() => linkIn(output(), http.url), child)
    return {
      pid,
      url: http.url,
      token: http.token,
      link,
      scopeportPort: scopeport === 'off' ? null : listeners.scopeport.port,
      dataDir,
      output,
      api: (method, path, body) => call(`${http.url}${path}`, http.token, method, body),
      stop,
    }
  } catch (error) {
    await stop('SIGKILL')
    throw new Error(`The console did not start: ${String(error)}\n${output()}`, { cause: error })
  }
}

function collect(child: ChildProcess): () => string {
  let text = ''
  const keep = (chunk: Buffer): void => {
    text = (text + chunk.toString()).split('\n').slice(-KEPT_LINES).join('\n')
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  return () => text
}

/** The file of this process, with ScopePort's listener settled one way or the other. */
function readRuntime(dataDir: string, child: ChildProcess, isOff: boolean): Promise<RuntimeContent> {
  return waitFor(async () => {
    const text = await readFile(join(dataDir, 'runtime.json'), 'utf8').catch(() => null)
    if (text === null) return null
    const content = JSON.parse(text) as RuntimeContent
    const isSettled = isOff || ['listening', 'failed'].includes(content.listeners.scopeport.state)
    return content.pid === child.pid && isSettled ? content : null
  }, child)
}

function linkIn(text: string, url: string): string | null {
  return text.split(/\s+/).find((word) => word.startsWith(url)) ?? null
}

/** Another process writes the file: there is no event to await. */
async function waitFor<T>(look: () => T | null | Promise<T | null>, child: ChildProcess): Promise<T> {
  const deadline = Date.now() + START_TIMEOUT_MS
  for (;;) {
    const found = await look()
    if (found !== null) return found
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('it ended')
    if (Date.now() > deadline) throw new Error(`nothing after ${START_TIMEOUT_MS / 1000} s`)
    await pause(LOOK_EVERY_MS)
  }
}

async function call(url: string, token: string, method: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`)
  return text === '' ? undefined : (JSON.parse(text) as unknown)
}
