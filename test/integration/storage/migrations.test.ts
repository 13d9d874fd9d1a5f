import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SQLITE } from '../../../src-main/storage/dialect.ts'
import { MIGRATIONS, migrate, unknownSteps } from '../../../src-main/storage/migrations/migrate.ts'
import type { Migration } from '../../../src-main/storage/migrations/migration.ts'
import type { Db } from '../../../src-main/storage/schema.ts'
import { kyselyOver } from '../../../src-main/storage/sqlite/kysely-database.ts'

describe('migrations', () => {
  let database: DatabaseSync
  let db: Db
  beforeEach(() => {
    database = new DatabaseSync(':memory:')
    db = kyselyOver(database, true)
  })
  afterEach(() => database.close())

  const schema = (): readonly unknown[] =>
    database
      .prepare("select type, name, sql from sqlite_schema where name not like 'sqlite_%' order by name")
      .all()
  const stepCount = MIGRATIONS.reduce((sum, { steps }) => sum + steps.length, 0)
  const recorded = (): number => database.prepare('select name from schema_steps').all().length

  it('run once, and do nothing the second time', async () => {
    await migrate(db, SQLITE, 1)
    const first = schema()
    await migrate(db, SQLITE, 2)
    expect(schema()).toEqual(first)
    expect(recorded()).toBe(stepCount)
    expect(
      database.prepare('select count(*) as late from schema_steps where applied_at = 2').get()?.['late'],
    ).toBe(0)
  })

  it('go on where they were interrupted, after any step', async () => {
    await migrate(db, SQLITE, 1)
    const whole = schema()
    for (let done = 0; done < stepCount; done += 1) {
      const other = new DatabaseSync(':memory:')
      const interrupted = kyselyOver(other, true)
      let steps = 0
      const breaking = MIGRATIONS.map((migration): Migration => ({
        ...migration,
        steps: migration.steps.map((step) => async (db, dialect) => {
          await step(db, dialect)
          if (steps++ === done) throw new Error('power cut')
        }),
      }))
      await expect(migrate(interrupted, SQLITE, 1, breaking)).rejects.toThrow('power cut')
      expect(other.prepare('select name from schema_steps').all()).toHaveLength(done)
      await migrate(interrupted, SQLITE, 1)
      const query = "select type, name, sql from sqlite_schema where name not like 'sqlite_%' order by name"
      expect(other.prepare(query).all()).toEqual(whole)
      other.close()
    }
  })

  it('find a step harmless whose record was lost, as on a database that commits each statement', async () => {
    await migrate(db, SQLITE, 1)
    const whole = schema()
    database.exec('delete from schema_steps')
    await migrate(db, SQLITE, 1)
    expect(schema()).toEqual(whole)
    expect(recorded()).toBe(stepCount)
  })

  it('are each of one statement', async () => {
    const statements: string[] = []
    for (const { steps } of MIGRATIONS) {
      for (const step of steps) {
        const before = schema().length
        await step(db, SQLITE)
        statements.push(String(schema().length - before))
      }
    }
    expect(new Set(statements)).toEqual(new Set(['1']))
  })

  it('know a step of a newer program', async () => {
    expect(await unknownSteps(db)).toEqual([])
    await migrate(db, SQLITE, 1)
    expect(await unknownSteps(db)).toEqual([])
    database.exec("insert into schema_steps (name, applied_at) values ('0001-catalogue#99', 1)")
    expect(await unknownSteps(db)).toEqual(['0001-catalogue#99'])
  })

  it('keep the documented table to its documented columns', async () => {
    await migrate(db, SQLITE, 1)
    const columns = database
      .prepare('select name, type, "notnull", pk from pragma_table_info(?)')
      .all('blacklisted_hosts')
    expect(columns.map((column) => Object.values(column).join(' '))).toEqual([
      'id INTEGER 0 1',
      'host varchar(255) 0 0',
      'created_at datetime 0 0',
      'updated_at datetime 0 0',
    ])
  })
})
