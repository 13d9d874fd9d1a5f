import { watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** `?new=1` in the address opens the "add" dialog of a page, once: the address is without it then. */
export function useNewInAddress(open: () => void): void {
  const route = useRoute()
  const router = useRouter()
  watch(
    () => route.query['new'],
    (wanted) => {
      if (wanted === undefined) return
      open()
      void router.replace({ query: {} })
    },
    { immediate: true },
  )
}
