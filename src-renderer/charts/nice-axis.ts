/** Hairlines across a chart, LOOK.md. */
export const MAX_TICKS = 5

export interface ValueAxis {
  readonly min: number
  readonly max: number
  readonly step: number
}

export interface Extent {
  readonly min: number
  readonly max: number
}

const STEPS = [1, 2, 2.5, 5, 10]
/** A spread of less than a fifth of the height is worth a closer look … */
const CLOSE_UP_BELOW = 0.2
/** … but less than a hundredth is noise, and is shown as the flat line that it is. */
const CLOSE_UP_ABOVE = 0.01

function niceStep(span: number, intervals: number): number {
  const rough = span / intervals
  const magnitude = 10 ** Math.floor(Math.log10(rough))
  const factor = STEPS.find((step) => step * magnitude >= rough * 0.9999) ?? 10
  return factor * magnitude
}

/** Removes what binary fractions leave behind: 0.30000000000000004 is 0.3. */
export function tidy(value: number): number {
  return Number(value.toPrecision(12))
}

export interface AxisOptions {
  /** Starts at zero however close together the values are (percentages). */
  readonly fromZero?: boolean
  /** Exactly so many steps, so that the ticks of two axes share their hairlines. */
  readonly intervals?: number
}

const EMPTY_INTERVALS = 2

/**
 * A value axis with round steps and at most five ticks that holds `extent`.
 * It starts at zero unless all values lie close together far from it.
 */
export function niceAxis(extent: Extent | null, options: AxisOptions = {}): ValueAxis {
  const size = extent === null ? 0 : Math.max(Math.abs(extent.min), Math.abs(extent.max))
  // Nothing that was measured is smaller; its steps could not be told from zero.
  if (extent === null || !Number.isFinite(size) || size < 1e-100) {
    return { min: 0, max: 1, step: 1 / (options.intervals ?? EMPTY_INTERVALS) }
  }
  const share = (extent.max - extent.min) / size
  const isCloseUp =
    options.fromZero !== true && extent.min > 0 && share < CLOSE_UP_BELOW && share > CLOSE_UP_ABOVE
  const bottom = isCloseUp ? extent.min : Math.min(0, extent.min)
  const top = Math.max(isCloseUp ? extent.max : Math.max(0, extent.max), bottom + size * 1e-9)
  if (options.intervals !== undefined) return exactAxis(bottom, top, options.intervals)
  // Rounding both ends outwards can cost an interval more than asked for: take the first step that fits.
  for (let intervals = MAX_TICKS - 1; intervals >= 1; intervals -= 1) {
    const axis = roundAxis(bottom, top, niceStep(top - bottom, intervals))
    if (intervalsOf(axis) < MAX_TICKS) return axis
  }
  return roundAxis(bottom, top, niceStep(top - bottom, 1) * 2)
}

/** Steps between the ends of an axis. */
export function intervalsOf(axis: ValueAxis): number {
  return Math.round((axis.max - axis.min) / axis.step)
}

function roundAxis(bottom: number, top: number, step: number): ValueAxis {
  return {
    min: tidy(Math.floor(bottom / step + 1e-9) * step),
    max: tidy(Math.ceil(top / step - 1e-9) * step),
    step: tidy(step),
  }
}

/** The closest axis of exactly so many steps; what is not needed is left free at the top. */
function exactAxis(bottom: number, top: number, intervals: number): ValueAxis {
  let step = niceStep(top - bottom, intervals)
  let axis = roundAxis(bottom, top, step)
  while (intervalsOf(axis) > intervals) {
    step = niceStep(step * 1.01, 1)
    axis = roundAxis(bottom, top, step)
  }
  return { ...axis, max: tidy(axis.min + intervals * axis.step) }
}

/** Digits after the point that tell the ticks of an axis apart. */
export function tickDecimals(step: number): number {
  for (let digits = 0; digits < 6; digits += 1) {
    const scaled = step * 10 ** digits
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return digits
  }
  return 6
}
