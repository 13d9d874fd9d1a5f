import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  MysqlAdapter,
  MysqlIntrospector,
  MysqlQueryCompiler,
  type QueryResult,
} from 'kysely'
import type { Database, Db } from '../schema.ts'
import type { Outcome, Session } from './session.ts'

const databases = new WeakMap<Session, Db>()

/**
 * The query builder over one connection: a transaction that was begun there
 * holds all that the repositories do through it.
 */
export function databaseOver(session: Session): Db {
  const known = databases.get(session)
  if (known !== undefined) return known
  const db = new Kysely<Database>({
    dialect: {
      createAdapter: () => new MysqlAdapter(),
      createDriver: () => new SessionDriver(session),
      createIntrospector: (builder) => new MysqlIntrospector(builder),
      createQueryCompiler: () => new MysqlQueryCompiler(),
    },
  })
  databases.set(session, db)
  return db
}

class SessionDriver implements Driver {
  readonly #session: Session
  readonly #connection: DatabaseConnection

  constructor(session: Session) {
    this.#session = session
    this.#connection = {
      executeQuery: (query) => execute(session, query),
      streamQuery: () => {
        throw new Error('Rows are not streamed.')
      },
    }
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection
  }

  beginTransaction(): Promise<void> {
    return this.#session.command('begin')
  }

  commitTransaction(): Promise<void> {
    return this.#session.command('commit')
  }

  async rollbackTransaction(): Promise<void> {
    if (!this.#session.isBroken) await this.#session.command('rollback')
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}

async function execute<Row>(session: Session, { sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
  const answer = await session.query(sql, parameters)
  if (Array.isArray(answer)) return { rows: answer as Row[] }
  const { affectedRows, insertId } = answer as Outcome
  return { rows: [], numAffectedRows: BigInt(affectedRows), insertId: BigInt(insertId) }
}
