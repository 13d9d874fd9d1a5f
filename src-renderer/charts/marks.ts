import { pixelAt, type PlotArea } from './time-scale.ts'
import type { ChartRange } from './types.ts'

/** What a mark says by its colour; its flag says it in words as well. */
export type MarkTone = 'accent' | 'warn' | 'bad' | 'stale'

/** Something that happened, drawn across a chart: a moment, or a span when `to` lies after `from`. */
export interface ChartMark {
  readonly key: string
  readonly from: number
  readonly to: number
  /** In words, for the flag. */
  readonly label: string
  readonly tone: MarkTone
}

/** One flag at the top of a chart; marks that lie too close for a flag each share one. */
export interface MarkFlag {
  readonly x: number
  readonly marks: readonly ChartMark[]
  readonly tone: MarkTone
}

/** Flags do not overlap, and each is large enough to be hit. */
export const FLAG_PX = 18
const WORST_FIRST: readonly MarkTone[] = ['bad', 'warn', 'accent', 'stale']

/** The marks as they were while nothing about them has changed: then no chart is drawn again. */
export function keepMarks(
  before: readonly ChartMark[] | undefined,
  marks: readonly ChartMark[],
): readonly ChartMark[] {
  const isSame =
    before?.length === marks.length &&
    marks.every((mark, index) => {
      const { key, from, to, label, tone } = before[index]!
      return (
        mark.key === key && mark.from === from && mark.to === to && mark.label === label && mark.tone === tone
      )
    })
  return isSame ? before : marks
}

/** The marks that are seen within a range, in their order in time. */
export function visibleMarks(marks: readonly ChartMark[], range: ChartRange): readonly ChartMark[] {
  return marks
    .filter((mark) => mark.to >= range.from && mark.from <= range.to)
    .toSorted((one, other) => one.from - other.from)
}

/** Where flags stand: at the beginning of what they mark, or at the edge that it comes in by. */
export function markFlags(
  marks: readonly ChartMark[],
  range: ChartRange,
  plot: PlotArea,
): readonly MarkFlag[] {
  const flags: { x: number; marks: ChartMark[] }[] = []
  for (const mark of visibleMarks(marks, range)) {
    const x = pixelAt(Math.max(mark.from, range.from), plot, range)
    const last = flags.at(-1)
    if (last !== undefined && x - last.x < FLAG_PX) last.marks.push(mark)
    else flags.push({ x, marks: [mark] })
  }
  return flags.map((flag) => ({
    ...flag,
    tone: WORST_FIRST.find((tone) => flag.marks.some((mark) => mark.tone === tone)) ?? 'stale',
  }))
}
