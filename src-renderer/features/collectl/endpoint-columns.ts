import type { Endpoint, EndpointState } from '../../../src-main/contract/index.ts'
import type { translate } from '../../i18n/i18n.ts'
import type { StateTone } from '../../ui/state-tone.ts'
import type { TableColumn } from '../../ui/table-columns.ts'

export const TONE_OF_ENDPOINT: Readonly<Record<EndpointState, StateTone>> = {
  streaming: 'good',
  resolving: 'near',
  connecting: 'near',
  waiting: 'near',
  detecting: 'near',
  stale: 'stale',
  retrying: 'problem',
  paused: 'stale',
  elsewhere: 'near',
}

export function endpointColumns(t: typeof translate): readonly TableColumn<Endpoint>[] {
  return [
    {
      key: 'address',
      label: t('collectl.endpoint'),
      minWidthPx: 150,
      grow: 1.5,
      isMono: true,
      sortBy: (endpoint) => endpoint.address,
      text: (endpoint) => endpoint.address,
    },
    {
      key: 'host',
      label: t('collectl.host'),
      minWidthPx: 96,
      priority: 2,
      sortBy: (endpoint) => endpoint.host ?? endpoint.name,
    },
    {
      key: 'state',
      label: t('collectl.state'),
      minWidthPx: 164,
      grow: 1.5,
      sortBy: (endpoint) => endpoint.state,
    },
    {
      key: 'format',
      label: t('collectl.format'),
      minWidthPx: 78,
      grow: 0,
      priority: 3,
      isMono: true,
      isMuted: true,
      sortBy: (endpoint) => endpoint.format,
      text: (endpoint) => endpoint.format ?? '–',
    },
    {
      key: 'interval',
      label: t('collectl.interval'),
      align: 'end',
      minWidthPx: 76,
      grow: 0,
      priority: 3,
      sortBy: (endpoint) => endpoint.intervalMs,
    },
    {
      key: 'values',
      label: t('collectl.values'),
      align: 'end',
      minWidthPx: 68,
      grow: 0,
      priority: 4,
      sortBy: (endpoint) => endpoint.valuesPerRecord,
      sortsDescendingFirst: true,
    },
    {
      key: 'records',
      label: t('collectl.records'),
      align: 'end',
      minWidthPx: 110,
      grow: 0.5,
      priority: 4,
      sortBy: (endpoint) => endpoint.recordsTotal,
      sortsDescendingFirst: true,
    },
    {
      key: 'age',
      label: t('collectl.lastRecord'),
      align: 'end',
      minWidthPx: 92,
      grow: 0,
      isMuted: true,
      sortBy: (endpoint) => (endpoint.lastRecordAt === null ? null : -endpoint.lastRecordAt),
    },
  ]
}
