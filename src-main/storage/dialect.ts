import { type ColumnDefinitionBuilder, type CreateTableBuilder, type RawBuilder, sql } from 'kysely'
import type { Db } from './schema.ts'

/** A table that is being made. */
type Table<Name extends string, Columns extends string> = CreateTableBuilder<Name, Columns>

/** What differs between the databases in the statements of the migrations. */
export interface Dialect {
  readonly name: 'sqlite' | 'mysql'
  /** A text of any length. */
  readonly longText: 'text' | RawBuilder<unknown>
  /** Every table of ours; names are equal only when they are the same to the byte. */
  table<Name extends string, Columns extends string>(table: Table<Name, Columns>): Table<Name, Columns>
  /** Keeps the rows of a table in the order of its primary key. */
  clustered<Name extends string, Columns extends string>(table: Table<Name, Columns>): Table<Name, Columns>
  /** Raw samples, where whole days can be thrown away. */
  byDay<Name extends string, Columns extends string>(table: Table<Name, Columns>): Table<Name, Columns>
  /** A text that is searched without regard to case. */
  readonly searched: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder
  /** Makes an index unless it is there. */
  createIndex(db: Db, index: IndexPlan): Promise<void>
  /** The table of what is still to be rolled up. */
  createPendingBuckets(db: Db): Promise<void>
}

export interface IndexPlan {
  readonly name: string
  readonly table: string
  readonly columns: readonly string[]
}

export const SQLITE: Dialect = {
  name: 'sqlite',
  longText: 'text',
  table: (table) => table,
  clustered: (table) => table.modifyEnd(sql`without rowid`),
  byDay: (table) => table,
  searched: (column) => column,
  createIndex: (db, { name, table, columns }) =>
    db.schema
      .createIndex(name)
      .ifNotExists()
      .on(table)
      .columns([...columns])
      .execute(),
  createPendingBuckets: (db) =>
    SQLITE.clustered(
      db.schema
        .createTable('rollup_pending')
        .ifNotExists()
        .addColumn('bucket_ms', 'integer', (column) => column.notNull())
        .addColumn('bucket', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('rollup_pending_key', ['bucket_ms', 'bucket']),
    ).execute(),
}
