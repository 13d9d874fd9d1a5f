import type { Migration } from './migration.ts'

/**
 * What Zabbix proxies and agents are told, and the tasks for them. A host with
 * its interfaces, items and macros is always read and written as a whole, so
 * it is one document: a table for each of them would only be joined again.
 */
export const zabbixConfiguration: Migration = {
  name: '0007-zabbix-configuration',
  steps: [
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('zabbix_proxies')
            .ifNotExists()
            .addColumn('id', 'bigint', (column) => column.primaryKey())
            .addColumn('name', 'varchar(190)', (column) => column.notNull().unique())
            .addColumn('document', dialect.longText, (column) => column.notNull())
            .addColumn('version', 'varchar(64)')
            .addColumn('last_seen_at', 'bigint'),
        )
        .execute(),
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('zabbix_hosts')
            .ifNotExists()
            .addColumn('id', 'bigint', (column) => column.primaryKey())
            .addColumn('proxy_id', 'bigint')
            .addColumn('host', 'varchar(190)', (column) => column.notNull().unique())
            .addColumn('document', dialect.longText, (column) => column.notNull()),
        )
        .execute(),
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('zabbix_rules')
            .ifNotExists()
            .addColumn('id', 'bigint', (column) => column.primaryKey())
            .addColumn('proxy_id', 'bigint', (column) => column.notNull())
            .addColumn('kind', 'varchar(32)', (column) => column.notNull())
            .addColumn('document', dialect.longText, (column) => column.notNull()),
        )
        .execute(),
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('zabbix_tasks')
            .ifNotExists()
            // Never reuses a number: a proxy may answer for a task that has been forgotten.
            .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
            .addColumn('proxy_id', 'bigint', (column) => column.notNull())
            .addColumn('kind', 'varchar(32)', (column) => column.notNull())
            .addColumn('host_id', 'bigint')
            .addColumn('host', 'varchar(190)')
            .addColumn('item_id', 'bigint')
            .addColumn('item_key', dialect.longText)
            .addColumn('command', dialect.longText)
            .addColumn('execute_on', 'varchar(16)')
            .addColumn('ttl_seconds', 'integer', (column) => column.notNull())
            .addColumn('state', 'varchar(16)', (column) => column.notNull())
            .addColumn('created_by', 'varchar(190)', (column) => column.notNull())
            .addColumn('created_at', 'bigint', (column) => column.notNull())
            .addColumn('sent_at', 'bigint')
            .addColumn('finished_at', 'bigint')
            .addColumn('output', dialect.longText)
            .addColumn('error', dialect.longText)
            .addColumn('retry_of', 'integer'),
        )
        .execute(),
    // Finds the open ones at the start, counts the others by state, and deletes what is old.
    (db, dialect) =>
      dialect.createIndex(db, {
        name: 'zabbix_tasks_state_finished',
        table: 'zabbix_tasks',
        columns: ['state', 'finished_at'],
      }),
    (db, dialect) =>
      dialect
        .table(
          db.schema
            .createTable('zabbix_task_journal')
            .ifNotExists()
            .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
            .addColumn('at', 'bigint', (column) => column.notNull())
            .addColumn('task_id', 'integer', (column) => column.notNull())
            .addColumn('act', 'varchar(16)', (column) => column.notNull())
            .addColumn('who', 'varchar(190)', (column) => column.notNull())
            .addColumn('proxy_id', 'bigint', (column) => column.notNull())
            // Names as they were: the journal outlives what it tells of.
            .addColumn('proxy', 'varchar(190)', (column) => column.notNull())
            .addColumn('host', 'varchar(190)')
            .addColumn('kind', 'varchar(32)', (column) => column.notNull())
            .addColumn('execute_on', 'varchar(16)')
            .addColumn('command', dialect.longText)
            .addColumn('output', dialect.longText),
        )
        .execute(),
    (db, dialect) =>
      dialect.createIndex(db, {
        name: 'zabbix_task_journal_at',
        table: 'zabbix_task_journal',
        columns: ['at'],
      }),
  ],
}
