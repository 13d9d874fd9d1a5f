import type { MysqlConnection } from './connection.ts'
import { connect } from './connect.ts'
import { isAddressAtFault } from './errors.ts'
import type { Session } from './session.ts'

export interface Timeouts {
  /** Until a call has a connection: waiting for others, connecting to one of the addresses, logging in. */
  readonly acquireMs: number
  /** For one statement. */
  readonly statementMs: number
}

/**
 * Knows which of the addresses answers. All connections go to the one that
 * answered last; when it does not any more, the next ones are tried in turn.
 */
export class Connector {
  readonly #connection: MysqlConnection
  readonly #timeouts: Timeouts
  #current = 0

  constructor(connection: MysqlConnection, timeouts: Timeouts) {
    this.#connection = connection
    this.#timeouts = timeouts
  }

  /** Rejects with the error of the address that was tried first. */
  async connect(): Promise<Session> {
    const { addresses } = this.#connection
    const { acquireMs, statementMs } = this.#timeouts
    const first = this.#current
    let firstError: unknown = new Error('The connection has no address.')
    for (let turn = 0; turn < addresses.length; turn += 1) {
      const index = (first + turn) % addresses.length
      const address = addresses[index]
      if (address === undefined) break
      try {
        const connectMs = acquireMs / addresses.length
        const session = await connect(this.#connection, address, connectMs, statementMs)
        this.#current = index
        return session
      } catch (error) {
        if (turn === 0) firstError = error
        if (!isAddressAtFault(error)) throw error
      }
    }
    throw firstError
  }
}
