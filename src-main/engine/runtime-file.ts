import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Listener } from '../contract/index.ts'

const FILE = 'runtime.json'
const ASK_TIMEOUT_MS = 1_500

interface Running {
  readonly pid: number
  /** Null for a desktop window, which nobody reaches by HTTP. */
  readonly url: string | null
}

interface Content {
  readonly pid: number
  readonly http: { readonly url: string; readonly token: string } | null
  readonly listeners: Readonly<Record<string, Pick<Listener, 'host' | 'port' | 'state'>>>
}

/**
 * `DIR/runtime.json`: how a script finds the console that runs on a data
 * directory. Readable by the owner only, because the token is in it; removed
 * at exit. Where it cannot be written the console says so and goes on.
 */
export class RuntimeFile {
  readonly #directory: string
  readonly #http: Content['http']
  readonly #log: (line: string) => void
  readonly #listeners: Record<string, Pick<Listener, 'host' | 'port' | 'state'>> = {}
  #hasComplained = false

  constructor(directory: string, http: Content['http'], log: (line: string) => void) {
    this.#directory = directory
    this.#http = http
    this.#log = log
  }

  /** Takes over what a listener says of itself; the others stay as they were. */
  write({ name, host, port, state }: Listener): void {
    this.#listeners[name] = { host, port, state }
    const content: Content = {
      pid: process.pid,
      http: this.#http,
      listeners: this.#listeners,
    }
    try {
      mkdirSync(this.#directory, { recursive: true })
      const temporary = join(this.#directory, `${FILE}.${process.pid}`)
      writeFileSync(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
      renameSync(temporary, join(this.#directory, FILE))
    } catch (error) {
      if (!this.#hasComplained) this.#log(`${FILE} could not be written: ${wordsOf(error)}`)
      this.#hasComplained = true
    }
  }

  remove(): void {
    try {
      rmSync(join(this.#directory, FILE), { force: true })
    } catch (error) {
      this.#log(`${FILE} could not be removed: ${wordsOf(error)}`)
    }
  }
}

/** The console that runs on this directory; null when there is none, whatever it left behind. */
export async function findRunning(directory: string): Promise<Running | null> {
  const content = readContent(directory)
  if (content === null || content.pid === process.pid || !isAlive(content.pid)) return null
  const { pid, http } = content
  if (http === null) return isWindow(pid) ? { pid, url: null } : null
  try {
    const answer = await fetch(`${http.url}/api/status`, {
      headers: { authorization: `Bearer ${http.token}` },
      signal: AbortSignal.timeout(ASK_TIMEOUT_MS),
    })
    // Another program may have the port or the process number by now, but not the token.
    return answer.ok ? { pid, url: http.url } : null
  } catch (error) {
    const isBusy = error instanceof Error && error.name === 'TimeoutError'
    return isBusy ? { pid, url: http.url } : null
  }
}

function readContent(directory: string): Content | null {
  try {
    const { pid, http } = JSON.parse(readFileSync(join(directory, FILE), 'utf8')) as Content
    const isReachable = http === null || (typeof http.url === 'string' && typeof http.token === 'string')
    return Number.isInteger(pid) && isReachable ? ({ pid, http } as Content) : null
  } catch {
    return null
  }
}

/** After a crash the number may belong to another program by now; Linux says to which. */
function isWindow(pid: number): boolean {
  try {
    return /electron|scopedeck/i.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
  } catch {
    return process.platform !== 'linux'
  }
}

/** What to tell somebody who starts a second console on the same directory. */
export function runningSentence(directory: string, { pid, url }: Running): string {
  const where = url ?? 'a desktop window'
  return `A console runs on ${directory} already: process ${pid}, ${where}`
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It is there, but another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
