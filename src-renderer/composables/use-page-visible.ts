import { shallowRef, type ShallowRef } from 'vue'

let shared: ShallowRef<boolean> | null = null

/** Whether anybody can see the window; one listener for the whole page. */
export function usePageVisible(): Readonly<ShallowRef<boolean>> {
  if (shared !== null) return shared
  const isVisible = shallowRef(document.visibilityState !== 'hidden')
  document.addEventListener('visibilitychange', () => {
    isVisible.value = document.visibilityState !== 'hidden'
  })
  shared = isVisible
  return isVisible
}
