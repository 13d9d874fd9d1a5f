import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { wordsOf } from '../../rpc/errors.ts'
import { useBlacklist } from '../../stores/blacklist.ts'
import { verdictOf, type Preview, type Verdict } from './block-verdict.ts'

/** Pause of typing before the console is asked. */
const DEBOUNCE_MS = 150
/** Questions under way at once. */
const AT_ONCE = 20

export interface BlockPreview {
  /** Null while it is not known for what is asked now. */
  readonly verdict: Readonly<ShallowRef<Verdict | null>>
  readonly isChecking: Readonly<ShallowRef<boolean>>
  /** Why the console could not be asked. */
  readonly error: Readonly<ShallowRef<string>>
}

/** What blocking these addresses would cover, asked anew a moment after they change. */
export function usePreview(hosts: () => readonly string[]): BlockPreview {
  const blacklist = useBlacklist()
  const verdict = shallowRef<Verdict | null>(null)
  const isChecking = shallowRef(false)
  const error = shallowRef('')
  let timer: ReturnType<typeof setTimeout> | undefined
  /** Counts the questions: an answer to an older one is not of interest any more. */
  let asked = 0

  async function ask(list: readonly string[], own: number): Promise<void> {
    try {
      const previews: Preview[] = []
      for (let start = 0; start < list.length && own === asked; start += AT_ONCE) {
        const part = list.slice(start, start + AT_ONCE)
        const answers = await Promise.all(part.map((host) => blacklist.preview(host)))
        answers.forEach((answer, index) => previews.push({ ...answer, host: part[index] ?? '' }))
      }
      if (own === asked) verdict.value = verdictOf(previews)
    } catch (cause) {
      if (own === asked) error.value = wordsOf(cause).message
    } finally {
      if (own === asked) isChecking.value = false
    }
  }

  watch(
    () => hosts().join('\n'),
    (text) => {
      clearTimeout(timer)
      asked += 1
      verdict.value = null
      error.value = ''
      const own = asked
      const list = text === '' ? [] : text.split('\n')
      isChecking.value = list.length > 0
      if (list.length > 0) timer = setTimeout(() => void ask(list, own), DEBOUNCE_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    asked += 1
  })

  return { verdict, isChecking, error }
}
