import type { OverviewHost } from '../../../src-main/contract/index.ts'
import type { translate } from '../../i18n/i18n.ts'
import type { StateTone } from '../../ui/state-tone.ts'
import type { TableColumn } from '../../ui/table-columns.ts'

/** A disabled host is neither good nor bad: it is quiet on purpose. */
export const TONE_OF_STATE: Readonly<Record<OverviewHost['state'], StateTone>> = {
  good: 'good',
  stale: 'stale',
  silent: 'stale',
  disabled: 'stale',
}

/** Columns of "hosts worst first"; `t` makes them follow the language. */
export function hostColumns(t: typeof translate): readonly TableColumn<OverviewHost>[] {
  return [
    { key: 'name', label: t('overview.host'), minWidthPx: 108, grow: 2, sortBy: (host) => host.name },
    { key: 'state', label: t('overview.state'), minWidthPx: 124, sortBy: (host) => host.state },
    {
      key: 'sources',
      label: t('overview.sources'),
      minWidthPx: 188,
      priority: 4,
      isMuted: true,
      text: (host) => host.sources.join(' · '),
    },
    {
      key: 'cpu',
      label: t('overview.cpu'),
      align: 'end',
      minWidthPx: 66,
      grow: 0.5,
      sortBy: (host) => host.cpu?.value ?? null,
      sortsDescendingFirst: true,
    },
    {
      key: 'load',
      label: t('overview.load'),
      align: 'end',
      minWidthPx: 60,
      grow: 0.5,
      priority: 2,
      sortBy: (host) => host.load?.value ?? null,
      sortsDescendingFirst: true,
    },
    {
      key: 'memory',
      label: t('overview.memory'),
      align: 'end',
      minWidthPx: 98,
      grow: 0.5,
      priority: 3,
      sortBy: (host) => host.memoryFree?.value ?? null,
    },
    {
      key: 'spark',
      label: t('overview.spark'),
      minWidthPx: 92,
      priority: 3,
      spark: (host) => ({ values: host.spark.values, tone: host.state === 'good' ? 'plain' : 'stale' }),
    },
    {
      key: 'age',
      label: t('overview.age'),
      align: 'end',
      minWidthPx: 62,
      grow: 0,
      isMuted: true,
      sortBy: (host) => (host.lastSampleAt === null ? null : -host.lastSampleAt),
    },
  ]
}
