import type { Db } from '../schema.ts'
import type { Dialect } from '../dialect.ts'

/** One DDL statement, and harmless when it has been run before: MySQL commits each by itself. */
export type MigrationStep = (db: Db, dialect: Dialect) => Promise<void>

/** A step is recorded as `NAME#INDEX`: once released, neither the name nor the order may change. */
export interface Migration {
  readonly name: string
  readonly steps: readonly MigrationStep[]
}
