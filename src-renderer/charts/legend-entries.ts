import { pointAt, summarise } from './summary.ts'
import type { ChartRange, ChartSeries } from './types.ts'

/** One line of a legend; numbers in the series' own unit, null where there is no value. */
export interface LegendEntry {
  readonly id: number
  readonly label: string
  /** The label where there is little room. */
  readonly shortLabel: string
  readonly unit: string
  readonly color: number
  readonly isHidden: boolean
  /** The same series a while ago; it comes and goes with its series. */
  readonly isEarlier: boolean
  /** At the cursor, or the newest where there is no cursor. */
  readonly value: number | null
  readonly min: number | null
  readonly mean: number | null
  readonly max: number | null
  readonly last: number | null
}

/** The legend of a chart: what each series says at the cursor and over the visible range. */
export function legendEntries(
  series: readonly ChartSeries[],
  range: ChartRange,
  cursor: number | null,
  hidden: ReadonlySet<number>,
): readonly LegendEntry[] {
  return series.map((one) => {
    const { id, label, unit, color } = one
    const { last, min, mean, max } = summarise(one.columns, range)
    const value = cursor === null ? last : (pointAt(one.columns, cursor, one.gapMs)?.value ?? null)
    const isHidden = hidden.has(Math.abs(id))
    const isEarlier = one.look === 'earlier'
    const { shortLabel = label } = one
    return { id, label, shortLabel, unit, color, isHidden, isEarlier, value, min, mean, max, last }
  })
}

/**
 * What a click on a legend entry hides. A plain click shows this series alone,
 * or all of them when it was alone already; with a modifier key only this one
 * comes or goes. The last visible one never goes.
 */
export function nextHidden(
  ids: readonly number[],
  hidden: ReadonlySet<number>,
  id: number,
  isToggle: boolean,
): ReadonlySet<number> {
  if (!isToggle) {
    const isAlone = ids.every((other) => (other === id ? !hidden.has(other) : hidden.has(other)))
    return isAlone ? new Set() : new Set(ids.filter((other) => other !== id))
  }
  const next = new Set(hidden)
  if (!next.delete(id)) next.add(id)
  return ids.every((other) => next.has(other)) ? hidden : next
}
