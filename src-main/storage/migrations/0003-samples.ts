import type { Db } from '../schema.ts'
import type { Dialect } from '../dialect.ts'
import type { Migration } from './migration.ts'

/** Samples in three tiers (see tiers.ts), text states as spans, and what is still to be rolled up or deleted. */
export const samples: Migration = {
  name: '0003-samples',
  steps: [
    (db, dialect) =>
      dialect
        .byDay(
          dialect.clustered(
            db.schema
              .createTable('samples_raw')
              .ifNotExists()
              .addColumn('slot', 'integer', (column) => column.notNull())
              .addColumn('series_id', 'integer', (column) => column.notNull())
              .addColumn('at', 'integer', (column) => column.notNull())
              // Null: the client said that it is not available.
              .addColumn('value', 'double precision')
              .addPrimaryKeyConstraint('samples_raw_key', ['slot', 'series_id', 'at']),
          ),
        )
        .execute(),
    (db, dialect) => createRollupTable(db, dialect, 'samples_minute'),
    (db, dialect) => createRollupTable(db, dialect, 'samples_hour'),
    (db, dialect) => dialect.createPendingBuckets(db),
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('doomed_series')
            .ifNotExists()
            .addColumn('series_id', 'integer', (column) => column.primaryKey()),
        )
        .execute(),
    (db, dialect) =>
      dialect
        .clustered(
          db.schema
            .createTable('states')
            .ifNotExists()
            .addColumn('series_id', 'integer', (column) => column.notNull())
            .addColumn('since_at', 'bigint', (column) => column.notNull())
            .addColumn('until_at', 'bigint', (column) => column.notNull())
            .addColumn('value', dialect.longText)
            .addPrimaryKeyConstraint('states_key', ['series_id', 'since_at']),
        )
        .execute(),
  ],
}

function createRollupTable(
  db: Db,
  dialect: Dialect,
  table: 'samples_minute' | 'samples_hour',
): Promise<void> {
  return dialect
    .clustered(
      db.schema
        .createTable(table)
        .ifNotExists()
        .addColumn('slot', 'integer', (column) => column.notNull())
        .addColumn('series_id', 'integer', (column) => column.notNull())
        .addColumn('at', 'integer', (column) => column.notNull())
        .addColumn('sample_count', 'integer', (column) => column.notNull())
        .addColumn('value_sum', 'double precision', (column) => column.notNull())
        .addColumn('value_min', 'double precision')
        .addColumn('value_max', 'double precision')
        .addColumn('value_last', 'double precision')
        .addPrimaryKeyConstraint(`${table}_key`, ['slot', 'series_id', 'at']),
    )
    .execute()
}
