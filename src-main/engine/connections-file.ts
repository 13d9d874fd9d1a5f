import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { EMBEDDED_ID } from '../contract/index.ts'

const FILE = 'connections.json'

export interface KeptConnection {
  readonly id: string
  readonly name: string
  /** `mysql://user@host/database?…` (storage/mysql/connection-url.ts); never with the password. */
  readonly url: string
  /** Sealed by the secret store; null: none is needed. */
  readonly sealedPassword: string | null
}

interface Content {
  readonly version: 1
  readonly inUse: string
  readonly connections: readonly KeptConnection[]
}

const NOTHING: Content = { version: 1, inUse: EMBEDDED_ID, connections: [] }

/**
 * The databases that a person has made known, in `DIR/connections.json` (mode
 * 0600), and which one is in use. It lies beside the databases and not in one
 * of them, because it must be known before any is open.
 */
export class ConnectionsFile {
  readonly #directory: string
  #content: Content = NOTHING

  constructor(directory: string) {
    this.#directory = directory
  }

  get #file(): string {
    return join(this.#directory, FILE)
  }

  /** Rejects when the file is there and cannot be understood: guessing could record into the wrong database. */
  async load(): Promise<void> {
    const text = await readFile(this.#file, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
      throw error
    })
    this.#content = text === null ? NOTHING : parsed(text, this.#file)
  }

  get inUse(): string {
    return this.#content.inUse
  }

  get connections(): readonly KeptConnection[] {
    return this.#content.connections
  }

  find(id: string): KeptConnection | null {
    return this.connections.find((each) => each.id === id) ?? null
  }

  /** Keeps it, in place of the one with the same id. */
  async put(connection: KeptConnection): Promise<void> {
    const isKnown = this.find(connection.id) !== null
    const connections = isKnown
      ? this.connections.map((each) => (each.id === connection.id ? connection : each))
      : [...this.connections, connection]
    await this.#write({ ...this.#content, connections })
  }

  async remove(id: string): Promise<void> {
    await this.#write({ ...this.#content, connections: this.connections.filter((each) => each.id !== id) })
  }

  async use(id: string): Promise<void> {
    await this.#write({ ...this.#content, inUse: id })
  }

  /** Whole or not at all: a crash leaves the file as it was. */
  async #write(next: Content): Promise<void> {
    await mkdir(this.#directory, { recursive: true })
    const temporary = `${this.#file}.${randomUUID()}`
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(`${JSON.stringify(next, null, 2)}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, this.#file)
    this.#content = next
  }
}

function parsed(text: string, file: string): Content {
  const words = `${file} cannot be understood: mend it, or move it away to begin with the embedded database.`
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Error(words, { cause: error })
  }
  if (!isContent(value)) throw new Error(words)
  return value
}

function isContent(value: unknown): value is Content {
  if (!isRecord(value)) return false
  const { version, inUse, connections } = value
  return (
    version === 1 &&
    typeof inUse === 'string' &&
    Array.isArray(connections) &&
    connections.every(isConnection)
  )
}

function isConnection(value: unknown): value is KeptConnection {
  if (!isRecord(value)) return false
  const { id, name, url, sealedPassword } = value
  const isSealed = sealedPassword === null || typeof sealedPassword === 'string'
  return isSealed && [id, name, url].every((text) => typeof text === 'string')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
