import type { ChartRange } from './types.ts'

/** Where the lines are drawn within a chart, in CSS pixels. */
export interface PlotArea {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Closer than this a chart says nothing; the time range of the bar has the same limit. */
export const MIN_SPAN_MS = 1_000
/** A drag shorter than this was meant as a click. */
export const MIN_DRAG_PX = 4
/** One notch of the wheel, or one press of +. */
export const ZOOM_STEP = 0.7

/** Time at a pixel from the left edge of the chart; not limited to the plot. */
export function timeAt(x: number, plot: PlotArea, range: ChartRange): number {
  return range.from + ((x - plot.left) / Math.max(1, plot.width)) * (range.to - range.from)
}

/** Pixel from the left edge of the chart at which a time lies. */
export function pixelAt(time: number, plot: PlotArea, range: ChartRange): number {
  return plot.left + ((time - range.from) / Math.max(1, range.to - range.from)) * plot.width
}

export function clampTime(time: number, range: ChartRange): number {
  return Math.min(Math.max(time, range.from), range.to)
}

/** The range times `factor` (below 1: closer) with `anchor` staying where it is. */
export function zoomAround(range: ChartRange, anchor: number, factor: number): ChartRange {
  const span = range.to - range.from
  const newSpan = Math.max(MIN_SPAN_MS, span * factor)
  const share = (anchor - range.from) / Math.max(1, span)
  const from = anchor - share * newSpan
  return { from: Math.round(from), to: Math.round(from + newSpan) }
}

export function pan(range: ChartRange, milliseconds: number): ChartRange {
  return { from: Math.round(range.from + milliseconds), to: Math.round(range.to + milliseconds) }
}

/** What a drag from one pixel to another chose; null when it was too short to mean it. */
export function draggedRange(
  startX: number,
  endX: number,
  plot: PlotArea,
  range: ChartRange,
): ChartRange | null {
  if (Math.abs(endX - startX) < MIN_DRAG_PX) return null
  const one = clampTime(timeAt(startX, plot, range), range)
  const other = clampTime(timeAt(endX, plot, range), range)
  if (one === other) return null
  return { from: Math.round(Math.min(one, other)), to: Math.round(Math.max(one, other)) }
}
