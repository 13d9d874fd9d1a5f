import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { parseSearch } from '../../../src-main/contract/index.ts'
import { useText } from '../../i18n/use-text.ts'

export interface NodeSearch {
  /** What stands in the field. */
  readonly query: ShallowRef<string>
  /** The last query that could be read: what is searched for. */
  readonly search: ShallowRef<string>
  /** What is wrong with what stands there; empty where nothing is. */
  readonly error: ComputedRef<string>
}

/** Pause of typing before the console is asked. */
const DEBOUNCE_MS = 200

/** A field for words and conditions such as `cpu>80`, which says what is wrong while it is typed. */
export function useNodeSearch(): NodeSearch {
  const { t } = useText()
  const query = shallowRef('')
  const search = shallowRef('')
  const error = computed(() => {
    const parsed = parseSearch(query.value)
    if (parsed.ok) return ''
    return t(`search.mistake-${parsed.mistake.problem}`, { part: parsed.mistake.part })
  })

  watch(query, (text, _before, onCleanup) => {
    if (!parseSearch(text).ok) return
    const timer = setTimeout(() => (search.value = text.trim()), DEBOUNCE_MS)
    onCleanup(() => {
      clearTimeout(timer)
    })
  })
  return { query, search, error }
}
