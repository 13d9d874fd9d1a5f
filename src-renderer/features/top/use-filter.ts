import { onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { SearchMistake } from '../../../src-main/contract/index.ts'
import { useTop } from '../../stores/top.ts'

export const CHECK_DEBOUNCE_MS = 200

export interface CheckedFilter {
  /** The last text that was understood: the table goes by it. */
  readonly applied: Readonly<ShallowRef<string>>
  /** What is wrong with the text as it stands; null when nothing is. */
  readonly mistake: Readonly<ShallowRef<SearchMistake | null>>
}

/** A filter takes effect a moment after the last key, once the console understands it. */
export function useFilter(text: Readonly<Ref<string>>): CheckedFilter {
  const top = useTop()
  const applied = shallowRef('')
  const mistake = shallowRef<SearchMistake | null>(null)
  let timer: ReturnType<typeof setTimeout> | null = null
  let turn = 0

  async function check(typed: string): Promise<void> {
    const own = ++turn
    try {
      const found = await top.checkFilter(typed)
      if (own !== turn) return
      mistake.value = found
      if (found === null) applied.value = typed
    } catch {
      // Without the console nothing is filtered; the frame's banner says why.
    }
  }

  watch(
    text,
    (typed) => {
      if (timer !== null) clearTimeout(timer)
      timer = null
      turn += 1
      if (typed.trim() === '') {
        mistake.value = null
        applied.value = ''
      } else timer = setTimeout(() => void check(typed), CHECK_DEBOUNCE_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    turn += 1
    if (timer !== null) clearTimeout(timer)
  })
  return { applied, mistake }
}
