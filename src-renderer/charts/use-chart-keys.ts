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
  /** Something a screen reader should say has moved. */
  readonly onCursorMoved: () => void
}

/** The whole chart by keyboard: arrows move the cursor, + and − zoom, Shift and an arrow moves the range, Esc resets. */
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

  function escape(): void {
    if (options.abort()) return
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
