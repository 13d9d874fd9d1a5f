import type { Task, TaskState } from '../../../src-main/contract/index.ts'
import type { translate } from '../../i18n/i18n.ts'
import type { StateTone } from '../../ui/state-tone.ts'
import type { TableColumn } from '../../ui/table-columns.ts'

export const TONE_OF_TASK: Readonly<Record<TaskState, StateTone>> = {
  waiting: 'near',
  sent: 'near',
  done: 'good',
  failed: 'problem',
  expired: 'stale',
  lost: 'problem',
  cancelled: 'stale',
}

/** What it does, in one line: the command itself, or the item. */
export function taskWords(task: Pick<Task, 'kind' | 'command' | 'itemKey'>, t: typeof translate): string {
  if (task.kind === 'command') return task.command ?? ''
  const kind = t(`tasks.kind-${task.kind}`)
  return task.itemKey === null ? kind : `${kind} · ${task.itemKey}`
}

export function taskColumns(t: typeof translate): readonly TableColumn<Task>[] {
  return [
    { key: 'state', label: t('tasks.state'), minWidthPx: 116, grow: 0, sortBy: (task) => task.state },
    {
      key: 'task',
      label: t('tasks.task'),
      minWidthPx: 170,
      grow: 2,
      isMono: true,
      text: (task) => taskWords(task, t),
    },
    { key: 'proxy', label: t('tasks.proxy'), minWidthPx: 96, priority: 3, sortBy: (task) => task.proxy },
    {
      key: 'host',
      label: t('tasks.host'),
      minWidthPx: 90,
      priority: 2,
      sortBy: (task) => task.host,
      text: (task) => task.host ?? t('ui.none'),
    },
    {
      key: 'where',
      label: t('tasks.runsOn'),
      minWidthPx: 70,
      grow: 0,
      priority: 4,
      isMuted: true,
      text: (task) => (task.executeOn === null ? t('ui.none') : t(`tasks.on-${task.executeOn}`)),
    },
    {
      key: 'age',
      label: t('tasks.age'),
      align: 'end',
      minWidthPx: 92,
      grow: 0,
      isMuted: true,
      sortBy: (task) => -task.createdAt,
    },
    { key: 'result', label: t('tasks.result'), minWidthPx: 120, grow: 2, priority: 2, isMono: true },
  ]
}
