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

/**
 * A value axis with round steps and at most five ticks that holds `extent`.
 * It starts at zero unless all values lie close together far from it;
 * `fromZero` keeps it there in any case (percentages).
 */
export function niceAxis(extent: Extent | null, options: { fromZero?: boolean } = {}): ValueAxis {
  if (extent === null || !Number.isFinite(extent.min) || !Number.isFinite(extent.max)) {
    return { min: 0, max: 1, step: 0.5 }
  }
  const { min: low, max: high } = extent
  const size = Math.max(Math.abs(low), Math.abs(high))
  // Nothing that was measured is that small; its steps could not be told from zero.
  if (size < 1e-100) return { min: 0, max: 1, step: 0.5 }
  const share = (high - low) / size
  const isCloseUp = options.fromZero !== true && low > 0 && share < CLOSE_UP_BELOW && share > CLOSE_UP_ABOVE
  const bottom = isCloseUp ? low : Math.min(0, low)
  const top = Math.max(isCloseUp ? high : Math.max(0, high), bottom + size * 1e-9)
  // Rounding both ends outwards can cost an interval more than asked for: take the first step that fits.
  for (let intervals = MAX_TICKS - 1; intervals >= 1; intervals -= 1) {
    const step = niceStep(top - bottom, intervals)
    const min = tidy(Math.floor(bottom / step + 1e-9) * step)
    const max = tidy(Math.ceil(top / step - 1e-9) * step)
    if (Math.round((max - min) / step) < MAX_TICKS) return { min, max, step: tidy(step) }
  }
  const step = niceStep(top - bottom, 1) * 2
  return { min: tidy(Math.floor(bottom / step) * step), max: tidy(Math.ceil(top / step) * step), step }
}

/** Digits after the point that tell the ticks of an axis apart. */
export function tickDecimals(step: number): number {
  for (let digits = 0; digits < 6; digits += 1) {
    const scaled = step * 10 ** digits
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return digits
  }
  return 6
}
