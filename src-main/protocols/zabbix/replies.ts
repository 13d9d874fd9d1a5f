import { encodeTask, type TaskMessage } from './tasks.ts'

/** One item for an agent in active mode (zabbix.md §8). */
export interface ActiveCheck {
  readonly key: string
  /** As the item has it, macros and all: the agent names its values so. */
  readonly originalKey: string
  readonly itemId: number
  readonly delaySeconds: number
  readonly lastLogSize: number
  readonly modifiedAt: number
}

/** The texts of the answers, to the byte as the original writes them. */
export const HEARTBEAT_SUCCESS = '{"response":"success"}'
export const FAILED = '{"response":"failed"}'
/** The proxy keeps its values and asks again each second (zabbix.md §5, back pressure). */
export const UPLOAD_DISABLED = '{"upload":"disabled","response":"failed"}'

export function failed(info: string): string {
  return JSON.stringify({ response: 'failed', info })
}

/** To data of an active proxy. */
export function dataSuccess(tasks: readonly TaskMessage[]): string {
  return JSON.stringify({ upload: 'enabled', response: 'success', ...withTasks(tasks) })
}

/** To data or task results of a passive proxy, whose answers carry no `upload` (zabbix.md §7). */
export function passiveSuccess(tasks: readonly TaskMessage[]): string {
  return JSON.stringify({ response: 'success', ...withTasks(tasks) })
}

export function activeChecks(checks: readonly ActiveCheck[]): string {
  const data = checks.map(({ key, originalKey, itemId, delaySeconds, lastLogSize, modifiedAt }) => ({
    key,
    ...(originalKey === key ? {} : { key_orig: originalKey }),
    itemid: itemId,
    delay: delaySeconds,
    lastlogsize: lastLogSize,
    mtime: modifiedAt,
  }))
  return JSON.stringify({ response: 'success', data })
}

/** To values of an agent or a sender: always success, whatever became of single values. */
export function processed(counts: {
  readonly processed: number
  readonly failed: number
  readonly seconds: number
}): string {
  const total = counts.processed + counts.failed
  const info = `processed: ${counts.processed}; failed: ${counts.failed}; total: ${total}; seconds spent: ${counts.seconds.toFixed(6)}`
  return JSON.stringify({ response: 'success', info })
}

function withTasks(tasks: readonly TaskMessage[]): { readonly tasks?: readonly object[] } {
  return tasks.length === 0 ? {} : { tasks: tasks.map(encodeTask) }
}
