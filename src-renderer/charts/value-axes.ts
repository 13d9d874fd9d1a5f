import { MAX_TICKS, niceAxis, tickDecimals, type Extent, type ValueAxis } from './nice-axis.ts'
import { visible } from './summary.ts'
import { formatTick, scaleFor, toFamily, unitFamily, type UnitScale } from './units.ts'
import type { ChartRange, ChartSeries, Threshold } from './types.ts'

/** One value axis of a chart: everything on it is in the family's own unit, labels in `scale`. */
export interface UnitAxis {
  readonly family: string
  readonly axis: ValueAxis
  readonly scale: UnitScale
}

/** The left and the right one are labelled; a third unit has a scale of its own without labels. */
export const LABELLED_AXES = 2

interface Spread {
  min: number
  max: number
}

function include(spread: Spread, low: number, high: number): void {
  if (low < spread.min) spread.min = low
  if (high > spread.max) spread.max = high
}

/** One axis a family of units with values, in the order in which the families first appear among the series. */
export function valueAxes(
  series: readonly ChartSeries[],
  range: ChartRange,
  thresholds: readonly Threshold[],
): readonly UnitAxis[] {
  const spreads = new Map<string, Spread>()
  for (const one of series) {
    const family = unitFamily(one.unit)
    const factor = toFamily(one.unit)
    const spread = spreads.get(family) ?? { min: Infinity, max: -Infinity }
    spreads.set(family, spread)
    const { v, min, max } = one.columns
    const [start, end] = visible(one.columns, range)
    // The point before the window counts too: its line is seen entering.
    for (let index = Math.max(0, start - 1); index < end; index += 1) {
      const value = v[index]!
      if (Number.isNaN(value)) continue
      include(spread, (min?.[index] ?? value) * factor, (max?.[index] ?? value) * factor)
    }
  }
  for (const threshold of thresholds) {
    const value = threshold.value * toFamily(threshold.unit)
    const spread = spreads.get(unitFamily(threshold.unit))
    if (spread !== undefined && spread.max >= spread.min) include(spread, value, value)
  }
  // A unit of which there is no value has nothing to say, unless there is no other.
  const filled = [...spreads].filter(([, spread]) => spread.max >= spread.min)
  const found = (filled.length > 0 ? filled : [...spreads].slice(0, 1)).map(([family, spread]) =>
    scaled(family, spread.max >= spread.min ? spread : null),
  )
  const intervals = sharedIntervals(found.slice(0, LABELLED_AXES))
  return found.map((axis) => finish(axis, intervals))
}

interface ScaledSpread {
  readonly family: string
  readonly scale: UnitScale
  /** In the scale's unit. */
  readonly extent: Extent | null
}

function scaled(family: string, spread: Spread | null): ScaledSpread {
  const size = spread === null ? 0 : Math.max(Math.abs(spread.min), Math.abs(spread.max))
  const scale = scaleFor(family, size)
  const { divisor } = scale
  return {
    family,
    scale,
    extent: spread === null ? null : { min: spread.min / divisor, max: spread.max / divisor },
  }
}

function axisOf({ family, extent }: ScaledSpread, intervals: number | null): ValueAxis {
  return niceAxis(extent, { fromZero: family === '%', ...(intervals === null ? {} : { intervals }) })
}

/** Steps with which two axes share their hairlines and waste the least height; null where there is one axis. */
function sharedIntervals(spreads: readonly ScaledSpread[]): number | null {
  if (spreads.length < LABELLED_AXES) return null
  let best = MAX_TICKS - 1
  let leastWaste = Infinity
  for (let intervals = MAX_TICKS - 1; intervals >= 2; intervals -= 1) {
    const waste = spreads.reduce((sum, spread) => {
      const { min, max } = axisOf(spread, intervals)
      return sum + (spread.extent === null ? 0 : (max - Math.max(0, spread.extent.max)) / (max - min))
    }, 0)
    if (waste < leastWaste - 0.05) {
      best = intervals
      leastWaste = waste
    }
  }
  return best
}

function finish(spread: ScaledSpread, intervals: number | null): UnitAxis {
  const { family, scale } = spread
  const { min, max, step } = axisOf(spread, intervals)
  const { divisor } = scale
  return { family, scale, axis: { min: min * divisor, max: max * divisor, step: step * divisor } }
}

/** Label of a tick, in the scale of its axis. */
export function tickLabel(value: number, unitAxis: UnitAxis, locale: string): string {
  const { divisor } = unitAxis.scale
  return formatTick(value / divisor, locale, tickDecimals(unitAxis.axis.step / divisor))
}
