import type { ShallowRef } from 'vue'
import type { ChartGroup } from './chart-group.ts'
import { stepCursor } from './cursor-step.ts'
import { pan, zoomAround, ZOOM_STEP } from './time-scale.ts'
import type { ChartRange, ChartSeries } from './types.ts'

/** Share of the range that Shift and an arrow, or Page up and down, move. */
const PAN_SHARE = 0.25

export interface KeyOptions {
  readonly series: () => readonly ChartSeries[]
  readonly range: () => ChartRange
  readonly group: ChartGroup
  readonly onZoom: (range: ChartRange) => void
  readonly onReset: () => void
  /** Gives up a drag; says whether there was one. */
  readonly abort: () => boolean
  /** The other end of a span that is being chosen; null: none is. */
  readonly anchor: ShallowRef<number | null>
  /** Note something at a moment, or over a span. */
  readonly onAnnotate: (from: number, to: number | null) => void
  /** Something a screen reader should say has moved. */
  readonly onCursorMoved: () => void
}

/**
 * The whole chart by keyboard: arrows move the cursor, + and − zoom, Shift and an
 * arrow moves the range, Esc resets. M begins a span at the cursor; Enter zooms to
 * it, and A notes something there, or at the cursor alone.
 */
export function useChartKeys(options: KeyOptions): (event: KeyboardEvent) => void {
  const { group } = options

  function move(direction: 1 | -1): void {
    group.cursor.value = stepCursor(options.series(), options.range(), group.cursor.value, direction)
    options.onCursorMoved()
  }

  function moveTo(edge: 'from' | 'to'): void {
    const range = options.range()
    group.cursor.value =
      edge === 'from'
        ? stepCursor(options.series(), range, range.from - 1, 1)
        : stepCursor(options.series(), range, range.to + 1, -1)
    options.onCursorMoved()
  }

  function zoom(factor: number): void {
    const range = options.range()
    options.onZoom(zoomAround(range, group.cursor.value ?? (range.from + range.to) / 2, factor))
  }

  function panBy(share: number): void {
    const range = options.range()
    options.onZoom(pan(range, (range.to - range.from) * share))
  }

  /** What lies between the mark and the cursor, in order; null without both. */
  function span(): ChartRange | null {
    const [start, end] = [options.anchor.value, group.cursor.value]
    if (start === null || end === null || start === end) return null
    return { from: Math.min(start, end), to: Math.max(start, end) }
  }

  function setAnchor(): void {
    if (group.cursor.value === null) move(-1)
    options.anchor.value = group.cursor.value
    options.onCursorMoved()
  }

  function zoomToSpan(): void {
    const chosen = span()
    options.anchor.value = null
    if (chosen !== null) options.onZoom(chosen)
  }

  function annotate(): void {
    const chosen = span()
    options.anchor.value = null
    if (chosen !== null) options.onAnnotate(chosen.from, chosen.to)
    else options.onAnnotate(group.cursor.value ?? options.range().to, null)
  }

  function escape(): void {
    if (options.abort()) return
    if (options.anchor.value !== null) {
      options.anchor.value = null
      return
    }
    if (group.cursor.value === null) options.onReset()
    else group.cursor.value = null
  }

  const actions: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
    ArrowLeft: (event) => (event.shiftKey ? panBy(-PAN_SHARE) : move(-1)),
    ArrowRight: (event) => (event.shiftKey ? panBy(PAN_SHARE) : move(1)),
    PageUp: () => panBy(-1),
    PageDown: () => panBy(1),
    Home: () => moveTo('from'),
    End: () => moveTo('to'),
    '+': () => zoom(ZOOM_STEP),
    '=': () => zoom(ZOOM_STEP),
    '-': () => zoom(1 / ZOOM_STEP),
    m: setAnchor,
    a: annotate,
    Enter: zoomToSpan,
    Escape: escape,
  }

  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const action = actions[event.key]
    if (action === undefined) return
    event.preventDefault()
    event.stopPropagation()
    action(event)
  }
}
