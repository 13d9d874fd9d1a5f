import type { StateSpan } from '../contract/index.ts'

/**
 * Spans reach from the first to the last time that a state was reported, so
 * there is an interval between two of them that is no gap: each lasts until
 * the next, and equal neighbours are one. What lies further apart stays apart.
 *
 * @param spans ascending
 * @param gapMs distance from which on nobody knows what was in between
 */
export function withoutHoles(spans: readonly StateSpan[], gapMs: number): StateSpan[] {
  const joined: StateSpan[] = []
  for (const span of spans) {
    const before = joined.at(-1)
    const isNext = before !== undefined && span.from - before.to <= gapMs
    if (isNext && before.value === span.value) joined.splice(-1, 1, { ...before, to: span.to })
    else {
      if (isNext) joined.splice(-1, 1, { ...before, to: span.from })
      joined.push(span)
    }
  }
  return joined
}
