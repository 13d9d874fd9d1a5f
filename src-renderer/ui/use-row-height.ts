import { computed, type ComputedRef } from 'vue'
import { usePreferences } from '../stores/preferences.ts'

/** `--row` of tokens.css in both densities, for what has to calculate with it. */
export const ROW_HEIGHT_PX = { normal: 32, dense: 26 } as const

export function useRowHeight(): ComputedRef<number> {
  const preferences = usePreferences()
  return computed(() => ROW_HEIGHT_PX[preferences.density])
}
