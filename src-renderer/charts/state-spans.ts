import type { StateSpan } from '../../src-main/contract/index.ts'
import { pixelAt, type PlotArea } from './time-scale.ts'
import type { ChartRange } from './types.ts'

/** A span of a text series as it is drawn, in pixels of the chart. */
export interface StateBox {
  readonly key: number
  readonly left: number
  readonly width: number
  readonly word: string
  readonly from: number
  readonly to: number
  /** Name of a token: `ok`, `warn`, `bad`, `stale` or `c1` … `c8`. */
  readonly tone: string
}

/** Thinner than this nobody could see that something happened. */
const MIN_WIDTH_PX = 2
const SERIES_TONES = 8

const KNOWN_TONES: readonly (readonly [RegExp, string])[] = [
  [/^(ok|okay|up|on|yes|true|online|running|active|alive|available|healthy|good|ready|connected)$/iu, 'ok'],
  [/^(warn|warning|degraded|busy|pending|starting|stopping|near|slow)$/iu, 'warn'],
  [
    /^(bad|down|off|no|false|offline|failed|failure|error|critical|dead|problem|stopped|lost|refused)$/iu,
    'bad',
  ],
  [/^(unknown|idle|paused|inactive|disabled|n\/a)$/iu, 'stale'],
]

/** Colour of a word: what it means where that is known, else always the same one for the same word. */
export function toneOf(word: string): string {
  const known = KNOWN_TONES.find(([pattern]) => pattern.test(word.trim()))
  if (known !== undefined) return known[1]
  let hash = 7
  for (const letter of word) hash = (hash * 31 + letter.charCodeAt(0)) % 65_521
  return `c${(hash % SERIES_TONES) + 1}`
}

/** The visible part of each span; what was not available is left out, because it is a gap. */
export function stateBoxes(
  spans: readonly StateSpan[],
  range: ChartRange,
  plot: PlotArea,
): readonly StateBox[] {
  return spans.flatMap((span) => {
    if (span.value === null || span.to < range.from || span.from > range.to) return []
    const left = pixelAt(Math.max(span.from, range.from), plot, range)
    const right = pixelAt(Math.min(span.to, range.to), plot, range)
    return [
      {
        key: span.from,
        left,
        width: Math.max(MIN_WIDTH_PX, right - left),
        word: span.value,
        from: span.from,
        to: span.to,
        tone: toneOf(span.value),
      },
    ]
  })
}

/** The word that stood at a time; null within a gap. */
export function stateAt(spans: readonly StateSpan[], at: number): string | null {
  return spans.findLast((span) => span.from <= at && at <= span.to)?.value ?? null
}

/** The last word within the range; null when there is none. */
export function lastState(spans: readonly StateSpan[], range: ChartRange): string | null {
  return (
    spans.findLast((span) => span.value !== null && span.from <= range.to && span.to >= range.from)?.value ??
    null
  )
}
