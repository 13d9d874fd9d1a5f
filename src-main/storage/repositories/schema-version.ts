import type { Db } from '../schema.ts'

/** Name of the newest step that was applied, without its number. */
export async function schemaVersion(db: Db): Promise<string | null> {
  const row = await db
    .selectFrom('schema_steps')
    .select('name')
    .orderBy('name', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? null : row.name.replace(/#\d+$/, '')
}
