import { type CreateTableBuilder, sql } from 'kysely'

/** What differs between the databases in the statements of the migrations. */
export interface Dialect {
  readonly name: 'sqlite' | 'mysql'
  /** Keeps the rows of a table in the order of its primary key. */
  clustered<Table extends string, Columns extends string>(
    table: CreateTableBuilder<Table, Columns>,
  ): CreateTableBuilder<Table, Columns>
}

export const SQLITE: Dialect = {
  name: 'sqlite',
  clustered: (table) => table.modifyEnd(sql`without rowid`),
}
