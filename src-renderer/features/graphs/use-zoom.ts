import type { ChartRange } from '../../charts/types.ts'
import { useClock } from '../../stores/clock.ts'
import { useTimeRange } from '../../stores/time-range.ts'
import { settleZoom } from './settle-zoom.ts'

export interface Zoom {
  zoom(range: ChartRange): void
  back(): void
  /** Back to the range before all zooming. */
  reset(): void
}

/** What a chart asks for becomes the time range of the bar, so all charts follow. */
export function useZoom(): Zoom {
  const time = useTimeRange()
  const clock = useClock()
  return {
    zoom(range) {
      const next = settleZoom(range, time.window, time.isLive, clock.read())
      if (next.kind === 'relative') time.selectSpan(next.spanMs)
      else time.zoom(next.from, next.to)
    },
    back() {
      time.back()
    },
    reset() {
      while (time.range.kind === 'absolute' && time.canGoBack) time.back()
    },
  }
}
