/** Index of the first time that is at or after `at`; the length when there is none. */
export function lowerBound(times: Float64Array, at: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((times[middle] ?? Infinity) < at) low = middle + 1
    else high = middle
  }
  return low
}

/** Index of the time closest to `at` (the earlier one of two equally close); -1 for no times. */
export function nearest(times: Float64Array, at: number): number {
  const after = lowerBound(times, at)
  if (after === 0) return times.length === 0 ? -1 : 0
  if (after === times.length) return after - 1
  const before = after - 1
  return at - (times[before] ?? 0) <= (times[after] ?? 0) - at ? before : after
}
