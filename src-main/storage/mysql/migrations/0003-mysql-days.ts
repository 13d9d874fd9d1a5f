import type { Migration } from '../../migrations/migration.ts'

/**
 * Which days there are raw samples of, how each day's are laid out, and since
 * when (see sample-days.ts); and where the coarser tiers begin. All of that
 * could be found in the samples, at the price of looking through a whole day.
 */
export const sampleDays: Migration = {
  name: '0003-mysql-days',
  steps: [
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('sample_days')
            .ifNotExists()
            .addColumn('day', 'integer', (column) => column.primaryKey())
            .addColumn('slot_minutes', 'integer', (column) => column.notNull())
            .addColumn('first_at', 'bigint', (column) => column.notNull()),
        )
        .execute(),
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('tier_starts')
            .ifNotExists()
            .addColumn('bucket_ms', 'integer', (column) => column.primaryKey())
            .addColumn('first_at', 'bigint', (column) => column.notNull()),
        )
        .execute(),
  ],
}
