import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'
import { freePort } from '../net/free-port.ts'
import { ExpectedError } from './expected-error.ts'

const run = promisify(execFile)
const VERSION_TIMEOUT_MS = 5_000
const SETTLE_MS = 700
const INSTALL_COMMAND = 'apt install collectl'

/** The collectl that the console itself starts on this machine, and ends with itself. */
export class LocalCollectl {
  #child: ChildProcess | null = null
  #port: number | null = null
  #version: Promise<string | null> | null = null

  /** `4.3.1`, or null where it is not installed. */
  version(): Promise<string | null> {
    this.#version ??= readVersion().then((version) => {
      // Not found is asked again: it may be installed a minute later.
      if (version === null) this.#version = null
      return version
    })
    return this.#version
  }

  get isRunning(): boolean {
    return this.#child !== null
  }

  get port(): number | null {
    return this.#port
  }

  async command(): Promise<string> {
    return (await this.version()) === null
      ? INSTALL_COMMAND
      : ['collectl', ...argumentsFor(this.#port ?? 2655)].join(' ')
  }

  /** Starts collectl (once) and gives the port that it listens on. */
  async start(preferredPort: number): Promise<number> {
    if (this.#child !== null && this.#port !== null) return this.#port
    if ((await this.version()) === null) {
      throw new ExpectedError(
        'COLLECTL_NOT_INSTALLED',
        `collectl is not installed on this machine. Install it with: ${INSTALL_COMMAND}`,
      )
    }
    const port = await freePort(preferredPort)
    const child = spawn('collectl', argumentsFor(port), { stdio: ['ignore', 'pipe', 'pipe'] })
    let words = ''
    child.stdout.on('data', (bytes: Buffer) => (words = (words + bytes.toString()).slice(-2_000)))
    child.stderr.on('data', (bytes: Buffer) => (words = (words + bytes.toString()).slice(-2_000)))
    const ended = new Promise<void>((resolve) => {
      child.once('error', () => resolve())
      child.once('exit', () => resolve())
    })
    const hasEnded = await Promise.race([
      ended.then(() => true),
      new Promise<false>((resolve) => setTimeout(() => resolve(false), SETTLE_MS)),
    ])
    if (hasEnded)
      throw new ExpectedError(
        'COLLECTL_START_FAILED',
        `collectl ended at once: ${words.trim() || 'it said nothing'}`,
      )
    this.#child = child
    this.#port = port
    void ended.then(() => {
      this.#child = null
      this.#port = null
    })
    return port
  }

  async stop(): Promise<void> {
    const child = this.#child
    if (child === null) return
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 2_000)
    await ended
    clearTimeout(timer)
  }
}

/** collectl.md §1: the mode that describes itself. It can only listen on every address (§1, "auth"). */
function argumentsFor(port: number): string[] {
  return ['-A', `server:${port}`, '-scdnm', '--export', 'lexpr']
}

async function readVersion(): Promise<string | null> {
  try {
    const { stdout } = await run('collectl', ['--version'], { timeout: VERSION_TIMEOUT_MS })
    return /V(\d[\w.-]*)/.exec(stdout)?.[1] ?? 'unknown'
  } catch {
    return null
  }
}
