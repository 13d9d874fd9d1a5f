import { NOTHING_RECEIVED } from '../received-records.ts'
import type { Db } from '../schema.ts'
import type { CatalogueChange, ConsoleRecord, WriteBatch } from '../store.ts'

/** Changes of a console that are kept for the others; who has missed more reads everything again. */
const KEPT_CHANGES = 10_000

export async function allConsoles(db: Db): Promise<readonly ConsoleRecord[]> {
  const rows = await db.selectFrom('consoles').selectAll().orderBy('started_at').orderBy('id').execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    version: row.version,
    startedAt: row.started_at,
    heartbeatAt: row.heartbeat_at,
    listeners: JSON.parse(row.listeners) as ConsoleRecord['listeners'],
    changes: row.changes,
  }))
}

/** Says that the console is there; makes its row when it is new. */
export async function beat(db: Db, console: Omit<ConsoleRecord, 'changes'>): Promise<void> {
  const row = {
    name: console.name,
    version: console.version,
    started_at: console.startedAt,
    heartbeat_at: console.heartbeatAt,
    listeners: JSON.stringify(console.listeners),
  }
  const { numUpdatedRows } = await db
    .updateTable('consoles')
    .set(row)
    .where('id', '=', console.id)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows > 0n) return
  await db
    .insertInto('consoles')
    .values({ id: console.id, ...row, changes: 0 })
    .execute()
}

/**
 * Within the transaction of the changes themselves. The console's own row is
 * locked by it until the commit, so its changes become visible in the order of
 * their numbers. A console that has no row yet is one that nobody follows.
 */
export async function noteChanges(
  db: Db,
  consoleId: string | undefined,
  changes: readonly NewChange[],
): Promise<void> {
  if (consoleId === undefined || changes.length === 0) return
  const { numUpdatedRows } = await db
    .updateTable('consoles')
    .set((expression) => ({ changes: expression('changes', '+', changes.length) }))
    .where('id', '=', consoleId)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) return
  const { changes: last } = await db
    .selectFrom('consoles')
    .select('changes')
    .where('id', '=', consoleId)
    .executeTakeFirstOrThrow()
  const rows = changes.map(({ kind, firstId, lastId }, index) => ({
    console_id: consoleId,
    seq: last - changes.length + 1 + index,
    kind,
    first_id: firstId,
    last_id: lastId,
  }))
  await db.insertInto('catalogue_changes').values(rows).execute()
  await db
    .deleteFrom('catalogue_changes')
    .where('console_id', '=', consoleId)
    .where('seq', '<=', last - KEPT_CHANGES)
    .execute()
}

export type NewChange = Omit<CatalogueChange, 'seq'>

export function changeOf(kind: Exclude<CatalogueChange['kind'], 'series' | 'zabbix-hosts'>): NewChange {
  return { kind, firstId: 0, lastId: 0 }
}

/** What the others have to read again after this batch; mostly nothing. */
export function changesOf({
  hosts,
  identities,
  series,
  profiles,
  received,
}: WriteBatch): readonly NewChange[] {
  const changes: NewChange[] = []
  if (hosts.length + identities.length + profiles.length > 0) changes.push(changeOf('hosts'))
  if (series.length > 0) {
    changes.push({ kind: 'series', ...boundsOf(series) })
  }
  const { availability, discovered, registrations } = received ?? NOTHING_RECEIVED
  if (availability.length + discovered.length + registrations.length > 0) changes.push(changeOf('findings'))
  return changes
}

export function boundsOf(rows: readonly { readonly id: number }[]): Pick<NewChange, 'firstId' | 'lastId'> {
  const ids = rows.map(({ id }) => id)
  return { firstId: Math.min(...ids), lastId: Math.max(...ids) }
}

/** In the order in which they were made. */
export async function changesAfter(
  db: Db,
  consoleId: string,
  seq: number,
): Promise<readonly CatalogueChange[]> {
  const rows = await db
    .selectFrom('catalogue_changes')
    .select(['seq', 'kind', 'first_id', 'last_id'])
    .where('console_id', '=', consoleId)
    .where('seq', '>', seq)
    .orderBy('seq')
    .execute()
  return rows.map((row) => ({
    seq: row.seq,
    kind: row.kind as CatalogueChange['kind'],
    firstId: row.first_id,
    lastId: row.last_id,
  }))
}
