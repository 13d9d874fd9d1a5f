import { computed, type ComputedRef } from 'vue'
import { useFormat } from '../../format/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useTimeRange } from '../../stores/time-range.ts'

/** The length of the time range, in the words of the bar where the bar has some. */
export function useSpanWords(): ComputedRef<string> {
  const time = useTimeRange()
  const format = useFormat()
  const { t } = useText()
  return computed(() =>
    time.spanName === null ? format.span(time.spanMs) : t(`frame.span-${time.spanName}`),
  )
}
