import type { Db } from '../schema.ts'

/** Values are JSON; one that cannot be read any more is left out, so that its default applies. */
export async function allSettings(db: Db): Promise<Readonly<Record<string, unknown>>> {
  const rows = await db.selectFrom('settings').selectAll().execute()
  const settings: Record<string, unknown> = {}
  for (const row of rows) {
    try {
      settings[row.name] = JSON.parse(row.value)
    } catch {
      continue
    }
  }
  return settings
}

/** `undefined` removes the setting. */
export async function putSetting(db: Db, name: string, value: unknown): Promise<void> {
  await db.deleteFrom('settings').where('name', '=', name).execute()
  if (value === undefined) return
  await db
    .insertInto('settings')
    .values({ name, value: JSON.stringify(value) })
    .execute()
}
