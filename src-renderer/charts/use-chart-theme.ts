import { createSharedComposable, useMutationObserver } from '@vueuse/core'
import { readonly, shallowRef, type DeepReadonly, type ShallowRef } from 'vue'
import { readChartTheme, type ChartTheme } from './chart-theme.ts'

/** The theme in force, read again whenever the document changes it. One observer for all charts. */
export const useChartTheme: () => DeepReadonly<ShallowRef<ChartTheme>> = createSharedComposable(() => {
  const root = document.documentElement
  const theme = shallowRef(readChartTheme(root))
  useMutationObserver(root, () => (theme.value = readChartTheme(root)), {
    attributes: true,
    attributeFilter: ['data-theme', 'class', 'style'],
  })
  return readonly(theme)
})
