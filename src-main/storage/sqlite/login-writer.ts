import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Login } from '../../contract/index.ts'

/** Every ScopePort transaction is a row of the journal: as hot as the samples, so as bare. */
export class LoginWriter {
  readonly #insert: StatementSync

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare(
      `insert into logins (at, protocol, address, identity, outcome, reason, repeats)
       values (?, ?, ?, ?, ?, ?, ?)`,
    )
  }

  /** Within a transaction. */
  insert(logins: readonly Omit<Login, 'id'>[]): void {
    for (const { at, protocol, address, identity, outcome, reason, repeats } of logins) {
      this.#insert.run(at, protocol, address, identity, outcome, reason, repeats)
    }
  }
}
