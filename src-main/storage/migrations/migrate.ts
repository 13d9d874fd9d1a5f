import type { EpochMs } from '../../contract/index.ts'
import type { Dialect } from '../dialect.ts'
import type { Db } from '../schema.ts'
import { catalogue } from './0001-catalogue.ts'
import { blacklistAndLogins } from './0002-blacklist-and-logins.ts'
import { samples } from './0003-samples.ts'
import { consoles } from './0005-consoles.ts'
import { collectlRuns } from './0009-collectl-runs.ts'
import { boardsAndAnnotations } from './0010-boards-and-annotations.ts'
import type { Migration } from './migration.ts'

export const MIGRATIONS: readonly Migration[] = [
  catalogue,
  blacklistAndLogins,
  samples,
  consoles,
  collectlRuns,
  boardsAndAnnotations,
]

/**
 * Brings the schema up to date: runs every step that is not recorded yet, each
 * with its record in one transaction. Interrupted anywhere, the next start goes
 * on from there.
 */
export async function migrate(
  db: Db,
  dialect: Dialect,
  now: EpochMs,
  migrations = MIGRATIONS,
): Promise<void> {
  await dialect
    .table(
      db.schema
        .createTable('schema_steps')
        .ifNotExists()
        .addColumn('name', 'varchar(190)', (column) => column.primaryKey())
        .addColumn('applied_at', 'bigint', (column) => column.notNull()),
    )
    .execute()
  const applied = new Set(await appliedSteps(db))
  for (const migration of migrations) {
    for (const [index, step] of migration.steps.entries()) {
      const name = `${migration.name}#${index}`
      if (applied.has(name)) continue
      await db.transaction().execute(async (trx) => {
        await step(trx, dialect)
        await trx.insertInto('schema_steps').values({ name, applied_at: now }).execute()
      })
    }
  }
}

/** Steps that this program has and the database has not. */
export async function missingSteps(db: Db, migrations = MIGRATIONS): Promise<readonly string[]> {
  const applied = new Set(await recordedSteps(db))
  return stepNames(migrations).filter((name) => !applied.has(name))
}

/**
 * Steps in the database that this program does not know: a newer one wrote
 * them. Empty when the schema is ours or older, or not there at all.
 */
export async function unknownSteps(db: Db, migrations = MIGRATIONS): Promise<readonly string[]> {
  const known = new Set(stepNames(migrations))
  return (await recordedSteps(db)).filter((name) => !known.has(name))
}

function stepNames(migrations: readonly Migration[]): readonly string[] {
  return migrations.flatMap(({ name, steps }) => steps.map((_, index) => `${name}#${index}`))
}

/** None where there is no record of steps yet. */
async function recordedSteps(db: Db): Promise<readonly string[]> {
  const tables = await db.introspection.getTables()
  return tables.some((table) => table.name === 'schema_steps') ? appliedSteps(db) : []
}

async function appliedSteps(db: Db): Promise<readonly string[]> {
  const rows = await db.selectFrom('schema_steps').select('name').orderBy('name').execute()
  return rows.map((row) => row.name)
}
