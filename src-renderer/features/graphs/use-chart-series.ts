import { computed, type ComputedRef } from 'vue'
import type { Series } from '../../../src-main/contract/index.ts'
import type { StateSeries } from '../../charts/StateStrips.vue'
import { NO_POINTS, type ChartSeries } from '../../charts/types.ts'
import { useEarlierData } from '../../charts/use-earlier-data.ts'
import { useChartData, type ChartData } from '../../charts/use-chart-data.ts'
import { useStateData } from '../../charts/use-state-data.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSeries } from '../../stores/series.ts'
import type { BoardChart } from './board.ts'
import { chartName, seriesLabel, wholeName } from './chart-names.ts'
import { useCompare } from './use-compare.ts'
import { useSpanWords } from './use-span-words.ts'

export interface ChartContent {
  readonly title: ComputedRef<string>
  readonly numbers: ComputedRef<readonly ChartSeries[]>
  readonly states: ComputedRef<readonly StateSeries[]>
  /** What a series is called where it stands alone, in a file for instance. */
  wholeLabel(series: Pick<ChartSeries, 'id' | 'label' | 'shortLabel'>): string
  /** Whose host they are of: what happened to others is of no interest here. */
  readonly hostIds: ComputedRef<ReadonlySet<number>>
  readonly data: ChartData
}

/** Everything a card shows of its chart: names from the catalogue, points from the console. */
export function useChartSeries(chart: () => BoardChart, width: () => number): ChartContent {
  const catalogue = useSeries()
  const compare = useCompare()
  const spanWords = useSpanWords()
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
  const earlier = useEarlierData({ ids: () => numberIds.value, width, shiftMs: () => compare.shiftMs })
  const spans = useStateData(() => textIds.value)

  function labelOf(id: number, series: Series | null): string {
    if (series !== null) return seriesLabel(series, described.value)
    return catalogue.data === null ? '…' : t('graphs.gone', { id })
  }

  const current = computed<readonly ChartSeries[]>(() =>
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
  /** Each series, and right below it the same one of the earlier period. */
  const numbers = computed<readonly ChartSeries[]>(() => {
    const { chosen } = compare
    if (chosen === null) return current.value
    const shortLabel = t(`graphs.earlier-${chosen}`, { span: spanWords.value })
    return current.value.flatMap((one): ChartSeries[] => {
      const before = earlier.value.get(one.id)
      if (before === undefined) return [one]
      const label = `${one.label} · ${shortLabel}`
      return [one, { ...one, ...before, id: -one.id, label, shortLabel, look: 'earlier' }]
    })
  })
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

  function wholeLabel({ id, label, shortLabel }: Pick<ChartSeries, 'id' | 'label' | 'shortLabel'>): string {
    const series = catalogue.byId.get(Math.abs(id))
    if (series === undefined) return label
    const whole = wholeName(series, described.value)
    return shortLabel === undefined ? whole : `${whole} · ${shortLabel}`
  }

  const hostIds = computed(() => new Set(described.value.map((one) => one.hostId)))

  return { title, numbers, states, hostIds, wholeLabel, data }
}
