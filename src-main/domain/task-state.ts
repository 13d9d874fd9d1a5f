import type { EpochMs, ExecuteOn, TaskKind, TaskState } from '../contract/index.ts'

/**
 * What becomes of a task for a proxy. A proxy confirms nothing but the result,
 * and a reply with tasks in it may get lost on the way (zabbix.md §6.1), so the
 * console has clocks of its own: a task that was not sent in time expires, one
 * that was sent and not answered is lost in the end.
 */
export interface TaskProgress {
  readonly state: TaskState
  readonly createdAt: EpochMs
  readonly ttlSeconds: number
  readonly sentAt: EpochMs | null
  readonly finishedAt: EpochMs | null
  readonly output: string | null
  readonly error: string | null
}

/** What changes of a task; null where nothing does. */
export type TaskChange = Partial<
  Pick<TaskProgress, 'state' | 'sentAt' | 'finishedAt' | 'output' | 'error'>
> | null

export interface TaskOutcome {
  readonly isOk: boolean
  /** What it printed, or why it failed. */
  readonly text: string
}

/** A proxy carries tasks out one after the other, however long each takes: its answer may come this much later. */
export const ANSWER_GRACE_MS = 5 * 60_000
/** Output that is kept of one task; a proxy sends up to 16 MB. */
export const OUTPUT_LENGTH = 65_535

/** What a proxy says of a task that it found too old (zabbix.md §6.2). */
const EXPIRED_AT_PROXY: ReadonlySet<string> = new Set([
  'The remote command has been expired.',
  'The task has been expired.',
])

export const DEFAULT_TTL_SECONDS: Readonly<Record<TaskKind, number>> = {
  command: 600,
  checkNow: 600,
  itemTest: 60,
  diagnostics: 60,
}

/** Never "server": a proxy runs that itself, though remote commands are forbidden on it. */
export const DEFAULT_EXECUTE_ON: ExecuteOn = 'agent'

export function isOver(state: TaskState): boolean {
  return state !== 'waiting' && state !== 'sent'
}

/** When it expires, or is given up; null when it is over. */
export function deadlineOf(task: TaskProgress): EpochMs | null {
  const expiresAt = task.createdAt + task.ttlSeconds * 1_000
  if (task.state === 'waiting') return expiresAt
  if (task.state === 'sent') return Math.max(expiresAt, task.sentAt ?? 0) + ANSWER_GRACE_MS
  return null
}

/** It goes to the proxy now. One that is too old is not sent, but expires. */
export function send(task: TaskProgress, now: EpochMs): TaskChange {
  if (task.state !== 'waiting') return null
  return passTime(task, now) ?? { state: 'sent', sentAt: now }
}

/** The proxy's answer, which may come twice, and even after the task was given up. */
export function finish(task: TaskProgress, outcome: TaskOutcome, now: EpochMs): TaskChange {
  if (task.sentAt === null || (task.state !== 'sent' && task.state !== 'lost')) return null
  const text = outcome.text.slice(0, OUTPUT_LENGTH)
  if (outcome.isOk) return { state: 'done', finishedAt: now, output: text, error: null }
  const state = EXPIRED_AT_PROXY.has(text.trim()) ? 'expired' : 'failed'
  return { state, finishedAt: now, error: text === '' ? 'It failed and printed nothing.' : text }
}

/** What time alone does. */
export function passTime(task: TaskProgress, now: EpochMs): TaskChange {
  const deadline = deadlineOf(task)
  if (deadline === null || now < deadline) return null
  return task.state === 'waiting'
    ? { state: 'expired', finishedAt: now, error: 'The proxy did not fetch it in time.' }
    : { state: 'lost', finishedAt: now, error: 'It was sent, but no answer came.' }
}

/** What has been sent cannot be called back. */
export function cancel(task: TaskProgress, now: EpochMs): TaskChange {
  if (task.state !== 'waiting') return null
  return { state: 'cancelled', finishedAt: now }
}
