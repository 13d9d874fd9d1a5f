import type { Migration } from './migration.ts'

/** Boards of charts, and what was noted on the time axis (ADR 10). */
export const boardsAndAnnotations: Migration = {
  name: '0010-boards-and-annotations',
  steps: [
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('boards')
            .ifNotExists()
            // Never reuses a number: an Undo brings a board back under its own, and links to it work again.
            .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
            .addColumn('name', 'varchar(190)', (column) => column.notNull())
            .addColumn('charts', dialect.longText, (column) => column.notNull())
            .addColumn('updated_at', 'bigint', (column) => column.notNull()),
        )
        .execute(),
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('annotations')
            .ifNotExists()
            .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
            .addColumn('from_at', 'bigint', (column) => column.notNull())
            // The last moment that it covers, for a point its only one: what reaches into a range is found by both.
            .addColumn('until_at', 'bigint', (column) => column.notNull())
            .addColumn('shape', 'varchar(16)', (column) => column.notNull())
            .addColumn('origin', 'varchar(16)', (column) => column.notNull())
            .addColumn('tag', 'varchar(64)', (column) => column.notNull())
            .addColumn('words', 'varchar(500)', (column) => column.notNull())
            .addColumn('kind', 'varchar(32)')
            .addColumn('subject', 'varchar(255)', (column) => column.notNull())
            .addColumn('detail', 'varchar(500)', (column) => column.notNull())
            .addColumn('host_id', 'integer'),
        )
        .execute(),
    (db, dialect) =>
      dialect.createIndex(db, {
        name: 'annotations_until_at',
        table: 'annotations',
        columns: ['until_at'],
      }),
  ],
}
