import type { Selectable } from 'kysely'
import type { EpochMs, ExecuteOn, TaskEntry, TaskKind, TaskState } from '../../contract/index.ts'
import type { Database, Db } from '../schema.ts'
import type { EndedTasks, TaskEntryRecord, TaskQuery, TaskRecord, TaskUpdate } from '../zabbix-records.ts'

/** Newest first. */
export async function findTasks(db: Db, query: TaskQuery): Promise<readonly TaskRecord[]> {
  const { limit, beforeId, proxyId, states } = query
  let select = db.selectFrom('zabbix_tasks').selectAll().orderBy('id', 'desc').limit(limit)
  if (beforeId !== undefined) select = select.where('id', '<', beforeId)
  if (proxyId !== undefined) select = select.where('proxy_id', '=', proxyId)
  if (states !== undefined) select = select.where('state', 'in', states)
  return (await select.execute()).map(taskOf)
}

export async function findTask(db: Db, id: number): Promise<TaskRecord | null> {
  const row = await db.selectFrom('zabbix_tasks').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : taskOf(row)
}

export async function endedTasksSince(db: Db, at: EpochMs): Promise<readonly EndedTasks[]> {
  const rows = await db
    .selectFrom('zabbix_tasks')
    .select((select) => ['proxy_id', 'state', select.fn.countAll<number | string>().as('tasks')])
    .where('state', 'not in', ['waiting', 'sent'])
    .where('finished_at', '>=', at)
    .groupBy(['proxy_id', 'state'])
    .execute()
  return rows.map((row) => ({
    proxyId: row.proxy_id,
    state: row.state as TaskState,
    count: Number(row.tasks),
  }))
}

/** Newest first. */
export async function findTaskEntries(
  db: Db,
  query: Omit<TaskQuery, 'states'>,
): Promise<readonly TaskEntry[]> {
  const { limit, beforeId, proxyId } = query
  let select = db.selectFrom('zabbix_task_journal').selectAll().orderBy('id', 'desc').limit(limit)
  if (beforeId !== undefined) select = select.where('id', '<', beforeId)
  if (proxyId !== undefined) select = select.where('proxy_id', '=', proxyId)
  return (await select.execute()).map((row) => ({
    id: row.id,
    at: row.at,
    taskId: row.task_id,
    act: row.act as TaskEntry['act'],
    who: row.who,
    proxy: row.proxy,
    host: row.host,
    kind: row.kind as TaskKind,
    executeOn: row.execute_on as ExecuteOn | null,
    command: row.command,
    output: row.output,
  }))
}

/** Gives the id of the new task. */
export async function insertTask(
  db: Db,
  task: Omit<TaskRecord, 'id'>,
  entry: Omit<TaskEntryRecord, 'taskId'>,
): Promise<number> {
  const { insertId } = await db
    .insertInto('zabbix_tasks')
    .values({
      proxy_id: task.proxyId,
      kind: task.kind,
      host_id: task.hostId,
      host: task.host,
      item_id: task.itemId,
      item_key: task.itemKey,
      command: task.command,
      execute_on: task.executeOn,
      ttl_seconds: task.ttlSeconds,
      state: task.state,
      created_by: task.createdBy,
      created_at: task.createdAt,
      sent_at: task.sentAt,
      finished_at: task.finishedAt,
      output: task.output,
      error: task.error,
      retry_of: task.retryOf,
    })
    .executeTakeFirstOrThrow()
  const id = Number(insertId)
  await insertEntry(db, { ...entry, taskId: id })
  return id
}

/** Gives the ids of those that were still in the state from which they should change. */
export async function changeTasks(db: Db, updates: readonly TaskUpdate[]): Promise<readonly number[]> {
  const changed: number[] = []
  for (const { id, from, change, entry } of updates) {
    const { state, sentAt, finishedAt, output, error } = change
    const { numUpdatedRows } = await db
      .updateTable('zabbix_tasks')
      .set({
        ...(state === undefined ? {} : { state }),
        ...(sentAt === undefined ? {} : { sent_at: sentAt }),
        ...(finishedAt === undefined ? {} : { finished_at: finishedAt }),
        ...(output === undefined ? {} : { output }),
        ...(error === undefined ? {} : { error }),
      })
      .where('id', '=', id)
      .where('state', '=', from)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) continue
    await insertEntry(db, { ...entry, taskId: id })
    changed.push(id)
  }
  return changed
}

/** Deletes up to about `limit` tasks that ended before, and rows of the journal; gives their number. */
export async function deleteTasksBefore(db: Db, before: EpochMs, limit: number): Promise<number> {
  const old = await db
    .selectFrom('zabbix_tasks')
    .select('id')
    .where('state', 'not in', ['waiting', 'sent'])
    .where('finished_at', '<', before)
    .limit(limit)
    .execute()
  if (old.length > 0) {
    await db
      .deleteFrom('zabbix_tasks')
      .where(
        'id',
        'in',
        old.map((row) => row.id),
      )
      .execute()
  }
  const entries = await db
    .selectFrom('zabbix_task_journal')
    .select('id')
    .where('at', '<', before)
    .limit(limit)
    .execute()
  if (entries.length > 0) {
    await db
      .deleteFrom('zabbix_task_journal')
      .where(
        'id',
        'in',
        entries.map((row) => row.id),
      )
      .execute()
  }
  return old.length + entries.length
}

async function insertEntry(db: Db, entry: TaskEntryRecord): Promise<void> {
  await db
    .insertInto('zabbix_task_journal')
    .values({
      at: entry.at,
      task_id: entry.taskId,
      act: entry.act,
      who: entry.who,
      proxy_id: entry.proxyId,
      proxy: entry.proxy,
      host: entry.host,
      kind: entry.kind,
      execute_on: entry.executeOn,
      command: entry.command,
      output: entry.output,
    })
    .execute()
}

function taskOf(row: Selectable<Database['zabbix_tasks']>): TaskRecord {
  return {
    id: row.id,
    proxyId: row.proxy_id,
    kind: row.kind as TaskKind,
    hostId: row.host_id,
    host: row.host,
    itemId: row.item_id,
    itemKey: row.item_key,
    command: row.command,
    executeOn: row.execute_on as ExecuteOn | null,
    ttlSeconds: row.ttl_seconds,
    state: row.state as TaskState,
    createdBy: row.created_by,
    createdAt: row.created_at,
    sentAt: row.sent_at,
    finishedAt: row.finished_at,
    output: row.output,
    error: row.error,
    retryOf: row.retry_of,
  }
}
