import type { Migration } from './migration.ts'

/**
 * Several consoles on one database (ADR 14): who they are, which ids each gives
 * out, what each has changed, and which of them reads an endpoint. All of it
 * stands in tables of its own, so that no table of samples is changed.
 */
export const consoles: Migration = {
  name: '0005-consoles',
  steps: [
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('consoles')
            .ifNotExists()
            .addColumn('id', 'varchar(36)', (column) => column.primaryKey())
            .addColumn('name', 'varchar(255)', (column) => column.notNull())
            .addColumn('version', 'varchar(64)', (column) => column.notNull())
            .addColumn('started_at', 'bigint', (column) => column.notNull())
            .addColumn('heartbeat_at', 'bigint', (column) => column.notNull())
            .addColumn('listeners', dialect.longText, (column) => column.notNull())
            .addColumn('changes', 'bigint', (column) => column.notNull()),
        )
        .execute(),
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('id_blocks')
            .ifNotExists()
            .addColumn('kind', 'varchar(16)', (column) => column.notNull())
            .addColumn('first_id', 'integer', (column) => column.notNull())
            .addColumn('last_id', 'integer', (column) => column.notNull())
            .addColumn('console_id', 'varchar(36)', (column) => column.notNull())
            // The largest that was deleted; 0: none. It must not come back as something else.
            .addColumn('deleted_id', 'integer', (column) => column.notNull())
            // Two that take the same block at once: one of them finds it taken.
            .addPrimaryKeyConstraint('id_blocks_key', ['kind', 'first_id']),
        )
        .execute(),
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('catalogue_changes')
            .ifNotExists()
            .addColumn('console_id', 'varchar(36)', (column) => column.notNull())
            .addColumn('seq', 'bigint', (column) => column.notNull())
            .addColumn('kind', 'varchar(16)', (column) => column.notNull())
            .addColumn('first_id', 'integer', (column) => column.notNull())
            .addColumn('last_id', 'integer', (column) => column.notNull())
            .addPrimaryKeyConstraint('catalogue_changes_key', ['console_id', 'seq']),
        )
        .execute(),
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('host_locks')
            .ifNotExists()
            .addColumn('host_id', 'integer', (column) => column.primaryKey())
            .addColumn('taken', 'bigint', (column) => column.notNull()),
        )
        .execute(),
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('endpoint_owners')
            .ifNotExists()
            .addColumn('endpoint_id', 'integer', (column) => column.primaryKey())
            .addColumn('console_id', 'varchar(36)', (column) => column.notNull()),
        )
        .execute(),
  ],
}
