/** An age in one unit, the largest that fits. */
export interface AgeParts {
  readonly unit: 'seconds' | 'minutes' | 'hours' | 'days'
  readonly count: number
}

const MINUTE = 60
const HOUR = 3_600
const DAY = 86_400

/**
 * Breaks a distance down to whole units, never rounding up: an age of 119 s is
 * one minute. A distance below zero (clocks differ a little) counts as none.
 */
export function agePartsOf(distanceMs: number): AgeParts {
  const seconds = Math.max(0, Math.floor(distanceMs / 1_000))
  // Up to 90 s and 90 min the smaller unit says more than "1 min".
  if (seconds < 1.5 * MINUTE) return { unit: 'seconds', count: seconds }
  if (seconds < 1.5 * HOUR) return { unit: 'minutes', count: Math.floor(seconds / MINUTE) }
  if (seconds < 2 * DAY) return { unit: 'hours', count: Math.floor(seconds / HOUR) }
  return { unit: 'days', count: Math.floor(seconds / DAY) }
}
