import { computed, type ComputedRef } from 'vue'
import type { Series } from '../../../src-main/contract/index.ts'
import type { StateSeries } from '../../charts/StateStrips.vue'
import { NO_POINTS, type ChartSeries } from '../../charts/types.ts'
import { useChartData, type ChartData } from '../../charts/use-chart-data.ts'
import { useStateData } from '../../charts/use-state-data.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSeries } from '../../stores/series.ts'
import type { BoardChart } from './board.ts'
import { chartName, seriesLabel } from './chart-names.ts'

export interface ChartContent {
  readonly title: ComputedRef<string>
  readonly numbers: ComputedRef<readonly ChartSeries[]>
  readonly states: ComputedRef<readonly StateSeries[]>
  readonly data: ChartData
}

/** Everything a card shows of its chart: names from the catalogue, points from the console. */
export function useChartSeries(chart: () => BoardChart, width: () => number): ChartContent {
  const catalogue = useSeries()
  const { t } = useText()

  const known = computed(() =>
    chart().series.map((one) => ({ ...one, series: catalogue.byId.get(one.id) ?? null })),
  )
  const described = computed(() => known.value.flatMap((one) => one.series ?? []))
  const numberIds = computed(() =>
    known.value.filter((one) => one.series?.type !== 'text').map((one) => one.id),
  )
  const textIds = computed(() =>
    known.value.filter((one) => one.series?.type === 'text').map((one) => one.id),
  )
  const data = useChartData({ ids: () => numberIds.value, width })
  const spans = useStateData(() => textIds.value)

  function labelOf(id: number, series: Series | null): string {
    if (series !== null) return seriesLabel(series, described.value)
    return catalogue.data === null ? '…' : t('graphs.gone', { id })
  }

  const numbers = computed<readonly ChartSeries[]>(() =>
    known.value
      .filter((one) => one.series?.type !== 'text')
      .map(({ id, color, series }) => {
        const loaded = data.loaded.value.get(id)
        return {
          id,
          color,
          label: labelOf(id, series),
          unit: series?.unit ?? '',
          columns: loaded?.columns ?? NO_POINTS,
          gapMs: loaded?.gapMs ?? 1,
        }
      }),
  )
  const states = computed<readonly StateSeries[]>(() =>
    known.value
      .filter((one) => one.series?.type === 'text')
      .map(({ id, series }) => ({ id, label: labelOf(id, series), spans: spans.value.get(id) ?? [] })),
  )
  const title = computed(() => {
    const given = chart().title
    if (given !== null) return given
    const name = chartName(described.value)
    return name === '' ? t('graphs.unnamed') : name
  })

  return { title, numbers, states, data }
}
