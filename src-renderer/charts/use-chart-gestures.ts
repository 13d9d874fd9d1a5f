import { useEventListener } from '@vueuse/core'
import { shallowRef, type Ref, type ShallowRef } from 'vue'
import type { ChartGroup } from './chart-group.ts'
import { clampTime, draggedRange, pan, timeAt, zoomAround, ZOOM_STEP, type PlotArea } from './time-scale.ts'
import type { ChartRange } from './types.ts'

/** The wheel has come to rest when no notch comes for so long. */
const WHEEL_REST_MS = 220

export interface GestureOptions {
  readonly element: Ref<HTMLElement | null>
  readonly plot: () => PlotArea
  /** What is drawn now, a preview included. */
  readonly range: () => ChartRange
  readonly group: ChartGroup
  readonly onZoom: (range: ChartRange) => void
  readonly onBack: () => void
  /** Alt and a click or a drag; without it nothing can be noted here. */
  readonly onAnnotate?: (from: number, to: number | null) => void
}

export interface Gestures {
  /** The dragged span in pixels of the chart; null while nobody drags. */
  readonly brush: Readonly<ShallowRef<{ readonly left: number; readonly width: number } | null>>
  readonly isPanning: Readonly<ShallowRef<boolean>>
  /** Gives up what is under way; says whether there was something. */
  abort(): boolean
}

interface Drag {
  readonly kind: 'brush' | 'pan' | 'note'
  readonly startX: number
  readonly range: ChartRange
}

/**
 * Drag to zoom, shift-drag (or the middle button) to move, alt-drag (or alt-click) to note something, wheel to zoom around
 * the pointer, double click to go back. The wheel zooms only a chart that has the
 * focus, or with Ctrl: otherwise a page of charts could not be scrolled.
 */
export function useChartGestures(options: GestureOptions): Gestures {
  const { element, plot, range, group } = options
  const brush = shallowRef<{ left: number; width: number } | null>(null)
  const isPanning = shallowRef(false)
  let drag: Drag | null = null
  let wheelTimer: ReturnType<typeof setTimeout> | null = null

  function xOf(event: MouseEvent): number {
    return event.clientX - (element.value?.getBoundingClientRect().left ?? 0)
  }

  function settle(): void {
    const chosen = group.preview.value
    group.preview.value = null
    if (chosen !== null) options.onZoom(chosen)
  }

  function abort(): boolean {
    const wasUnderWay = drag !== null || group.preview.value !== null
    drag = null
    brush.value = null
    isPanning.value = false
    group.preview.value = null
    if (wheelTimer !== null) clearTimeout(wheelTimer)
    return wasUnderWay
  }

  function onPointerDown(event: PointerEvent): void {
    const isMiddle = event.button === 1
    if (event.button !== 0 && !isMiddle) return
    if (isMiddle) event.preventDefault()
    element.value?.setPointerCapture(event.pointerId)
    drag = { kind: kindOf(event), startX: xOf(event), range: range() }
    isPanning.value = drag.kind === 'pan'
  }

  function kindOf(event: PointerEvent): Drag['kind'] {
    if (event.shiftKey || event.button === 1) return 'pan'
    return event.altKey && options.onAnnotate !== undefined ? 'note' : 'brush'
  }

  function note(startX: number, endX: number): void {
    const chosen = draggedRange(startX, endX, plot(), range())
    const at = Math.round(clampTime(timeAt(endX, plot(), range()), range()))
    options.onAnnotate?.(chosen?.from ?? at, chosen?.to ?? null)
  }

  function onPointerMove(event: PointerEvent): void {
    const x = xOf(event)
    const area = plot()
    if (drag?.kind === 'pan') {
      const moved = timeAt(drag.startX, area, drag.range) - timeAt(x, area, drag.range)
      group.preview.value = pan(drag.range, moved)
      return
    }
    group.cursor.value = Math.round(clampTime(timeAt(x, area, range()), range()))
    if (drag === null) return
    const clamp = (at: number): number => Math.min(Math.max(at, area.left), area.left + area.width)
    const from = clamp(Math.min(drag.startX, x))
    brush.value = { left: from, width: clamp(Math.max(drag.startX, x)) - from }
  }

  function onPointerUp(event: PointerEvent): void {
    const ended = drag
    drag = null
    brush.value = null
    isPanning.value = false
    if (ended?.kind === 'pan') settle()
    if (ended?.kind === 'note') note(ended.startX, xOf(event))
    if (ended?.kind !== 'brush') return
    const chosen = draggedRange(ended.startX, xOf(event), plot(), range())
    if (chosen !== null) options.onZoom(chosen)
  }

  function onWheel(event: WheelEvent): void {
    const hasFocus = element.value?.contains(document.activeElement) === true
    const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY)
    if (!hasFocus && !event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    const shown = range()
    group.preview.value = isSideways
      ? pan(shown, (event.deltaX / plot().width) * (shown.to - shown.from))
      : zoomAround(shown, timeAt(xOf(event), plot(), shown), event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP)
    if (wheelTimer !== null) clearTimeout(wheelTimer)
    wheelTimer = setTimeout(settle, WHEEL_REST_MS)
  }

  useEventListener(element, 'pointerdown', onPointerDown)
  useEventListener(element, 'pointermove', onPointerMove)
  useEventListener(element, 'pointerup', onPointerUp)
  useEventListener(element, 'pointercancel', abort)
  useEventListener(element, 'pointerleave', () => {
    if (drag === null) group.cursor.value = null
  })
  useEventListener(element, 'dblclick', options.onBack)
  useEventListener(element, 'wheel', onWheel, { passive: false })

  return { brush, isPanning, abort }
}
