import { StoreError } from '../store.ts'
import { TimeoutError } from './errors.ts'
import type { Session } from './session.ts'

export interface PoolOptions {
  readonly connect: () => Promise<Session>
  readonly limit: number
  /** For everything until a connection is there: waiting for others, connecting, logging in. */
  readonly acquireTimeoutMs: number
}

/** A connection that has been idle so long is asked whether it is still there before it is used. */
const TRUSTED_IDLE_MS = 1_000
const PING_TIMEOUT_MS = 2_000

interface Idle {
  readonly session: Session
  readonly since: number
}

/**
 * A few connections that are used in turn. The driver has a pool of its own;
 * that one waits without end, hands out connections whose settings may have
 * failed, and half-closes those to a server that hangs.
 */
export class ConnectionPool {
  readonly #options: PoolOptions
  readonly #all = new Set<Session>()
  readonly #idle: Idle[] = []
  readonly #waiting: (() => void)[] = []
  #connecting = 0
  #isClosed = false

  constructor(options: PoolOptions) {
    this.#options = options
  }

  /** Does the work on a connection. One that is broken afterwards is not used again. */
  async use<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    const session = await this.#acquire()
    try {
      return await work(session)
    } finally {
      this.#release(session)
    }
  }

  /** Idle connections end now, those in use when they are given back. */
  close(): void {
    this.#isClosed = true
    for (const { session } of this.#idle.splice(0)) this.#drop(session)
    this.#wakeAll()
  }

  #acquire(): Promise<Session> {
    const { acquireTimeoutMs } = this.#options
    return new Promise((resolve, reject) => {
      let isLate = false
      const timer = setTimeout(() => {
        isLate = true
        reject(new TimeoutError(`The database server gave no connection for ${acquireTimeoutMs / 1_000} s.`))
      }, acquireTimeoutMs)
      this.#take(() => isLate).then(
        (session) => {
          clearTimeout(timer)
          if (isLate) this.#release(session)
          else resolve(session)
        },
        (error: unknown) => {
          clearTimeout(timer)
          reject(error instanceof Error ? error : new Error(String(error)))
        },
      )
    })
  }

  async #take(isLate: () => boolean): Promise<Session> {
    for (;;) {
      if (this.#isClosed) throw new StoreError('away', 'The database is closed.')
      if (isLate()) {
        // Whatever woke this one is for the next.
        this.#wake()
        throw new TimeoutError('It is too late for a connection.')
      }
      const idle = this.#idle.pop()
      if (idle !== undefined) {
        if (await this.#isAlive(idle)) return idle.session
        this.#drop(idle.session)
      } else if (this.#all.size + this.#connecting < this.#options.limit) {
        return this.#connect()
      } else {
        await new Promise<void>((resolve) => this.#waiting.push(resolve))
      }
    }
  }

  async #isAlive({ session, since }: Idle): Promise<boolean> {
    if (session.isBroken) return false
    if (performance.now() - since < TRUSTED_IDLE_MS) return true
    return session.ping(PING_TIMEOUT_MS).then(
      () => true,
      () => false,
    )
  }

  async #connect(): Promise<Session> {
    this.#connecting += 1
    try {
      const session = await this.#options.connect()
      this.#all.add(session)
      this.#connecting -= 1
      return session
    } catch (error) {
      this.#connecting -= 1
      // There is room again.
      this.#wake()
      throw error
    }
  }

  #release(session: Session): void {
    if (session.isBroken || this.#isClosed) this.#drop(session)
    else this.#idle.push({ session, since: performance.now() })
    this.#wake()
  }

  #drop(session: Session): void {
    this.#all.delete(session)
    session.close()
  }

  #wake(): void {
    this.#waiting.shift()?.()
  }

  #wakeAll(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}
