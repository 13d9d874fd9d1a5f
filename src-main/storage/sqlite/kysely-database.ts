import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { Kysely, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely'
import type { Database, Db } from '../schema.ts'

/** Statements that are kept prepared; a repository has a few dozen, lists of varying length make more. */
const MAX_PREPARED = 300

type Parameters = Parameters_<StatementSync['all']>
type Parameters_<Method> = Method extends { (...parameters: infer P): unknown } ? P : never

/**
 * Kysely over node:sqlite: parameters are spread, transactions take the write
 * lock when they begin and not at their first write, and a rollback after
 * SQLite has already rolled back (disk full) is no error of its own.
 */
export function kyselyOver(database: DatabaseSync, isWriter: boolean): Db {
  const prepared = new Map<string, SqliteStatement>()
  const prepare = (sql: string): SqliteStatement => {
    if (sql === 'begin') return command(() => database.exec(isWriter ? 'begin immediate' : 'begin'))
    if (sql === 'rollback') return command(() => database.isTransaction && database.exec('rollback'))
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const statement = adapt(database.prepare(sql))
    if (prepared.size >= MAX_PREPARED) prepared.clear()
    prepared.set(sql, statement)
    return statement
  }
  const adapted: SqliteDatabase = { prepare, close: () => database.close() }
  return new Kysely<Database>({ dialect: new SqliteDialect({ database: adapted }) })
}

function adapt(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...(parameters as Parameters)),
    run: (parameters) => statement.run(...(parameters as Parameters)),
    iterate: (parameters) => statement.iterate(...(parameters as Parameters)),
  }
}

function command(run: () => unknown): SqliteStatement {
  return {
    reader: false,
    all: () => [],
    run: () => {
      run()
      return { changes: 0, lastInsertRowid: 0 }
    },
    iterate: () => [][Symbol.iterator](),
  }
}
