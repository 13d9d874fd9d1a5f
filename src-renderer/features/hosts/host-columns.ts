import type { Host } from '../../../src-main/contract/index.ts'
import type { translate } from '../../i18n/i18n.ts'
import type { TableColumn } from '../../ui/table-columns.ts'

export function hostColumns(t: typeof translate): readonly TableColumn<Host>[] {
  return [
    { key: 'name', label: t('hosts.host'), minWidthPx: 130, grow: 1.5, sortBy: (host) => host.name },
    { key: 'state', label: t('hosts.state'), minWidthPx: 118, grow: 1, sortBy: (host) => host.state },
    {
      key: 'id',
      label: t('hosts.scopeportId'),
      align: 'end',
      minWidthPx: 104,
      grow: 0,
      priority: 2,
      sortBy: (host) => host.id,
    },
    {
      key: 'sources',
      label: t('hosts.sources'),
      minWidthPx: 130,
      grow: 1.5,
      priority: 3,
      isMuted: true,
      sortBy: (host) => host.sources.join(' '),
      text: (host) => (host.sources.length === 0 ? t('ui.none') : host.sources.join(' · ')),
    },
    {
      key: 'series',
      label: t('hosts.series'),
      align: 'end',
      minWidthPx: 92,
      grow: 0,
      priority: 2,
      sortBy: (host) => host.seriesCount,
      sortsDescendingFirst: true,
    },
    {
      key: 'age',
      label: t('hosts.lastValue'),
      align: 'end',
      minWidthPx: 100,
      grow: 0,
      isMuted: true,
      sortBy: (host) => (host.lastSampleAt === null ? null : -host.lastSampleAt),
    },
    {
      key: 'password',
      label: t('hosts.password'),
      minWidthPx: 130,
      grow: 0,
      priority: 4,
      isMuted: true,
      sortBy: (host) => host.passwordChangedAt,
    },
  ]
}
