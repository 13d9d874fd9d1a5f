import { z } from 'zod'
import { base, epochMs, rowId } from './common.ts'
import { CONTRACT_LIMITS } from './limits.ts'

/** waiting → sent → done | failed | lost; waiting → expired | cancelled; a proxy may find it expired, too. */
export const taskState = z.enum(['waiting', 'sent', 'done', 'failed', 'expired', 'lost', 'cancelled'])
export type TaskState = z.infer<typeof taskState>

export const taskKind = z.enum([
  /** A script on the proxy or on the host's agent. */
  'command',
  /** Measure an item at once. */
  'checkNow',
  /** Measure an item once and give the value here, without keeping it. */
  'itemTest',
  /** The proxy's figures of its own work. */
  'diagnostics',
])
export type TaskKind = z.infer<typeof taskKind>

/**
 * Who carries a command out. There is no third: what Zabbix calls "server" runs
 * on the proxy though it forbids remote commands (zabbix.md §6.1).
 */
export const executeOn = z.enum(['agent', 'proxy'])
export type ExecuteOn = z.infer<typeof executeOn>

export const task = z.object({
  id: rowId,
  proxyId: rowId,
  /** Name of the proxy. */
  proxy: z.string(),
  kind: taskKind,
  host: z.string().nullable(),
  itemKey: z.string().nullable(),
  command: z.string().nullable(),
  executeOn: executeOn.nullable(),
  ttlSeconds: z.number().int(),
  state: taskState,
  /** Who queued it, as far as the console knows. */
  createdBy: z.string(),
  createdAt: epochMs,
  sentAt: epochMs.nullable(),
  finishedAt: epochMs.nullable(),
  /** When it expires while it waits, or is given up as lost after it was sent. Null when it is over. */
  deadline: epochMs.nullable(),
  output: z.string().nullable(),
  error: z.string().nullable(),
  /** The task that this one repeats. */
  retryOf: rowId.nullable(),
})
export type Task = z.infer<typeof task>

const newTask = z.object({
  proxyId: rowId,
  kind: taskKind,
  host: z.string().trim().max(CONTRACT_LIMITS.zabbixNameLength).optional(),
  itemKey: z.string().trim().max(CONTRACT_LIMITS.itemKeyLength).optional(),
  command: z.string().max(CONTRACT_LIMITS.commandLength).optional(),
  executeOn: executeOn.optional(),
  /** After so long it is not sent any more. */
  ttlSeconds: z.number().int().min(1).max(86_400).optional(),
})
export type NewTask = z.infer<typeof newTask>

/** Open tasks by age: younger than ten seconds, a minute, ten minutes, an hour, and older. */
export const ageBuckets = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()])

const queueRow = z.object({
  waiting: z.number().int(),
  sent: z.number().int(),
  /** Of what is over, within the last day. */
  done: z.number().int(),
  failed: z.number().int(),
  expired: z.number().int(),
  lost: z.number().int(),
  ages: ageBuckets,
})
export type QueueRow = z.infer<typeof queueRow>

export const taskEntry = z.object({
  id: rowId,
  at: epochMs,
  taskId: rowId,
  act: z.enum(['queued', 'sent', 'done', 'failed', 'expired', 'lost', 'cancelled']),
  who: z.string(),
  proxy: z.string(),
  host: z.string().nullable(),
  kind: taskKind,
  executeOn: executeOn.nullable(),
  command: z.string().nullable(),
  output: z.string().nullable(),
})
export type TaskEntry = z.infer<typeof taskEntry>

const page = z.object({
  proxyId: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(CONTRACT_LIMITS.tasksPerPage).default(200),
  /** Only those older than this one, for paging. */
  beforeId: z.coerce.number().int().positive().optional(),
})
const byId = z.object({ id: rowId })

export const tasksContract = {
  /** Newest first. */
  list: base
    .route({ method: 'GET', path: '/tasks', summary: 'Tasks for proxies, newest first' })
    .input(page.extend({ state: taskState.optional() }))
    .output(z.array(task)),
  get: base.route({ method: 'GET', path: '/tasks/{id}', summary: 'One task' }).input(byId).output(task),
  create: base
    .route({ method: 'POST', path: '/tasks', successStatus: 201, summary: 'Queue a task' })
    .input(newTask)
    .output(task),
  /** Only while it waits. */
  cancel: base
    .route({ method: 'DELETE', path: '/tasks/{id}', summary: 'Cancel a task that waits' })
    .input(byId)
    .output(task),
  /** Queues the same once more. */
  retry: base
    .route({ method: 'POST', path: '/tasks/{id}/retry', successStatus: 201, summary: 'Queue it again' })
    .input(byId)
    .output(task),
  queue: base
    .route({ method: 'GET', path: '/task-queue', summary: 'How many tasks wait, and for how long' })
    .output(
      z.object({
        all: queueRow,
        proxies: z.array(queueRow.extend({ proxyId: rowId, proxy: z.string() })),
      }),
    ),
  /** Who queued what when, and what came of it; newest first. Kept as long as logins. */
  journal: base
    .route({ method: 'GET', path: '/task-journal', summary: 'Who had what carried out' })
    .input(page)
    .output(z.array(taskEntry)),
}
