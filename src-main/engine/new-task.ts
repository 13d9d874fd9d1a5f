import type { EpochMs, NewTask } from '../contract/index.ts'
import { assertNever } from '../domain/assert-never.ts'
import { canBeAsked, DIAGNOSTICS, itemTestData } from '../domain/item-test.ts'
import { DEFAULT_EXECUTE_ON, DEFAULT_TTL_SECONDS } from '../domain/task-state.ts'
import type { ZabbixHost, ZabbixItem } from '../domain/zabbix-configuration.ts'
import type { TaskMessage } from '../protocols/zabbix/tasks.ts'
import type { TaskRecord } from '../storage/zabbix-records.ts'
import { ExpectedError } from './expected-error.ts'
import type { ZabbixInventory } from './zabbix-inventory.ts'

/** The row of a new task. Throws `TASK_INVALID` for one that no proxy could carry out, and says why. */
export function taskRecord(
  input: NewTask,
  { inventory, who, now }: { inventory: ZabbixInventory; who: string; now: EpochMs },
): Omit<TaskRecord, 'id'> {
  const { proxyId, kind } = input
  if (inventory.proxy(proxyId) === null) throw invalid(`There is no proxy ${proxyId}.`)
  return {
    proxyId,
    kind,
    ...targetOf(input, inventory),
    ttlSeconds: input.ttlSeconds ?? DEFAULT_TTL_SECONDS[kind],
    state: 'waiting',
    createdBy: who,
    createdAt: now,
    sentAt: null,
    finishedAt: null,
    output: null,
    error: null,
    retryOf: null,
  }
}

/** The task for the wire; null when its host or item is gone. */
export function taskMessage(task: TaskRecord, inventory: ZabbixInventory): TaskMessage | null {
  const head = { taskId: task.id, createdAt: task.createdAt, ttlSeconds: task.ttlSeconds }
  switch (task.kind) {
    case 'command': {
      const { hostId, command, executeOn } = task
      if (hostId === null || command === null || inventory.host(hostId) === null) return null
      return { ...head, kind: 'command', hostId, command, executeOn: executeOn ?? DEFAULT_EXECUTE_ON }
    }
    case 'checkNow':
      return task.itemId === null || inventory.item(task.itemId) === null
        ? null
        : { ...head, kind: 'checkNow', itemId: task.itemId }
    case 'itemTest': {
      const known = task.itemId === null ? null : inventory.item(task.itemId)
      const data = known === null ? null : itemTestData(known.item, known.host)
      return data === null ? null : { ...head, kind: 'itemTest', data }
    }
    case 'diagnostics':
      return { ...head, kind: 'diagnostics', data: DIAGNOSTICS }
    default:
      return assertNever(task.kind)
  }
}

type Target = Pick<TaskRecord, 'hostId' | 'host' | 'itemId' | 'itemKey' | 'command' | 'executeOn'>

const NO_TARGET: Target = {
  hostId: null,
  host: null,
  itemId: null,
  itemKey: null,
  command: null,
  executeOn: null,
}

function targetOf(input: NewTask, inventory: ZabbixInventory): Target {
  switch (input.kind) {
    case 'diagnostics':
      return NO_TARGET
    case 'command':
      return commandTarget(input, inventory)
    case 'checkNow':
    case 'itemTest': {
      const host = hostOf(input, inventory)
      const item = itemOf(input, host)
      if (!canBeAsked(item.type)) throw invalid(`${item.key} is sent by others; the proxy cannot ask for it.`)
      if (!host.enabled || !item.enabled) throw invalid(`${item.key} is switched off.`)
      if (input.kind === 'itemTest' && itemTestData(item, host) === null)
        throw invalid('Items of SNMP and HTTP cannot be tested alone; “check now” measures them.')
      return { ...NO_TARGET, hostId: host.id, host: host.host, itemId: item.id, itemKey: item.key }
    }
    default:
      return assertNever(input.kind)
  }
}

function commandTarget(input: NewTask, inventory: ZabbixInventory): Target {
  const command = input.command ?? ''
  if (command.trim() === '') throw invalid('There is no command.')
  if (command.includes('\0')) throw invalid('A command has no NUL in it.')
  const executeOn = input.executeOn ?? (input.host === undefined ? 'proxy' : DEFAULT_EXECUTE_ON)
  // A proxy wants a host that it knows, even where it carries the command out itself (zabbix.md §6.1).
  const host =
    executeOn === 'proxy' && input.host === undefined
      ? inventory.hostsOf(input.proxyId)[0]
      : hostOf(input, inventory)
  if (host === undefined)
    throw invalid('A proxy takes commands in the name of one of its hosts, and it has none yet.')
  if (executeOn === 'agent' && !host.interfaces.some(({ type }) => type === 'agent'))
    throw invalid(`${host.host} has no agent interface that the command could go through.`)
  return { ...NO_TARGET, hostId: host.id, host: host.host, command, executeOn }
}

function hostOf({ host, proxyId }: NewTask, inventory: ZabbixInventory): ZabbixHost {
  if (host === undefined || host === '') throw invalid('It is not said for which host.')
  const found = inventory.hostByName(host)
  if (found === null || found.proxyId !== proxyId) throw invalid(`The proxy has no host ${host}.`)
  return found
}

function itemOf({ itemKey }: NewTask, host: ZabbixHost): ZabbixItem {
  const item = host.items.find(({ key }) => key === itemKey)
  if (item === undefined) throw invalid(`${host.host} has no item ${itemKey ?? ''}.`)
  return item
}

function invalid(words: string): ExpectedError {
  return new ExpectedError('TASK_INVALID', words)
}
