import type { Migration } from './migration.ts'

/** What Zabbix proxies and agents tell beside their values, and up to where their values are stored. */
export const received: Migration = {
  name: '0006-received',
  steps: [
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('cursors')
            .ifNotExists()
            .addColumn('source', 'varchar(160)', (column) => column.notNull())
            .addColumn('session', 'varchar(64)', (column) => column.notNull())
            .addColumn('last_id', 'bigint', (column) => column.notNull())
            .addColumn('at', 'bigint', (column) => column.notNull())
            .addPrimaryKeyConstraint('cursors_key', ['source', 'session']),
        )
        .execute(),
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('log_positions')
            .ifNotExists()
            .addColumn('item_id', 'bigint', (column) => column.primaryKey())
            .addColumn('size', 'bigint', (column) => column.notNull())
            .addColumn('modified_at', 'bigint', (column) => column.notNull()),
        )
        .execute(),
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('availability')
            .ifNotExists()
            .addColumn('interface_id', 'bigint', (column) => column.primaryKey())
            .addColumn('available', 'varchar(16)', (column) => column.notNull())
            .addColumn('error', dialect.longText, (column) => column.notNull())
            .addColumn('since_at', 'bigint', (column) => column.notNull())
            .addColumn('updated_at', 'bigint', (column) => column.notNull()),
        )
        .execute(),
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('discovered')
            .ifNotExists()
            .addColumn('id', 'bigint', (column) => column.primaryKey())
            .addColumn('rule_id', 'bigint', (column) => column.notNull())
            .addColumn('check_id', 'bigint')
            .addColumn('ip', 'varchar(64)', (column) => column.notNull())
            .addColumn('dns', 'varchar(255)', (column) => column.notNull())
            .addColumn('port', 'integer', (column) => column.notNull())
            .addColumn('value', dialect.longText, (column) => column.notNull())
            .addColumn('is_up', 'integer', (column) => column.notNull())
            .addColumn('since_at', 'bigint', (column) => column.notNull())
            .addColumn('first_seen_at', 'bigint', (column) => column.notNull())
            .addColumn('last_seen_at', 'bigint', (column) => column.notNull()),
        )
        .execute(),
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('registrations')
            .ifNotExists()
            .addColumn('id', 'bigint', (column) => column.primaryKey())
            .addColumn('proxy_id', 'bigint')
            .addColumn('host', 'varchar(190)', (column) => column.notNull())
            .addColumn('ip', 'varchar(64)', (column) => column.notNull())
            .addColumn('dns', 'varchar(255)', (column) => column.notNull())
            .addColumn('port', 'integer', (column) => column.notNull())
            .addColumn('metadata', dialect.longText, (column) => column.notNull())
            .addColumn('tls', 'varchar(16)', (column) => column.notNull())
            .addColumn('first_seen_at', 'bigint', (column) => column.notNull())
            .addColumn('last_seen_at', 'bigint', (column) => column.notNull()),
        )
        .execute(),
  ],
}
