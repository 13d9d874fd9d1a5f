import { useElementSize, useIntersectionObserver } from '@vueuse/core'
import { onBeforeUnmount, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { structureOf } from './build-option.ts'
import { createChart, drawSvg, type EChartsOption, type EChartsType } from './echarts-core.ts'
import { windowFrames, type DrawCause, type DrawJob } from './frame-scheduler.ts'
import { windowPrint } from './window-print.ts'

export interface ChartCanvas {
  readonly width: Ref<number>
  readonly height: Ref<number>
  readonly isInView: Readonly<ShallowRef<boolean>>
  /** Draws in one of the next frames: data at most four times a second, what a person did or waits for at once. */
  requestDraw(cause: DrawCause): void
  /** The picture as it stands, for exports; null before anything was drawn. */
  snapshot(pixelRatio: number, background: string): HTMLCanvasElement | null
  /** The picture as an SVG document; null while there is no room for it. */
  svg(): string | null
}

/**
 * Owns the canvas in `host`: made when it first comes into view, drawn only
 * while it is in view, disposed of with the component. `option` is asked at the
 * moment of drawing, so several changes cost one picture; for a drawing without
 * pixels it gets null.
 */
export function useChartCanvas(
  host: Ref<HTMLElement | null>,
  option: (pixelRatio: number | null) => EChartsOption,
): ChartCanvas {
  const { width, height } = useElementSize(host)
  const isInView = shallowRef(false)
  let chart: EChartsType | null = null
  let drawnStructure = ''
  let isDirty = true

  function draw(): void {
    if (host.value === null || width.value === 0 || height.value === 0) return
    if (!isInView.value && !windowPrint.isPrinting) {
      isDirty = true
      return
    }
    chart ??= createChart(host.value, { width: width.value, height: height.value })
    if (chart.getWidth() !== width.value || chart.getHeight() !== height.value) {
      chart.resize({ width: width.value, height: height.value, silent: true })
    }
    const next = option(window.devicePixelRatio)
    const structure = structureOf(next)
    chart.setOption(next, { notMerge: structure !== drawnStructure, silent: true })
    drawnStructure = structure
    isDirty = false
  }

  const job: DrawJob = { run: draw }

  function requestDraw(cause: DrawCause): void {
    isDirty = true
    if (isInView.value || windowPrint.isPrinting) windowFrames.request(job, cause)
  }

  useIntersectionObserver(
    host,
    (entries) => {
      isInView.value = entries.at(-1)?.isIntersecting ?? false
      if (isInView.value && isDirty) requestDraw('person')
    },
    // A little before it is seen, so that scrolling does not uncover empty charts.
    { rootMargin: '120px' },
  )
  watch([width, height], () => {
    requestDraw('person')
  })
  const forgetPrint = windowPrint.beforePrint(draw)
  onBeforeUnmount(() => {
    forgetPrint()
    windowFrames.cancel(job)
    chart?.dispose()
    chart = null
  })

  return {
    width,
    height,
    isInView,
    requestDraw,
    svg: () =>
      width.value === 0 || height.value === 0
        ? null
        : drawSvg(option(null), { width: width.value, height: height.value }),
    snapshot: (pixelRatio, backgroundColor) =>
      chart === null ? null : chart.renderToCanvas({ pixelRatio, backgroundColor }),
  }
}
