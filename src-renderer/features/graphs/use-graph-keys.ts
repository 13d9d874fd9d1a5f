import { onBeforeUnmount, onMounted } from 'vue'
import { isTypedInto } from '../../composables/is-typed-into.ts'
import { useTimeRange } from '../../stores/time-range.ts'

/**
 * Keys of the page of graphs, wherever the focus is: F freezes and goes on, `[` and
 * `]` go a span earlier and later, Backspace to the range before and Shift Backspace
 * on again, N adds a chart.
 */
export function useGraphKeys(addChart: () => void): void {
  const time = useTimeRange()
  const acts: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
    f: () => time.togglePause(),
    '[': () => time.earlier(),
    ']': () => {
      // Beyond the present there is nothing.
      if (!time.isLive) time.later()
    },
    Backspace: (event) => {
      if (event.shiftKey) time.forward()
      else time.back()
    },
    n: addChart,
  }

  function onKeydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || isTypedInto(event.target)) return
    const act = acts[event.key]
    if (act === undefined || document.querySelector('[role="dialog"], [role="menu"]') !== null) return
    event.preventDefault()
    act(event)
  }

  onMounted(() => window.addEventListener('keydown', onKeydown))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKeydown))
}
