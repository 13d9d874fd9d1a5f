import { sql } from 'kysely'
import type { Dialect } from '../dialect.ts'

/** Name of the partition that takes whatever no other one does. */
export const REST = 'p_rest'

/** `collation` is one that compares texts byte by byte, see `exactCollation`. */
export function mysqlDialect(collation: string): Dialect {
  const ending = sql`engine = InnoDB default charset = utf8mb4 collate = ${sql.raw(collation)}`
  const dialect: Dialect = {
    name: 'mysql',
    longText: sql`longtext`,
    table: (table) => table.modifyEnd(ending),
    // InnoDB keeps every table in the order of its primary key.
    clustered: (table) => table.modifyEnd(ending),
    byDay: (table) =>
      table.modifyEnd(
        sql`partition by range (slot) (partition ${sql.raw(REST)} values less than (maxvalue))`,
      ),
    searched: (column) => column.modifyFront(sql`collate utf8mb4_general_ci`),
    createIndex: async (db, { name, table, columns }) => {
      // MySQL has no `if not exists` for an index.
      const { rows } = await sql`
        select 1 from information_schema.statistics
        where table_schema = database() and table_name = ${table} and index_name = ${name} limit 1
      `.execute(db)
      if (rows.length > 0) return
      await db.schema
        .createIndex(name)
        .on(table)
        .columns([...columns])
        .execute()
    },
    createPendingBuckets: (db) =>
      dialect
        .clustered(
          db.schema
            .createTable('rollup_pending')
            .ifNotExists()
            .addColumn('bucket_ms', 'integer', (column) => column.notNull())
            .addColumn('bucket', 'bigint', (column) => column.notNull())
            // Each store that is open writes rows of its own, so none waits for another.
            .addColumn('writer', 'bigint', (column) => column.notNull())
            // Counts the commits: who has rolled up sees whether one came meanwhile.
            .addColumn('touches', 'bigint', (column) => column.notNull())
            .addColumn('first_series', 'integer', (column) => column.notNull())
            .addColumn('last_series', 'integer', (column) => column.notNull())
            .addPrimaryKeyConstraint('rollup_pending_key', ['bucket_ms', 'bucket', 'writer']),
        )
        .execute(),
  }
  return dialect
}

/**
 * A collation for which two texts are equal only when they are the same to the
 * byte, spaces at the end included, as the server of this version calls it.
 */
export function exactCollation(version: string): string {
  if (/mariadb/i.test(version)) return 'utf8mb4_nopad_bin'
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number)
  const hasNoPad = major > 8 || (major === 8 && (minor > 0 || patch >= 17))
  return hasNoPad && !/tidb/i.test(version) ? 'utf8mb4_0900_bin' : 'utf8mb4_bin'
}
