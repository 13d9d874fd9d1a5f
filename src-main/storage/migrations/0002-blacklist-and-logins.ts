import type { Migration } from './migration.ts'

/**
 * `blacklisted_hosts` is the table of the ScopePort documentation, to the
 * letter: another ScopePort tool on the same database must find what it knows,
 * and where it has made the table, that one is used as it is. Our own knowledge
 * of an entry stands beside it.
 */
export const blacklistAndLogins: Migration = {
  name: '0002-blacklist-and-logins',
  steps: [
    (db) =>
      db.schema
        .createTable('blacklisted_hosts')
        .ifNotExists()
        // Never reuses a number, so a note can't come to belong to somebody else's row.
        .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
        .addColumn('host', 'varchar(255)')
        .addColumn('created_at', 'datetime')
        .addColumn('updated_at', 'datetime')
        .execute(),
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('blacklist_notes')
            .ifNotExists()
            .addColumn('entry_id', 'integer', (column) => column.primaryKey())
            .addColumn('reason', 'varchar(500)')
            .addColumn('created_at', 'bigint')
            .addColumn('expires_at', 'bigint')
            .addColumn('hits', 'bigint', (column) => column.notNull())
            .addColumn('last_hit_at', 'bigint')
            .addColumn('origin', 'varchar(16)', (column) => column.notNull()),
        )
        .execute(),
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('logins')
            .ifNotExists()
            .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
            .addColumn('at', 'bigint', (column) => column.notNull())
            .addColumn('protocol', 'varchar(32)', (column) => column.notNull())
            .addColumn('address', 'varchar(64)', (column) => dialect.searched(column.notNull()))
            .addColumn('identity', 'varchar(255)', dialect.searched)
            .addColumn('outcome', 'varchar(16)', (column) => column.notNull())
            .addColumn('reason', 'varchar(500)', dialect.searched)
            .addColumn('repeats', 'integer', (column) => column.notNull()),
        )
        .execute(),
    // Counts refusals since midnight and finds what is too old; the page itself reads by id.
    (db, dialect) =>
      dialect.createIndex(db, {
        name: 'logins_outcome_at',
        table: 'logins',
        columns: ['outcome', 'at'],
      }),
  ],
}
