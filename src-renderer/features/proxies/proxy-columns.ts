import type { Proxy, ProxyState } from '../../../src-main/contract/index.ts'
import type { translate } from '../../i18n/i18n.ts'
import type { StateTone } from '../../ui/state-tone.ts'
import type { TableColumn } from '../../ui/table-columns.ts'

export const TONE_OF_PROXY: Readonly<Record<ProxyState, StateTone>> = {
  online: 'good',
  waiting: 'near',
  stale: 'stale',
  unreachable: 'problem',
  disabled: 'stale',
}

export function proxyColumns(t: typeof translate): readonly TableColumn<Proxy>[] {
  return [
    {
      key: 'name',
      label: t('proxies.name'),
      minWidthPx: 130,
      grow: 1.5,
      sortBy: (proxy) => proxy.name,
      text: (proxy) => proxy.name,
    },
    { key: 'state', label: t('proxies.state'), minWidthPx: 150, sortBy: (proxy) => proxy.state },
    {
      key: 'mode',
      label: t('proxies.mode'),
      minWidthPx: 76,
      grow: 0,
      priority: 3,
      isMuted: true,
      sortBy: (proxy) => proxy.mode,
      text: (proxy) => t(`proxies.mode-${proxy.mode}`),
    },
    {
      key: 'version',
      label: t('proxies.version'),
      minWidthPx: 76,
      grow: 0,
      priority: 3,
      isMono: true,
      isMuted: true,
      sortBy: (proxy) => proxy.version,
      text: (proxy) => proxy.version ?? t('ui.none'),
    },
    {
      key: 'values',
      label: t('proxies.values'),
      align: 'end',
      minWidthPx: 80,
      grow: 0,
      sortBy: (proxy) => proxy.valuesPerSecond,
      sortsDescendingFirst: true,
    },
    {
      key: 'lag',
      label: t('proxies.lag'),
      align: 'end',
      minWidthPx: 88,
      grow: 0,
      priority: 2,
      sortBy: (proxy) => proxy.delaySeconds,
      sortsDescendingFirst: true,
    },
    {
      key: 'hosts',
      label: t('proxies.tabHosts'),
      align: 'end',
      minWidthPx: 60,
      grow: 0,
      priority: 4,
      sortBy: (proxy) => proxy.hostCount,
      sortsDescendingFirst: true,
    },
    {
      key: 'items',
      label: t('proxies.items'),
      align: 'end',
      minWidthPx: 60,
      grow: 0,
      priority: 4,
      sortBy: (proxy) => proxy.itemCount,
      sortsDescendingFirst: true,
    },
    {
      key: 'tasks',
      label: t('proxies.openTasks'),
      align: 'end',
      minWidthPx: 78,
      grow: 0,
      priority: 4,
      sortBy: (proxy) => proxy.openTasks,
      sortsDescendingFirst: true,
    },
    {
      key: 'age',
      label: t('proxies.lastSeen'),
      align: 'end',
      minWidthPx: 96,
      grow: 0,
      isMuted: true,
      sortBy: (proxy) => (proxy.lastSeenAt === null ? null : -proxy.lastSeenAt),
    },
  ]
}
