/**
 * The parts of ECharts that a time series needs, and no other: axes, lines, dots
 * and bands on a canvas. Cursor, brush, legend and tooltip are ours (chart-group,
 * chart-gestures, ChartLegend): they cost no redraw and need no inline styles,
 * which the content security policy forbids.
 */
import { CustomChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { graphic, init, use, type ComposeOption, type EChartsType } from 'echarts/core'
import type { CustomSeriesOption, LineSeriesOption, ScatterSeriesOption } from 'echarts/charts'
import type { GridComponentOption } from 'echarts/components'
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers'

use([LineChart, ScatterChart, CustomChart, GridComponent, CanvasRenderer, SVGRenderer])

export type SeriesOption = LineSeriesOption | ScatterSeriesOption | CustomSeriesOption
export type EChartsOption = ComposeOption<SeriesOption | GridComponentOption>
export type CustomElement = ReturnType<NonNullable<CustomSeriesOption['renderItem']>>
export type { EChartsType }

/** Upright strokes side by side: `shape.columns` is `[x, top, bottom, …]`. */
export const COLUMNS_SHAPE = 'columns'

graphic.registerShape(
  COLUMNS_SHAPE,
  graphic.extendShape({
    shape: { columns: new Float64Array(0) },
    buildPath(path, { columns }: { columns: Float64Array }) {
      for (let at = 0; at < columns.length; at += 3) {
        path.moveTo(columns[at]!, columns[at + 1]!)
        path.lineTo(columns[at]!, columns[at + 2]!)
      }
    },
  }),
)

export function createChart(element: HTMLElement, size: { width: number; height: number }): EChartsType {
  return init(element, null, { renderer: 'canvas', ...size })
}

/** The same picture as an SVG document, made without an element. */
export function drawSvg(option: EChartsOption, size: { width: number; height: number }): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size })
  chart.setOption(option)
  const text = chart.renderToSVGString()
  chart.dispose()
  return text
}
