import type { BlacklistEntry } from '../../../src-main/contract/index.ts'
import type { translate } from '../../i18n/i18n.ts'
import type { TableColumn } from '../../ui/table-columns.ts'

export function blacklistColumns(t: typeof translate): readonly TableColumn<BlacklistEntry>[] {
  return [
    {
      key: 'host',
      label: t('blacklist.host'),
      minWidthPx: 140,
      grow: 0.6,
      isMono: true,
      sortBy: (entry) => entry.host,
      text: (entry) => entry.host,
    },
    {
      key: 'reason',
      label: t('blacklist.reason'),
      minWidthPx: 220,
      grow: 3,
      sortBy: (entry) => entry.reason,
    },
    {
      key: 'origin',
      label: t('blacklist.origin'),
      minWidthPx: 104,
      grow: 0,
      priority: 3,
      isMuted: true,
      sortBy: (entry) => entry.origin,
      text: (entry) => t(`blacklist.origin-${entry.origin}`),
    },
    {
      key: 'since',
      label: t('blacklist.since'),
      minWidthPx: 100,
      grow: 0,
      priority: 2,
      isMuted: true,
      sortBy: (entry) => entry.createdAt,
      sortsDescendingFirst: true,
    },
    {
      key: 'until',
      label: t('blacklist.until'),
      minWidthPx: 110,
      grow: 0,
      isMuted: true,
      sortBy: (entry) => entry.expiresAt,
    },
    {
      key: 'hits',
      label: t('blacklist.hits'),
      align: 'end',
      minWidthPx: 64,
      grow: 0,
      priority: 2,
      sortBy: (entry) => entry.hits,
      sortsDescendingFirst: true,
    },
    {
      key: 'lastHit',
      label: t('blacklist.lastHit'),
      align: 'end',
      minWidthPx: 92,
      grow: 0,
      priority: 4,
      isMuted: true,
      sortBy: (entry) => (entry.lastHitAt === null ? null : -entry.lastHitAt),
    },
  ]
}
