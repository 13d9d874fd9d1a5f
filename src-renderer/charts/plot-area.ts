import { LABELLED_AXES, tickLabel, type UnitAxis } from './value-axes.ts'
import type { PlotArea } from './time-scale.ts'

/** Room above the highest line and, below the plot, for the time labels. */
const TOP_PX = 10
const BOTTOM_PX = 24
/** The newest point has room on the right, LOOK.md. */
const RIGHT_PX = 16
const DIGIT_PX = 6.6
const LABEL_GAP_PX = 8
const MARGIN_PX = 10
/** Charts above each other line up as long as their labels fit into this. */
const MIN_GUTTER_PX = 48

/** Width of the widest label of an axis with its margins. */
function gutter(axis: UnitAxis | undefined, locale: string): number {
  if (axis === undefined) return MIN_GUTTER_PX
  const { min, max, step } = axis.axis
  const widest = [min, max, min + step].reduce(
    (width, value) => Math.max(width, tickLabel(value, axis, locale).length),
    0,
  )
  return Math.max(MIN_GUTTER_PX, Math.ceil(widest * DIGIT_PX + LABEL_GAP_PX + MARGIN_PX))
}

/** Where the lines go in a chart of this size. */
export function plotArea(
  size: { width: number; height: number },
  axes: readonly UnitAxis[],
  locale: string,
): PlotArea {
  const left = gutter(axes[0], locale)
  const right = axes.length >= LABELLED_AXES ? gutter(axes[1], locale) : RIGHT_PX
  return {
    left,
    top: TOP_PX,
    width: Math.max(1, size.width - left - right),
    height: Math.max(1, size.height - TOP_PX - BOTTOM_PX),
  }
}
