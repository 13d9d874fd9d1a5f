import type { Run, RunMachineState, RunTable } from '../../../src-main/contract/index.ts'
import { hasMessage, type translate } from '../../i18n/i18n.ts'
import type { StateTone } from '../../ui/state-tone.ts'
import type { TableColumn } from '../../ui/table-columns.ts'

export const TONE_OF_MACHINE: Readonly<Record<RunMachineState, StateTone>> = {
  streaming: 'good',
  queued: 'near',
  connecting: 'near',
  started: 'near',
  stopping: 'near',
  late: 'stale',
  ended: 'stale',
  refused: 'problem',
  'not-installed': 'problem',
  failed: 'problem',
  lost: 'problem',
  'left-behind': 'problem',
}

export function nameOfRun(run: Run, t: typeof translate): string {
  return run.name ?? t('runs.unnamed', { id: run.id })
}

export function runColumns(t: typeof translate): readonly TableColumn<Run>[] {
  return [
    {
      key: 'name',
      label: t('runs.name'),
      minWidthPx: 140,
      grow: 1.5,
      sortBy: (run) => nameOfRun(run, t),
      text: (run) => nameOfRun(run, t),
    },
    { key: 'state', label: t('runs.state'), minWidthPx: 110, sortBy: (run) => run.state },
    {
      key: 'machines',
      label: t('runs.machineCount'),
      minWidthPx: 130,
      sortBy: (run) => run.machines.length,
      sortsDescendingFirst: true,
    },
    {
      key: 'plan',
      label: t('runs.plan'),
      minWidthPx: 150,
      priority: 3,
      isMuted: true,
      sortBy: (run) => run.subsystems,
    },
    {
      key: 'started',
      label: t('runs.startedAt'),
      align: 'end',
      minWidthPx: 110,
      grow: 0,
      priority: 2,
      sortBy: (run) => run.startedAt,
      sortsDescendingFirst: true,
    },
    {
      key: 'lasted',
      label: t('runs.lasted'),
      align: 'end',
      minWidthPx: 90,
      grow: 0,
      priority: 3,
      isMuted: true,
      sortBy: (run) => (run.endedAt === null ? null : run.endedAt - run.startedAt),
    },
  ]
}

export type MachineRow = RunTable['rows'][number]

/** Short, so that many fit beside each other; a metric without a short name has its own. */
function labelOf({ metric, label }: RunTable['columns'][number], t: typeof translate): string {
  const key = `runs.column-${metric.replace('.', '-')}`
  return hasMessage(key) ? t(key) : label
}

/** The machine and its state, then a column a metric in the order of the table. */
export function machineColumns(
  { columns }: Pick<RunTable, 'columns'>,
  t: typeof translate,
): readonly TableColumn<MachineRow>[] {
  return [
    {
      key: 'machine',
      label: t('runs.machine'),
      minWidthPx: 170,
      grow: 1.2,
      isMono: true,
      sortBy: (row) => row.target,
    },
    { key: 'state', label: t('runs.machineState'), minWidthPx: 150, sortBy: (row) => row.state },
    ...columns.map((column, index): TableColumn<MachineRow> => ({
      key: column.metric,
      label: labelOf(column, t),
      align: 'end',
      minWidthPx: 82,
      grow: 0.6,
      priority: index < 4 ? 2 : index < 8 ? 3 : 4,
      sortBy: (row) => row.values[index] ?? null,
      sortsDescendingFirst: true,
    })),
    {
      key: 'age',
      label: t('runs.age'),
      align: 'end',
      minWidthPx: 88,
      grow: 0,
      isMuted: true,
      sortBy: (row) => (row.at === null ? null : -row.at),
    },
  ]
}
