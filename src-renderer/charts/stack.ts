import { findRuns, type Run } from './gaps.ts'
import type { ChartSeries, Columns } from './types.ts'
import { toFamily, unitFamily } from './units.ts'

/** Where a run ends, nothing is stacked from the next millisecond on: the gap stays a gap. */
const AFTER_MS = 1

/**
 * The series of each family of units on top of each other, the first one at the
 * bottom. Times that only some of them have are filled in along their lines;
 * where a series has a gap it adds nothing and has no area. `v` and `max` are
 * the upper edge and `min` the lower one, in the family's own unit. A period
 * that is compared with is left as it is.
 */
export function stackSeries(series: readonly ChartSeries[]): readonly ChartSeries[] {
  const families = Map.groupBy(
    series.filter((one) => one.look !== 'earlier'),
    (one) => unitFamily(one.unit),
  )
  const stacked = new Map<number, ChartSeries>()
  for (const [family, members] of families) {
    const runs = members.map((one) => findRuns(one.columns, one.gapMs))
    const times = commonTimes(members, runs)
    let base = new Float64Array(times.length)
    for (const [index, one] of members.entries()) {
      const top = alongLine(one.columns, runs[index]!, times, toFamily(one.unit))
      const next = base.slice()
      for (let at = 0; at < times.length; at += 1) {
        if (Number.isNaN(top[at])) continue
        top[at] = top[at]! + base[at]!
        next[at] = top[at]!
      }
      const columns = { t: times, v: top, min: base, max: top }
      stacked.set(one.id, { ...one, unit: family, columns, gapMs: Infinity, look: 'stacked' })
      base = next
    }
  }
  return series.map((one) => stacked.get(one.id) ?? one)
}

/** Every time of any of them, and the end of every run, ascending. */
function commonTimes(members: readonly ChartSeries[], runs: readonly (readonly Run[])[]): Float64Array {
  const times = new Set<number>()
  for (const [index, { columns }] of members.entries()) {
    for (const { first, last } of runs[index]!) {
      for (let at = first; at <= last; at += 1) times.add(columns.t[at]!)
      times.add(columns.t[last]! + AFTER_MS)
    }
  }
  return Float64Array.from(times).sort()
}

/** Values of a line at these times, NaN where there is none. */
function alongLine(
  { t, v }: Columns,
  runs: readonly Run[],
  times: Float64Array,
  factor: number,
): Float64Array {
  const values = new Float64Array(times.length).fill(NaN)
  let at = 0
  for (const { first, last } of runs) {
    let index = first
    while (at < times.length && times[at]! < t[first]!) at += 1
    for (; at < times.length && times[at]! <= t[last]!; at += 1) {
      while (index < last && t[index + 1]! <= times[at]!) index += 1
      const isOn = index === last || t[index] === times[at]
      const share = isOn ? 0 : (times[at]! - t[index]!) / (t[index + 1]! - t[index]!)
      const step = isOn ? 0 : v[index + 1]! - v[index]!
      values[at] = (v[index]! + step * share) * factor
    }
  }
  return values
}
