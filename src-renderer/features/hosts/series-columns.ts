import type { Series } from '../../../src-main/contract/index.ts'
import type { translate } from '../../i18n/i18n.ts'
import type { TableColumn } from '../../ui/table-columns.ts'

export function seriesColumns(t: typeof translate): readonly TableColumn<Series>[] {
  return [
    {
      key: 'label',
      label: t('hosts.seriesName'),
      minWidthPx: 150,
      grow: 2,
      sortBy: (series) => series.label,
      text: (series) => series.label,
    },
    {
      key: 'metric',
      label: t('hosts.metric'),
      minWidthPx: 150,
      grow: 2,
      priority: 3,
      isMono: true,
      isMuted: true,
      sortBy: (series) => series.metric,
      text: (series) => series.metric,
    },
    {
      key: 'source',
      label: t('hosts.source'),
      minWidthPx: 92,
      grow: 0,
      priority: 2,
      isMuted: true,
      sortBy: (series) => series.source,
      text: (series) => series.source,
    },
    {
      key: 'value',
      label: t('hosts.lastValue'),
      align: 'end',
      minWidthPx: 112,
      grow: 0.5,
      sortBy: (series) => series.lastValue,
      sortsDescendingFirst: true,
    },
    {
      key: 'age',
      label: t('hosts.age'),
      align: 'end',
      minWidthPx: 72,
      grow: 0,
      isMuted: true,
      sortBy: (series) => (series.lastAt === null ? null : -series.lastAt),
    },
  ]
}

/** So many missed values, or this time where the distance is not known yet, make a series stale. */
const MISSED = 3
const UNKNOWN_MS = 120_000

/** Whether its last value is older than it should be. */
export function isSeriesStale(series: Pick<Series, 'lastAt' | 'intervalMs'>, now: number): boolean {
  if (series.lastAt === null) return true
  return now - series.lastAt > Math.max(UNKNOWN_MS, MISSED * (series.intervalMs ?? 0))
}
