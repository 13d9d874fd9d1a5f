import type { SampleColumns } from '../../../src-main/contract/index.ts'

/**
 * Samples as evenly spaced points, which is what a small line draws: each the
 * newest value before it, null where that is a gap away.
 */
export function evenly(
  { t, v, gapMs }: Pick<SampleColumns, 't' | 'v' | 'gapMs'>,
  from: number,
  to: number,
  points: number,
): readonly (number | null)[] {
  const step = (to - from) / Math.max(1, points - 1)
  let next = 0
  return Array.from({ length: points }, (_, index) => {
    const at = from + index * step
    while (next < t.length && (t[next] ?? Infinity) <= at) next += 1
    const last = next - 1
    if (last < 0 || at - (t[last] ?? 0) > Math.max(gapMs, step)) return null
    return v[last] ?? null
  })
}
