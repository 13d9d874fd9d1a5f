import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SQLITE } from './dialect.ts'
import { MIGRATIONS, migrate } from './migrations/migrate.ts'
import { kyselyOver } from './sqlite/kysely-database.ts'
import { copiedTables, planOf, TABLE_PLAN } from './table-plan.ts'

describe('what becomes of each table in a move', () => {
  let database: DatabaseSync
  beforeEach(async () => {
    database = new DatabaseSync(':memory:')
    await migrate(kyselyOver(database, true), SQLITE, 1)
  })
  afterEach(() => database.close())

  const tables = (): unknown[] =>
    database
      .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
      .all()
      .map(({ name }) => name)
      .sort()

  it('is said of every table that the migrations make, and of no other', () => {
    expect(Object.keys(TABLE_PLAN).sort()).toEqual(tables())
  })

  it('misses a table that a migration adds and nobody has described', async () => {
    const added = {
      name: '9999-added',
      steps: [
        (db: Parameters<typeof migrate>[0]) =>
          db.schema.createTable('forgotten').addColumn('id', 'integer').execute(),
      ],
    }
    await migrate(kyselyOver(database, true), SQLITE, 1, [...MIGRATIONS, added])
    expect(tables()).toContain('forgotten')
    expect(Object.keys(TABLE_PLAN)).not.toContain('forgotten')
  })

  it('goes by the primary key of what is copied as it is', () => {
    for (const table of [...copiedTables('always'), ...copiedTables('with-history')]) {
      const key = database
        .prepare('select name from pragma_table_info(?) where pk > 0 order by pk')
        .all(table)
        .map(({ name }) => name)
      expect(key, table).toEqual(planOf(table).key)
    }
  })
})
