import type { ChartRange } from '../../charts/types.ts'
import type { TimeRange } from '../../stores/time-range.ts'

/**
 * The range that a zoom or a move on a chart leads to. Nothing lies beyond the
 * present: a range that reaches it ends there, and zooming out of a live range
 * stays live.
 */
export function settleZoom(wanted: ChartRange, current: ChartRange, isLive: boolean, now: number): TimeRange {
  const spanMs = wanted.to - wanted.from
  if (wanted.to <= now) return { kind: 'absolute', from: wanted.from, to: wanted.to }
  if (isLive && spanMs > current.to - current.from) return { kind: 'relative', spanMs }
  return { kind: 'absolute', from: now - spanMs, to: now }
}
