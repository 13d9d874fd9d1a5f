import type { Annotation } from '../../../src-main/contract/index.ts'
import type { ChartMark, MarkTone } from '../../charts/marks.ts'

const CONSOLE_TONES: Readonly<Record<string, MarkTone>> = {
  restart: 'stale',
  outage: 'bad',
  login: 'warn',
  config: 'stale',
}

/** Tells annotations apart, also those of the journal, which have no number. */
export function annotationKey({ id, kind, from }: Annotation): string {
  return id === null ? `${kind ?? ''}-${from}` : String(id)
}

export function toneOf({ origin, tag }: Annotation): MarkTone {
  return origin === 'person' ? 'accent' : (CONSOLE_TONES[tag] ?? 'stale')
}

/**
 * The marks of a chart: what concerns everybody, and what concerns a host of its
 * series. What is still going on reaches to the present.
 */
export function chartMarks(
  annotations: readonly Annotation[],
  hostIds: ReadonlySet<number>,
  now: number,
  words: (annotation: Annotation) => string,
): readonly ChartMark[] {
  return annotations
    .filter(({ hostId }) => hostId === null || hostIds.has(hostId))
    .map((annotation) => ({
      key: annotationKey(annotation),
      from: annotation.from,
      to: annotation.isOpen ? Math.max(now, annotation.from) : (annotation.to ?? annotation.from),
      label: words(annotation),
      tone: toneOf(annotation),
    }))
}
