import type { Migration } from './migration.ts'

/** Runs of collectl on many machines: what was asked for and how it went, so that one is started again by name. */
export const collectlRuns: Migration = {
  name: '0009-collectl-runs',
  steps: [
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('collectl_runs')
            .ifNotExists()
            .addColumn('id', 'integer', (column) => column.primaryKey())
            .addColumn('name', 'varchar(190)')
            .addColumn('console_id', 'varchar(36)', (column) => column.notNull())
            .addColumn('plan', dialect.longText, (column) => column.notNull())
            .addColumn('started_at', 'bigint', (column) => column.notNull())
            .addColumn('ended_at', 'bigint')
            .addColumn('machines', dialect.longText, (column) => column.notNull()),
        )
        .execute(),
  ],
}
