import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'
import { freePort } from '../net/free-port.ts'
import {
  collectlServerCommand,
  INSTALL_COMMAND,
  parseCollectlVersion,
} from '../protocols/collectl/server-command.ts'
import { ExpectedError } from './expected-error.ts'

const run = promisify(execFile)
const VERSION_TIMEOUT_MS = 5_000
/** A collectl that does not like its arguments or its port ends within this time. */
const SETTLE_MS = 700
const KILL_AFTER_MS = 2_000
const KEPT_WORDS = 2_000

interface Running {
  readonly child: ChildProcess
  readonly port: number
  readonly ended: Promise<void>
}

/** The collectl that the console itself starts on this machine, and ends with itself. */
export class LocalCollectl {
  #running: Running | null = null
  #starting: Promise<number> | null = null
  #version: Promise<string | null> | null = null
  #isStopped = false

  /** `4.3.1-1`, or null where it is not installed. */
  version(): Promise<string | null> {
    this.#version ??= readVersion().then((version) => {
      // Not found is asked again: it may be installed a minute later.
      if (version === null) this.#version = null
      return version
    })
    return this.#version
  }

  get isRunning(): boolean {
    return this.#running !== null
  }

  get port(): number | null {
    return this.#running?.port ?? null
  }

  /** What `start` runs, or what installs collectl. */
  async command(preferredPort: number): Promise<string> {
    if ((await this.version()) === null) return INSTALL_COMMAND
    return collectlServerCommand(this.port ?? preferredPort).join(' ')
  }

  /** Starts collectl (once) and gives the port that it listens on. */
  start(preferredPort: number): Promise<number> {
    if (this.#running !== null) return Promise.resolve(this.#running.port)
    this.#isStopped = false
    this.#starting ??= this.#start(preferredPort).finally(() => (this.#starting = null))
    return this.#starting
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#starting?.catch(() => undefined)
    const running = this.#running
    if (running === null) return
    running.child.kill('SIGTERM')
    const timer = setTimeout(() => running.child.kill('SIGKILL'), KILL_AFTER_MS)
    await running.ended
    clearTimeout(timer)
  }

  async #start(preferredPort: number): Promise<number> {
    if ((await this.version()) === null) {
      throw new ExpectedError(
        'COLLECTL_NOT_INSTALLED',
        `collectl is not installed on this machine. Install it with: ${INSTALL_COMMAND}`,
      )
    }
    const port = await freePort(preferredPort)
    if (this.#isStopped) throw new ExpectedError('COLLECTL_START_FAILED', 'The console stops.')
    const [program, ...args] = collectlServerCommand(port)
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let words = ''
    const keep = (bytes: Buffer): void => void (words = (words + bytes.toString()).slice(-KEPT_WORDS))
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const ended = new Promise<void>((resolve) => {
      child.once('error', () => resolve())
      child.once('exit', () => resolve())
    })
    this.#running = { child, port, ended }
    void ended.then(() => (this.#running = null))
    if (await endsWithin(ended, SETTLE_MS)) {
      throw new ExpectedError(
        'COLLECTL_START_FAILED',
        `collectl ended at once: ${words.trim() || 'it said nothing'}`,
      )
    }
    return port
  }
}

async function endsWithin(ended: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  const hasEnded = await Promise.race([ended.then(() => true), late])
  clearTimeout(timer)
  return hasEnded
}

async function readVersion(): Promise<string | null> {
  try {
    const { stdout } = await run('collectl', ['--version'], { timeout: VERSION_TIMEOUT_MS })
    return parseCollectlVersion(stdout)
  } catch {
    return null
  }
}
