import type { MysqlConnection } from './connection.ts'
import { connect } from './connect.ts'
import { isAddressAtFault } from './errors.ts'
import type { Session } from './session.ts'

/**
 * Knows which of the addresses answers. All connections go to the one that
 * answered last; when it does not any more, the next ones are tried in turn.
 */
export class Connector {
  readonly #connection: MysqlConnection
  readonly #timeoutMs: number
  #current = 0

  /** `timeoutMs` is for all addresses together. */
  constructor(connection: MysqlConnection, timeoutMs: number) {
    this.#connection = connection
    this.#timeoutMs = timeoutMs
  }

  /** Rejects with the error of the address that was tried first. */
  async connect(): Promise<Session> {
    const { addresses } = this.#connection
    const first = this.#current
    let firstError: unknown = new Error('The connection has no address.')
    for (let turn = 0; turn < addresses.length; turn += 1) {
      const index = (first + turn) % addresses.length
      const address = addresses[index]
      if (address === undefined) break
      try {
        const session = await connect(this.#connection, address, this.#timeoutMs / addresses.length)
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
