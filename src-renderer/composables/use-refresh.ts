import { onScopeDispose, watch } from 'vue'
import { usePageVisible } from './use-page-visible.ts'

/**
 * Calls `read` every so often while the calling component lives and its window
 * can be seen: for what moves with every value, which no topic announces.
 */
export function useRefresh(read: () => unknown, everyMs: number): void {
  const isVisible = usePageVisible()
  let timer: ReturnType<typeof setInterval> | null = null

  function stop(): void {
    if (timer !== null) clearInterval(timer)
    timer = null
  }

  watch(
    isVisible,
    (visible) => {
      stop()
      if (visible) timer = setInterval(read, everyMs)
    },
    { immediate: true },
  )
  onScopeDispose(stop)
}
