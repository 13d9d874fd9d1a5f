import { onBeforeUnmount, onMounted, shallowRef, type Ref, type ShallowRef } from 'vue'

/** Width of an element's content box in pixels; a wide guess until it is mounted. */
export function useElementWidth(element: Readonly<Ref<HTMLElement | null>>): Readonly<ShallowRef<number>> {
  const widthPx = shallowRef(1_200)
  let observer: ResizeObserver | null = null
  onMounted(() => {
    if (element.value === null) return
    observer = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width ?? 0
      // Zero while the page is not shown: keep what was.
      if (width > 0) widthPx.value = width
    })
    observer.observe(element.value)
  })
  onBeforeUnmount(() => observer?.disconnect())
  return widthPx
}
