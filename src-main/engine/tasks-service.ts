import type { EpochMs, NewTask, QueueRow, Task, TaskEntry, TaskState } from '../contract/index.ts'
import { agesOf } from '../domain/task-ages.ts'
import { cancel, deadlineOf, finish, isOver, passTime, send, type TaskChange } from '../domain/task-state.ts'
import type { TaskResultRow } from '../protocols/zabbix/sections.ts'
import type { TaskMessage } from '../protocols/zabbix/tasks.ts'
import type { Store } from '../storage/store.ts'
import type { TaskQuery, TaskRecord, TaskUpdate } from '../storage/zabbix-records.ts'
import { ExpectedError } from './expected-error.ts'
import type { LiveHub } from './live-hub.ts'
import { taskMessage, taskRecord } from './new-task.ts'
import { OneAtATime } from './one-at-a-time.ts'
import type { StorageService } from './storage-service.ts'
import type { ZabbixInventory } from './zabbix-inventory.ts'

interface TasksServiceOptions {
  readonly storage: StorageService
  readonly inventory: ZabbixInventory
  readonly hub: LiveHub
  readonly now: () => EpochMs
}

type EntryAct = TaskEntry['act']

/** In the journal, for what nobody in particular did. */
const CONSOLE = 'console'
const SWEEP_MS = 1_000
const DAY_MS = 86_400_000
/** Tasks in one reply; a proxy carries them out one after the other anyway. */
const TASKS_PER_REPLY = 100

/**
 * The queue of tasks for proxies. The database has all of them; the open ones
 * are in memory too, so that a proxy that asks every second costs nothing.
 * Every step is written together with its row in the journal, and a task is
 * handed over only after the database knows that it was.
 */
export class TasksService {
  readonly #options: TasksServiceOptions
  readonly #open = new Map<number, TaskRecord>()
  readonly #turn = new OneAtATime()
  /** Items of "check now" tasks that were sent: their next value is the answer. */
  readonly #awaited = new Map<number, number>()
  #sweep: NodeJS.Timeout | null = null

  constructor(options: TasksServiceOptions) {
    this.#options = options
  }

  async load(store: Store): Promise<void> {
    const open = await store.tasks({ states: ['waiting', 'sent'], limit: Number.MAX_SAFE_INTEGER })
    this.#open.clear()
    this.#awaited.clear()
    for (const task of open) this.#keep(task)
  }

  /** The console has moved: whatever could not come along is not open any more. */
  reload(store: Store): Promise<void> {
    return this.#turn.run(() => this.load(store))
  }

  start(): void {
    this.#sweep ??= setInterval(() => void this.sweep().catch(() => undefined), SWEEP_MS)
  }

  /** Resolves when what was begun is written. */
  async stop(): Promise<void> {
    if (this.#sweep !== null) clearInterval(this.#sweep)
    this.#sweep = null
    await this.#turn.settled()
  }

  /** Newest first. */
  async list(query: {
    proxyId?: number | undefined
    state?: TaskState | undefined
    limit: number
    beforeId?: number | undefined
  }): Promise<Task[]> {
    const asked: TaskQuery = {
      limit: query.limit,
      ...(query.proxyId === undefined ? {} : { proxyId: query.proxyId }),
      ...(query.beforeId === undefined ? {} : { beforeId: query.beforeId }),
      ...(query.state === undefined ? {} : { states: [query.state] }),
    }
    return (await this.#options.storage.store.tasks(asked)).map((task) => this.#viewOf(task))
  }

  async get(id: number): Promise<Task> {
    return this.#viewOf(await this.#find(id))
  }

  /** @param who what the journal says of whoever wants it done */
  async create(input: NewTask, who: string): Promise<Task> {
    const { inventory, now } = this.#options
    return this.#insert(taskRecord(input, { inventory, who, now: now() }))
  }

  /** The same once more, under a number of its own. */
  async retry(id: number, who: string): Promise<Task> {
    const { inventory, now } = this.#options
    const old = await this.#find(id)
    if (!isOver(old.state)) throw new ExpectedError('TASK_INVALID', `Task ${id} is not over yet.`)
    const { proxyId, kind, host, itemKey, command, executeOn, ttlSeconds } = old
    const input: NewTask = {
      proxyId,
      kind,
      ttlSeconds,
      ...(host === null ? {} : { host }),
      ...(itemKey === null ? {} : { itemKey }),
      ...(command === null ? {} : { command }),
      ...(executeOn === null ? {} : { executeOn }),
    }
    return this.#insert({ ...taskRecord(input, { inventory, who, now: now() }), retryOf: id })
  }

  async cancel(id: number, who: string): Promise<Task> {
    await this.#find(id)
    return this.#turn.run(async () => {
      const task = await this.#find(id)
      const change = cancel(task, this.#options.now())
      const isDone = change !== null && (await this.#change([{ task, change, who }])).length > 0
      if (!isDone) {
        const { state } = await this.#find(id)
        throw new ExpectedError('TASK_NOT_WAITING', `Task ${id} does not wait any more; it is ${state}.`)
      }
      return this.#viewOf({ ...task, ...change })
    })
  }

  async queue(): Promise<{ all: QueueRow; proxies: (QueueRow & { proxyId: number; proxy: string })[] }> {
    const { storage, inventory, now } = this.#options
    const ended = await storage.store.endedTasksSince(now() - DAY_MS)
    const rowOf = (proxyId: number | null): QueueRow => {
      const isOf = (task: { proxyId: number }): boolean => proxyId === null || task.proxyId === proxyId
      const open = [...this.#open.values()].filter(isOf)
      const count = (state: TaskState): number =>
        ended.filter((row) => isOf(row) && row.state === state).reduce((sum, row) => sum + row.count, 0)
      return {
        waiting: open.filter(({ state }) => state === 'waiting').length,
        sent: open.filter(({ state }) => state === 'sent').length,
        done: count('done'),
        failed: count('failed'),
        expired: count('expired'),
        lost: count('lost'),
        ages: agesOf(
          open.map(({ createdAt }) => createdAt),
          now(),
        ),
      }
    }
    const proxies = [...inventory.proxies].map(({ id, name }) => ({ ...rowOf(id), proxyId: id, proxy: name }))
    return { all: rowOf(null), proxies }
  }

  async journal(query: {
    proxyId?: number | undefined
    limit: number
    beforeId?: number | undefined
  }): Promise<TaskEntry[]> {
    const { limit, proxyId, beforeId } = query
    const rows = await this.#options.storage.store.taskJournal({
      limit,
      ...(proxyId === undefined ? {} : { proxyId }),
      ...(beforeId === undefined ? {} : { beforeId }),
    })
    return [...rows]
  }

  get openTasks(): number {
    return this.#open.size
  }

  openTasksOf(proxyId: number): number {
    let count = 0
    for (const task of this.#open.values()) if (task.proxyId === proxyId) count++
    return count
  }

  hasWaiting(proxyId: number): boolean {
    for (const task of this.#open.values())
      if (task.proxyId === proxyId && task.state === 'waiting') return true
    return false
  }

  /** The tasks that wait for a proxy, oldest first; from now on they count as sent. */
  async claim(proxyId: number): Promise<readonly TaskMessage[]> {
    if (!this.hasWaiting(proxyId)) return []
    return this.#turn.run(async () => {
      const { inventory, now } = this.#options
      const waiting = [...this.#open.values()]
        .filter((task) => task.proxyId === proxyId && task.state === 'waiting')
        .sort((a, b) => a.id - b.id)
        .slice(0, TASKS_PER_REPLY)
      const messages = new Map<number, TaskMessage>()
      const steps: Step[] = []
      for (const task of waiting) {
        const message = taskMessage(task, inventory)
        const at = now()
        const change: TaskChange =
          message === null
            ? { state: 'failed', finishedAt: at, error: 'Its host or item is not there any more.' }
            : send(task, at)
        if (change === null) continue
        if (message !== null && change.state === 'sent') messages.set(task.id, message)
        steps.push({ task, change, who: CONSOLE })
      }
      const changed = await this.#change(steps)
      return changed.flatMap((id) => messages.get(id) ?? [])
    })
  }

  /** Results as a proxy sends them. Resolves when they are written; what is not this proxy's is passed over. */
  async finish(proxyId: number, results: readonly TaskResultRow[]): Promise<void> {
    if (results.length === 0) return
    await this.#turn.run(async () => {
      const { storage, now } = this.#options
      const steps: Step[] = []
      const seen = new Set<number>()
      for (const { taskId, isSuccess, text } of results) {
        if (seen.has(taskId)) continue
        seen.add(taskId)
        // One that was given up is not in memory any more, but its answer is still worth having.
        const task = this.#open.get(taskId) ?? (await storage.store.task(taskId))
        if (task === null || task.proxyId !== proxyId) continue
        const change = finish(task, { isOk: isSuccess, text }, now())
        if (change !== null) steps.push({ task, change, who: this.#proxyName(proxyId) })
      }
      await this.#change(steps)
    })
  }

  /** Whether a value of this item ends a "check now". To be asked for each value, so it costs next to nothing. */
  isAwaited(itemId: number): boolean {
    return this.#awaited.has(itemId)
  }

  /** Values of awaited items have come: there is no other answer to "check now" (zabbix.md §6.2). */
  async noteValues(itemIds: readonly number[]): Promise<void> {
    const taskIds = itemIds.flatMap((itemId) => this.#awaited.get(itemId) ?? [])
    const { proxyId } = this.#open.get(taskIds[0] ?? 0) ?? {}
    if (proxyId === undefined) return
    await this.finish(
      proxyId,
      taskIds.map((taskId) => ({ taskId, isSuccess: true, text: '' })),
    )
  }

  /** What time does: tasks expire and are given up. */
  async sweep(): Promise<void> {
    const now = this.#options.now()
    const isDue = ({ ...task }: TaskRecord): boolean => passTime(task, now) !== null
    if (![...this.#open.values()].some(isDue)) return
    await this.#turn.run(async () => {
      const steps = [...this.#open.values()].flatMap((task) => {
        const change = passTime(task, now)
        return change === null ? [] : [{ task, change, who: CONSOLE }]
      })
      await this.#change(steps)
    })
  }

  /** The database forgets the tasks of a removed proxy by itself. */
  forgetProxy(proxyId: number): void {
    for (const task of this.#open.values()) if (task.proxyId === proxyId) this.#drop(task)
    this.#options.hub.publishTopic('tasks')
  }

  async #insert(record: Omit<TaskRecord, 'id'>): Promise<Task> {
    const { storage, hub } = this.#options
    const entry = this.#entryOf(record, { act: 'queued', who: record.createdBy, output: null })
    const id = await storage.store.insertTask(record, entry)
    const task = { ...record, id }
    this.#keep(task)
    hub.publishTopic('tasks')
    return this.#viewOf(task)
  }

  /** Writes the steps; gives the ids of those that nobody else had taken meanwhile. */
  async #change(steps: readonly Step[]): Promise<readonly number[]> {
    if (steps.length === 0) return []
    const { storage, hub } = this.#options
    const updates = steps.map(({ task, change, who }): TaskUpdate => {
      const output = change.output ?? change.error ?? null
      const act = actOf(change.state)
      return { id: task.id, from: task.state, change, entry: this.#entryOf(task, { act, who, output }) }
    })
    const changed = new Set(await storage.store.changeTasks(updates))
    for (const { task, change } of steps) {
      // Another console on the same database was faster: its row is the true one.
      const now = changed.has(task.id) ? { ...task, ...change } : await storage.store.task(task.id)
      if (now === null || isOver(now.state)) this.#drop(task)
      else this.#keep(now)
    }
    hub.publishTopic('tasks')
    return [...changed]
  }

  #keep(task: TaskRecord): void {
    this.#open.set(task.id, task)
    if (task.kind === 'checkNow' && task.state === 'sent' && task.itemId !== null)
      this.#awaited.set(task.itemId, task.id)
  }

  #drop(task: TaskRecord): void {
    this.#open.delete(task.id)
    if (task.itemId !== null && this.#awaited.get(task.itemId) === task.id) this.#awaited.delete(task.itemId)
  }

  async #find(id: number): Promise<TaskRecord> {
    const task = this.#open.get(id) ?? (await this.#options.storage.store.task(id))
    if (task === null) throw new ExpectedError('NOT_FOUND', `There is no task ${id}.`)
    return task
  }

  #entryOf(
    task: Omit<TaskRecord, 'id'>,
    { act, who, output }: { act: EntryAct; who: string; output: string | null },
  ): TaskUpdate['entry'] {
    const { proxyId, host, kind, executeOn, command } = task
    const proxy = this.#proxyName(proxyId)
    return { at: this.#options.now(), act, who, proxyId, proxy, host, kind, executeOn, command, output }
  }

  #proxyName(proxyId: number): string {
    return this.#options.inventory.proxy(proxyId)?.name ?? String(proxyId)
  }

  #viewOf({ hostId: _, itemId: __, ...task }: TaskRecord): Task {
    return { ...task, proxy: this.#proxyName(task.proxyId), deadline: deadlineOf(task) }
  }
}

interface Step {
  readonly task: TaskRecord
  readonly change: Exclude<TaskChange, null>
  readonly who: string
}

function actOf(state: TaskState | undefined): EntryAct {
  return state === undefined || state === 'waiting' ? 'queued' : state
}
