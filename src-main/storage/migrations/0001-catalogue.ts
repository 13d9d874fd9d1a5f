import type { Migration } from './migration.ts'

/** Hosts, what they are called by each protocol, how they log in, and which series they have. */
export const catalogue: Migration = {
  name: '0001-catalogue',
  steps: [
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('hosts')
            .ifNotExists()
            .addColumn('id', 'integer', (column) => column.primaryKey())
            .addColumn('name', 'varchar(255)', (column) => column.notNull())
            .addColumn('is_enabled', 'integer', (column) => column.notNull())
            .addColumn('created_at', 'bigint', (column) => column.notNull()),
        )
        .execute(),
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('identities')
            .ifNotExists()
            .addColumn('id', 'integer', (column) => column.primaryKey())
            .addColumn('host_id', 'integer', (column) => column.notNull())
            .addColumn('source', 'varchar(32)', (column) => column.notNull())
            .addColumn('name', 'varchar(190)', (column) => column.notNull())
            .addUniqueConstraint('identities_source_name', ['source', 'name']),
        )
        .execute(),
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('credentials')
            .ifNotExists()
            .addColumn('login_id', 'integer', (column) => column.primaryKey())
            .addColumn('host_id', 'integer', (column) => column.notNull())
            .addColumn('password_hash', 'varchar(255)', (column) => column.notNull())
            .addColumn('changed_at', 'bigint', (column) => column.notNull()),
        )
        .execute(),
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('profiles')
            .ifNotExists()
            .addColumn('host_id', 'integer', (column) => column.primaryKey())
            .addColumn('profile', dialect.longText, (column) => column.notNull()),
        )
        .execute(),
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('series')
            .ifNotExists()
            .addColumn('id', 'integer', (column) => column.primaryKey())
            .addColumn('identity_id', 'integer', (column) => column.notNull())
            .addColumn('metric', 'varchar(190)', (column) => column.notNull())
            .addColumn('unit', 'varchar(64)', (column) => column.notNull())
            .addColumn('label', 'varchar(255)', (column) => column.notNull())
            .addColumn('type', 'varchar(16)', (column) => column.notNull())
            .addUniqueConstraint('series_identity_metric', ['identity_id', 'metric']),
        )
        .execute(),
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('endpoints')
            .ifNotExists()
            .addColumn('id', 'integer', (column) => column.primaryKey())
            .addColumn('address', 'varchar(300)', (column) => column.notNull())
            .addColumn('name', 'varchar(190)')
            .addColumn('is_enabled', 'integer', (column) => column.notNull()),
        )
        .execute(),
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('settings')
            .ifNotExists()
            .addColumn('name', 'varchar(190)', (column) => column.primaryKey())
            .addColumn('value', dialect.longText, (column) => column.notNull()),
        )
        .execute(),
  ],
}
