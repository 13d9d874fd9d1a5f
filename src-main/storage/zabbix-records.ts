import type { EpochMs, ExecuteOn, TaskEntry, TaskKind, TaskState } from '../contract/index.ts'
import type { TaskChange, TaskProgress } from '../domain/task-state.ts'
import type {
  DiscoveryRule,
  RegistrationRule,
  ZabbixHost,
  ZabbixProxy,
} from '../domain/zabbix-configuration.ts'

/**
 * The part of the storage port that holds what proxies and agents are told.
 * Secrets in it (keys, passphrases, secret macros) have been sealed by the
 * caller: the store keeps texts and knows nothing of them.
 */
export interface ProxyRecord extends ZabbixProxy {
  readonly version: string | null
  readonly lastSeenAt: EpochMs | null
}

export interface TaskRecord extends TaskProgress {
  readonly id: number
  readonly proxyId: number
  readonly kind: TaskKind
  readonly hostId: number | null
  readonly host: string | null
  readonly itemId: number | null
  readonly itemKey: string | null
  readonly command: string | null
  readonly executeOn: ExecuteOn | null
  readonly createdBy: string
  readonly retryOf: number | null
}

/** A row of the audit journal: what happened to a task, and by whom. */
export type TaskEntryRecord = Omit<TaskEntry, 'id'> & { readonly proxyId: number }

export interface TaskQuery {
  readonly proxyId?: number
  readonly states?: readonly TaskState[]
  readonly limit: number
  readonly beforeId?: number
}

export interface TaskUpdate {
  readonly id: number
  /** Only where the task is still in this state, so that of two writers one wins. */
  readonly from: TaskState
  readonly change: Exclude<TaskChange, null>
  readonly entry: Omit<TaskEntryRecord, 'taskId'>
}

export interface ReadableZabbixStore {
  proxies(): Promise<readonly ProxyRecord[]>
  zabbixHosts(): Promise<readonly ZabbixHost[]>
  /** Those of these numbers, both ends included. */
  zabbixHostsWithin(firstId: number, lastId: number): Promise<readonly ZabbixHost[]>
  discoveryRules(): Promise<readonly DiscoveryRule[]>
  registrationRules(): Promise<readonly RegistrationRule[]>
  /** Newest first. */
  tasks(query: TaskQuery): Promise<readonly TaskRecord[]>
  /** Null when there is none of this number. */
  task(id: number): Promise<TaskRecord | null>
  /** How many tasks of each proxy ended in each state since then. */
  endedTasksSince(at: EpochMs): Promise<readonly EndedTasks[]>
  /** Newest first. */
  taskJournal(query: Omit<TaskQuery, 'states'>): Promise<readonly TaskEntry[]>
}

export interface EndedTasks {
  readonly proxyId: number
  readonly state: TaskState
  readonly count: number
}

export interface WritableZabbixStore {
  /** Rejects with `conflict` when another proxy has the name. */
  putProxy(proxy: ZabbixProxy): Promise<void>
  /** With its hosts, rules and tasks; the journal of tasks stays. */
  deleteProxy(id: number): Promise<void>
  noteProxiesSeen(
    seen: readonly {
      readonly id: number
      readonly version: string | null
      readonly lastSeenAt: EpochMs | null
    }[],
  ): Promise<void>
  /** All or none. Rejects with `conflict` when another host has one of the names. */
  putZabbixHosts(hosts: readonly ZabbixHost[]): Promise<void>
  deleteZabbixHost(id: number): Promise<void>
  putDiscoveryRule(rule: DiscoveryRule): Promise<void>
  deleteDiscoveryRule(id: number): Promise<void>
  putRegistrationRule(rule: RegistrationRule): Promise<void>
  deleteRegistrationRule(id: number): Promise<void>
  /** With its first row in the journal. Gives the task's id. */
  insertTask(task: Omit<TaskRecord, 'id'>, entry: Omit<TaskEntryRecord, 'taskId'>): Promise<number>
  /** Each with its row in the journal, in one transaction; gives the ids of those that were still in their state. */
  changeTasks(updates: readonly TaskUpdate[]): Promise<readonly number[]>
}
