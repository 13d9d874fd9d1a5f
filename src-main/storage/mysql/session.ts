import type { Connection, ResultSetHeader } from 'mysql2'
import { TimeoutError } from './errors.ts'

/** A statement that has no answer by then will not get one: the server hangs, or the way to it is cut. */
export const STATEMENT_TIMEOUT_MS = 10_000

export type Parameter = number | bigint | string | null
/** Values in the order of the columns that were asked for. */
export type Row = readonly (number | string | null)[]

/** What a statement without rows has done. */
export interface Outcome {
  /** Rows that fitted, whether or not they were changed. */
  readonly affectedRows: number
  readonly insertId: number
}

type Answer = ResultSetHeader | readonly unknown[]
type Callback = (error: Error | null, answer: unknown) => void

/** A part of the driver's connection that its types leave out. */
interface WithStream {
  readonly stream: { destroy(): void }
}

/**
 * One connection that has logged in. Values always go as parameters of a
 * prepared statement, apart from its text. Each statement has a time-out; with
 * it the connection ends, because nobody knows any more what it is about to say.
 */
export class Session {
  /** As the server says; empty until it was asked. */
  serverVersion = ''
  #timeoutMs: number
  readonly #connection: Connection
  #isBroken = false

  /** `timeoutMs` is for each statement that says nothing else. */
  constructor(connection: Connection, timeoutMs: number) {
    this.#connection = connection
    this.#timeoutMs = timeoutMs
    connection.on('error', () => (this.#isBroken = true))
    connection.on('end', () => (this.#isBroken = true))
  }

  /** True when it must not be used again. */
  get isBroken(): boolean {
    return this.#isBroken
  }

  get isMariaDb(): boolean {
    return /mariadb/i.test(this.serverVersion)
  }

  /** A statement that has no values, such as `begin`. */
  async command(sql: string, timeoutMs = this.#timeoutMs): Promise<void> {
    await this.#ask(timeoutMs, (callback) => this.#connection.query(sql, callback))
  }

  /** Inserts, updates and deletes. */
  async execute(sql: string, parameters: readonly Parameter[]): Promise<Outcome> {
    const answer = await this.#ask(this.#timeoutMs, (callback) =>
      this.#connection.execute(sql, parameters as Parameter[], callback),
    )
    return Array.isArray(answer) ? NOTHING : (answer as ResultSetHeader)
  }

  async rows(
    sql: string,
    parameters: readonly Parameter[] = [],
    timeoutMs = this.#timeoutMs,
  ): Promise<readonly Row[]> {
    return (await this.#ask(timeoutMs, (callback) =>
      this.#connection.execute({ sql, rowsAsArray: true }, parameters as Parameter[], callback),
    )) as readonly Row[]
  }

  /** For the query builder: rows as objects, or what was done. */
  async query(sql: string, parameters: readonly unknown[]): Promise<Answer> {
    return this.#ask(this.#timeoutMs, (callback) =>
      parameters.length === 0
        ? this.#connection.query(sql, callback)
        : this.#connection.execute(sql, parameters.map(withoutNaN) as Parameter[], callback),
    )
  }

  /** Does work whose statements may take longer. */
  async patiently<Result>(timeoutMs: number, work: () => Promise<Result>): Promise<Result> {
    const usualMs = this.#timeoutMs
    this.#timeoutMs = timeoutMs
    try {
      return await work()
    } finally {
      this.#timeoutMs = usualMs
    }
  }

  async ping(timeoutMs: number): Promise<void> {
    await this.#ask(timeoutMs, (callback) =>
      this.#connection.ping((error?: Error | null) => callback(error ?? null, [])),
    )
  }

  /** Says goodbye and waits for nothing. */
  close(): void {
    if (this.#isBroken) return this.destroy()
    this.#isBroken = true
    this.#connection.end(() => this.#cut())
  }

  /** Cuts the connection. What waits for it rejects. */
  destroy(): void {
    this.#isBroken = true
    this.#connection.destroy()
    this.#cut()
  }

  /** The driver only closes its own half, which keeps a connection to a server that hangs open for ever. */
  #cut(): void {
    ;(this.#connection as unknown as WithStream).stream.destroy()
  }

  #ask(timeoutMs: number, send: (callback: Callback) => unknown): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.destroy()
        reject(new TimeoutError(`The database server has not answered for ${timeoutMs / 1_000} s.`))
      }, timeoutMs)
      send((error, answer) => {
        clearTimeout(timer)
        if (error === null) return resolve(answer as Answer)
        if ('fatal' in error && error.fatal === true) this.#isBroken = true
        reject(error)
      })
    })
  }
}

const NOTHING: Outcome = { affectedRows: 0, insertId: 0 }

/** The server takes what is no number for some number; nothing is what it is on every database. */
function withoutNaN(parameter: unknown): unknown {
  return Number.isNaN(parameter) ? null : parameter
}
