import type { EpochMs } from '../../contract/index.ts'
import { assertNever } from '../../domain/assert-never.ts'

interface TaskHead {
  /** Comes back as `parent_taskid` with the result. */
  readonly taskId: number
  readonly createdAt: EpochMs
  /** 0: it never expires. */
  readonly ttlSeconds: number
}

/**
 * A task for a proxy. There is no way to say `execute_on: 1`: a proxy runs that
 * by itself, even where remote commands are switched off (zabbix.md §6.1).
 */
export type TaskMessage =
  | (TaskHead & {
      readonly kind: 'command'
      readonly hostId: number
      readonly command: string
      readonly executeOn: 'agent' | 'proxy'
    })
  | (TaskHead & { readonly kind: 'checkNow'; readonly itemId: number })
  /** `data`: what is asked for, as JSON in a text (zabbix.md §6.1, datatype). */
  | (TaskHead & { readonly kind: 'itemTest' | 'diagnostics'; readonly data: string })

const REMOTE_COMMAND = 2
const CHECK_NOW = 6
const DATA = 7
const EXECUTE_ON = { agent: 0, proxy: 2 } as const
const DATA_TYPE = { itemTest: 0, diagnostics: 1 } as const

/** The object for the wire. All fields of a command are there: one that misses any is dropped without a word. */
export function encodeTask(task: TaskMessage): Readonly<Record<string, string | number>> {
  const clock = Math.floor(task.createdAt / 1_000)
  const ttl = task.ttlSeconds
  switch (task.kind) {
    case 'command':
      return {
        type: REMOTE_COMMAND,
        clock,
        ttl,
        commandtype: 0,
        command: task.command,
        execute_on: EXECUTE_ON[task.executeOn],
        port: 0,
        authtype: 0,
        username: '',
        password: '',
        publickey: '',
        privatekey: '',
        alertid: 0,
        parent_taskid: task.taskId,
        hostid: task.hostId,
      }
    case 'checkNow':
      return { type: CHECK_NOW, clock, ttl, itemid: task.itemId }
    case 'itemTest':
    case 'diagnostics':
      return {
        type: DATA,
        clock,
        ttl,
        datatype: DATA_TYPE[task.kind],
        parent_taskid: task.taskId,
        data: task.data,
      }
    default:
      return assertNever(task)
  }
}
