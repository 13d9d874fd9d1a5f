import { bandOption } from './band-option.ts'
import {
  axisIndex,
  INERT,
  markOptions,
  NO_EMPHASIS,
  pairsAsData,
  thresholdOptions,
} from './build-overlays.ts'
import { isDashed, seriesColor, type ChartTheme } from './chart-theme.ts'
import { clipColumns } from './clip-columns.ts'
import type { EChartsOption, SeriesOption } from './echarts-core.ts'
import { findRuns, isolatedPairs, linePairs } from './gaps.ts'
import { visibleMarks, type ChartMark } from './marks.ts'
import { timeTicks } from './ticks.ts'
import { pixelAt, type PlotArea } from './time-scale.ts'
import type { ChartRange, ChartSeries, Threshold } from './types.ts'
import { toFamily } from './units.ts'
import { LABELLED_AXES, tickLabel, type UnitAxis } from './value-axes.ts'

export interface OptionInput {
  readonly series: readonly ChartSeries[]
  readonly range: ChartRange
  readonly thresholds: readonly Threshold[]
  readonly marks: readonly ChartMark[]
  readonly axes: readonly UnitAxis[]
  readonly plot: PlotArea
  /** Of the whole canvas. */
  readonly widthPx: number
  /** Pixels of the screen in one of CSS; null for a drawing that has none. */
  readonly pixelRatio: number | null
  readonly theme: ChartTheme
  readonly locale: string
  readonly now: number
}

const LABEL_SIZE_PX = 11
const LINE_PX = 1.5
/** A label of a time axis with its date, and air. */
const TIME_LABEL_PX = 72
const MAX_TIME_LABELS = 6
const LABEL_CHARACTER_PX = 6.2

/**
 * Where there is a point for every other pixel, noise drawn wide is a blot. And a line of one pixel of
 * the screen costs Chromium a tenth of a wider one: 0.6 ms instead of 5 for three lines of 720 points.
 */
const DENSE_LINE_PX = 1
const DENSE_POINTS_PER_PIXEL = 0.5

/**
 * The whole picture as an option of ECharts. Pure: the same input gives the same
 * picture. Two options whose `structureOf` is equal differ in data only.
 */
export function buildOption(input: OptionInput): EChartsOption {
  const { plot, series } = input
  return {
    animation: false,
    grid: {
      left: plot.left,
      top: plot.top,
      width: plot.width,
      height: plot.height,
      outerBoundsMode: 'none',
    },
    xAxis: timeAxis(input),
    yAxis: input.axes.map((axis, index) => valueAxis(axis, index, input)),
    series: [
      ...series.flatMap((one, index) => seriesOptions(one, index === 0, input)),
      ...thresholdOptions(input.thresholds, input),
      ...markOptions(visibleMarks(input.marks, input.range), input),
    ],
  }
}

/** What has to be equal for an option to be merged into the one before, which is much cheaper. */
export function structureOf(option: EChartsOption): string {
  const series = Array.isArray(option.series) ? option.series : []
  const axes = Array.isArray(option.yAxis) ? option.yAxis.length : 1
  return `${axes}|${series.map((one) => one.id).join('|')}`
}

function timeAxis({
  range,
  plot,
  widthPx,
  locale,
  now,
  theme,
}: OptionInput): NonNullable<EChartsOption['xAxis']> {
  const maxTicks = Math.max(2, Math.min(MAX_TIME_LABELS, Math.floor(plot.width / TIME_LABEL_PX)))
  const ticks = timeTicks({ ...range, maxTicks, locale, now }).filter((tick) => {
    // A label that the edge of the canvas would cut is worse than none.
    const halfPx = (tick.label.length * LABEL_CHARACTER_PX) / 2
    const x = pixelAt(tick.at, plot, range)
    return x - halfPx >= 0 && x + halfPx <= widthPx
  })
  const labels = new Map(ticks.map((tick) => [tick.at, tick.label]))
  return {
    type: 'value',
    min: range.from,
    max: range.to,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: false },
    axisLabel: {
      customValues: ticks.map((tick) => tick.at),
      formatter: (value: number) => labels.get(value) ?? '',
      color: theme.textFaint,
      fontFamily: theme.font,
      fontSize: LABEL_SIZE_PX,
      margin: 9,
      hideOverlap: true,
    },
  }
}

function valueAxis(unitAxis: UnitAxis, index: number, { theme, locale }: OptionInput): object {
  const { min, max, step } = unitAxis.axis
  return {
    type: 'value',
    min,
    max,
    interval: step,
    position: index === 1 ? 'right' : 'left',
    show: index < LABELLED_AXES,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: index === 0, lineStyle: { color: theme.lineSoft, width: 1 } },
    axisLabel: {
      formatter: (value: number) => tickLabel(value, unitAxis, locale),
      color: theme.textFaint,
      fontFamily: theme.font,
      fontSize: LABEL_SIZE_PX,
      margin: 8,
    },
  }
}

function seriesOptions(whole: ChartSeries, isFirst: boolean, input: OptionInput): SeriesOption[] {
  const one = { ...whole, columns: clipColumns(whole.columns, input.range) }
  const yAxisIndex = axisIndex(one.unit, input.axes)
  if (yAxisIndex < 0) return []
  const color = seriesColor(input.theme, one.color)
  const runs = findRuns(one.columns, one.gapMs)
  const factor = toFamily(one.unit)
  const isEarlier = one.look === 'earlier'
  const options: SeriesOption[] = []
  if (!isEarlier && one.columns.min !== null && one.columns.max !== null) {
    options.push(bandOption({ ...input, series: one, runs, yAxisIndex, color }))
  }
  options.push({
    ...INERT,
    ...NO_EMPHASIS,
    type: 'line',
    id: `line-${one.id}`,
    yAxisIndex,
    data: pairsAsData(linePairs(one.columns, runs, factor)),
    showSymbol: false,
    symbol: 'none',
    connectNulls: false,
    z: 3,
    lineStyle: { width: lineWidth(one, input), color, type: lineType(one), join: 'bevel' },
    ...(isFirst && one.look === undefined
      ? { areaStyle: { color, opacity: 0.07, origin: 'auto' as const } }
      : {}),
  })
  const alone = isolatedPairs(one.columns, runs, factor)
  if (alone.length > 0) {
    options.push({
      ...INERT,
      ...NO_EMPHASIS,
      type: 'scatter',
      id: `alone-${one.id}`,
      yAxisIndex,
      data: pairsAsData(alone),
      symbolSize: 4,
      z: 3,
      itemStyle: { color, opacity: 1 },
    })
  }
  return options
}

function lineWidth({ columns }: ChartSeries, { plot }: OptionInput): number {
  return columns.t.length > plot.width * DENSE_POINTS_PER_PIXEL ? DENSE_LINE_PX : LINE_PX
}

/** Dotted is earlier, dashed is the palette's second round. */
function lineType(one: ChartSeries): 'solid' | number[] {
  if (one.look === 'earlier') return [1.5, 3]
  return isDashed(one.color) ? [6, 3] : 'solid'
}
