import '../../../src-renderer/styles/tokens.css'
import { createApp, h, nextTick, shallowReactive } from 'vue'
import { provideChartGroup } from '../../../src-renderer/charts/chart-group.ts'
import { dropBefore, mergeColumns } from '../../../src-renderer/charts/merge-live.ts'
import TimeSeriesChart from '../../../src-renderer/charts/TimeSeriesChart.vue'
import { NO_POINTS, type ChartSeries, type Columns } from '../../../src-renderer/charts/types.ts'
import { HEIGHT_PX, LOAD, STEP_MS, type Painter } from './feed.ts'

interface State {
  now: number
  charts: (readonly ChartSeries[])[]
}

function appended(columns: Columns, at: number, value: number): Columns {
  const live: Columns = { t: Float64Array.of(at), v: Float64Array.of(value), min: null, max: null }
  return dropBefore(mergeColumns(columns, live), at - LOAD.points * STEP_MS)
}

/** Our own chart with its legend and shared cursor, fed as a page feeds it. */
export function createOurs(): Painter {
  const empty = Array.from({ length: LOAD.charts }, (_, chart) =>
    Array.from({ length: LOAD.series }, (_unused, index) => ({
      id: chart * LOAD.series + index + 1,
      label: `host ${chart} series ${index}`,
      unit: '%',
      color: index,
      columns: NO_POINTS,
      gapMs: STEP_MS * 5,
    })),
  )
  const state = shallowReactive<State>({ now: 0, charts: empty })
  return {
    async mount(root) {
      createApp({
        setup() {
          provideChartGroup()
          return () =>
            state.charts.map((series, index) =>
              h('section', { key: index }, [
                h(TimeSeriesChart, {
                  title: `Chart ${index}`,
                  series,
                  range: { from: state.now - LOAD.points * STEP_MS, to: state.now },
                  now: state.now,
                  height: HEIGHT_PX,
                }),
              ]),
            )
        },
      }).mount(root)
      await nextTick()
    },
    push(at, values) {
      state.now = at
      state.charts = state.charts.map((series, chart) =>
        series.map((one, index) => ({
          ...one,
          columns: appended(one.columns, at, values[chart]?.[index] ?? 0),
        })),
      )
    },
  }
}
