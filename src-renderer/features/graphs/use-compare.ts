import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { useTimeRange } from '../../stores/time-range.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** `span` is the time right before the range, as long as that is. */
export const COMPARISONS = ['span', '1h', '1d', '7d'] as const
export type Comparison = (typeof COMPARISONS)[number]

const SHIFTS_MS = { '1h': HOUR_MS, '1d': DAY_MS, '7d': 7 * DAY_MS } as const

/** Which earlier period every chart of the page shows beside the range; null: none. */
export const useCompare = defineStore('compare', () => {
  const time = useTimeRange()
  const chosen = shallowRef<Comparison | null>(null)
  const shiftMs = computed(() => {
    if (chosen.value === null) return null
    return chosen.value === 'span' ? time.spanMs : SHIFTS_MS[chosen.value]
  })
  return { chosen, shiftMs }
})
