import type { ChartTheme } from './chart-theme.ts'
import type { SeriesOption } from './echarts-core.ts'
import type { ChartMark, MarkTone } from './marks.ts'
import type { ChartRange, Threshold } from './types.ts'
import { toFamily, unitFamily } from './units.ts'
import { tickLabel, type UnitAxis } from './value-axes.ts'

/** Nothing reacts to the pointer inside the canvas: cursor and brush lie above it (chart-gestures). */
export const INERT = { silent: true, animation: false } as const
export const NO_EMPHASIS = { emphasis: { disabled: true } } as const

export interface OverlayInput {
  readonly range: ChartRange
  readonly axes: readonly UnitAxis[]
  readonly theme: ChartTheme
  readonly locale: string
}

/** Where ECharts draws a custom series. */
export interface DrawingArea {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const REGION_OPACITY = 0.1
const LABEL_SIZE_PX = 11

/** ECharts reads `[x, y, x, y, …]` from a typed array without looking at each point; its types do not say so. */
export function pairsAsData(pairs: Float64Array): number[][] {
  return pairs as unknown as number[][]
}

/** -1 for a unit that has no axis because there is no value of it. */
export function axisIndex(unit: string, axes: readonly UnitAxis[]): number {
  return axes.findIndex((axis) => axis.family === unitFamily(unit))
}

/** A dashed line with its value above it, across the whole chart. */
export function thresholdOptions(
  thresholds: readonly Threshold[],
  { axes, range, theme, locale }: OverlayInput,
): SeriesOption[] {
  return thresholds.flatMap((threshold, index): SeriesOption[] => {
    const yAxisIndex = axisIndex(threshold.unit, axes)
    const unitAxis = axes[yAxisIndex]
    if (unitAxis === undefined) return []
    const value = threshold.value * toFamily(threshold.unit)
    const { axis, scale } = unitAxis
    const color = threshold.level === 'bad' ? theme.bad : theme.warn
    const label = `${tickLabel(value, { ...unitAxis, axis: exactSteps(unitAxis, value) }, locale)} ${scale.name}`
    return [
      {
        ...INERT,
        ...NO_EMPHASIS,
        type: 'line',
        id: `threshold-${index}`,
        yAxisIndex,
        data: pairsAsData(Float64Array.of(range.from, value, range.to, value)),
        showSymbol: false,
        symbol: 'none',
        z: 4,
        lineStyle: { width: 1, color, type: [4, 4] },
      },
      {
        ...INERT,
        type: 'custom',
        id: `threshold-label-${index}`,
        yAxisIndex,
        z: 5,
        data: [[0, 0]],
        encode: { x: [], y: [] },
        renderItem: (params) => {
          const area = params.coordSys as unknown as DrawingArea
          const y = area.y + ((axis.max - value) / (axis.max - axis.min)) * area.height
          const isBelow = y < area.y + LABEL_SIZE_PX + 4
          return {
            type: 'text',
            style: {
              text: label.trim(),
              // On the left: the newest values are on the right.
              x: area.x + 3,
              y: isBelow ? y + 3 : y - 3,
              align: 'left',
              verticalAlign: isBelow ? 'top' : 'bottom',
              fill: color,
              stroke: theme.surface,
              lineWidth: 3,
              fontSize: LABEL_SIZE_PX,
              fontFamily: theme.font,
            },
          }
        },
      },
    ]
  })
}

/** A value between two ticks is written with as many digits as it has, not with theirs. */
function exactSteps({ axis, scale }: UnitAxis, value: number): UnitAxis['axis'] {
  const shown = Math.abs(value / scale.divisor)
  const step = [1, 0.1, 0.01, 0.001].find((one) => Math.abs(shown / one - Math.round(shown / one)) < 1e-6)
  return { ...axis, step: (step ?? 0.001) * scale.divisor }
}

function toneColor(theme: ChartTheme, tone: MarkTone): string {
  return theme[tone]
}

/** What happened: a thin line at a moment, a soft ground with its edges for a span. */
export function markOptions(
  marks: readonly ChartMark[],
  { range, axes, theme }: OverlayInput,
): SeriesOption[] {
  if (marks.length === 0 || axes.length === 0) return []
  return [
    {
      ...INERT,
      type: 'custom',
      id: 'marks',
      clip: true,
      z: 1,
      data: marks.map((_, index) => [index, 0]),
      // The mark's number is neither a time nor a value: it must not move the axes.
      encode: { x: [], y: [] },
      renderItem: (params) => {
        const mark = marks[params.dataIndex]
        const area = params.coordSys as unknown as DrawingArea
        if (mark === undefined) return null
        const x = (time: number): number =>
          area.x + ((time - range.from) / (range.to - range.from)) * area.width
        const color = toneColor(theme, mark.tone)
        const edge = (at: number) => ({
          type: 'line' as const,
          shape: { x1: x(at), y1: area.y, x2: x(at), y2: area.y + area.height },
          style: { stroke: color, lineWidth: 1, opacity: 0.8, lineDash: [2, 3] },
        })
        if (mark.to <= mark.from) return edge(mark.from)
        const left = Math.max(x(mark.from), area.x)
        const right = Math.min(x(mark.to), area.x + area.width)
        return {
          type: 'group',
          children: [
            {
              type: 'rect' as const,
              shape: { x: left, y: area.y, width: Math.max(1, right - left), height: area.height },
              style: { fill: color, opacity: REGION_OPACITY },
            },
            edge(mark.from),
            edge(mark.to),
          ],
        }
      },
    },
  ]
}
