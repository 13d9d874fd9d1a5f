import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Listener } from '../contract/index.ts'

const FILE = 'runtime.json'
const ASK_TIMEOUT_MS = 1_500

interface Running {
  readonly pid: number
  readonly url: string
}

/**
 * `DIR/runtime.json`: how a script finds the console that runs on a data
 * directory. Readable by the owner only, because the token is in it; removed
 * at exit.
 */
export class RuntimeFile {
  readonly #directory: string
  readonly #http: { readonly url: string; readonly token: string }

  constructor(directory: string, http: { url: string; token: string }) {
    this.#directory = directory
    this.#http = http
  }

  write(scopeport: Listener): void {
    const { host, port, state } = scopeport
    const content = { pid: process.pid, http: this.#http, listeners: { scopeport: { host, port, state } } }
    mkdirSync(this.#directory, { recursive: true })
    const temporary = join(this.#directory, `${FILE}.${process.pid}`)
    writeFileSync(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
    renameSync(temporary, join(this.#directory, FILE))
  }

  remove(): void {
    rmSync(join(this.#directory, FILE), { force: true })
  }
}

/** The console that runs on this directory; null when the file is missing or its owner does not answer. */
export async function findRunning(directory: string): Promise<Running | null> {
  try {
    const { pid, http } = JSON.parse(readFileSync(join(directory, FILE), 'utf8')) as {
      pid: number
      http: { url: string; token: string }
    }
    const answer = await fetch(`${http.url}/api/status`, {
      headers: { authorization: `Bearer ${http.token}` },
      signal: AbortSignal.timeout(ASK_TIMEOUT_MS),
    })
    return answer.ok ? { pid, url: http.url } : null
  } catch {
    return null
  }
}
