import type { Agent } from '../../../src-main/contract/index.ts'
import type { translate } from '../../i18n/i18n.ts'
import type { TableColumn } from '../../ui/table-columns.ts'

export function agentColumns(t: typeof translate): readonly TableColumn<Agent>[] {
  return [
    { key: 'host', label: t('proxies.host'), minWidthPx: 140, grow: 2, sortBy: (agent) => agent.host },
    {
      key: 'items',
      label: t('proxies.items'),
      align: 'end',
      minWidthPx: 70,
      grow: 0,
      sortBy: (agent) => agent.items.length,
      text: (agent) => String(agent.items.length),
    },
    {
      key: 'problems',
      label: t('proxies.unsupported'),
      align: 'end',
      minWidthPx: 110,
      grow: 0,
      priority: 2,
      sortBy: (agent) => agent.items.filter(({ problem }) => problem !== null).length,
      text: (agent) => String(agent.items.filter(({ problem }) => problem !== null).length),
    },
    {
      key: 'age',
      label: t('proxies.lastSeen'),
      align: 'end',
      minWidthPx: 96,
      grow: 0,
      isMuted: true,
      sortBy: (agent) => (agent.lastSeenAt === null ? null : -agent.lastSeenAt),
    },
  ]
}
