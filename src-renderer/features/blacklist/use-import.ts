import { computed, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { BlacklistEntry } from '../../../src-main/contract/index.ts'
import { codeOf, wordsOf } from '../../rpc/errors.ts'
import { useBlacklist } from '../../stores/blacklist.ts'
import { useClock } from '../../stores/clock.ts'
import { parseList, type ListedAddress, type ListProblem } from './list-file.ts'
import { useBlockActs } from './use-block-acts.ts'
import { usePreview, type BlockPreview } from './use-preview.ts'

/** A list of the longest import has about 60 KB; what is far over it is not a list. */
export const FILE_LIMIT_BYTES = 1_000_000

/** What keeps a line from being blocked; `invalid` and `there` are known by the console alone. */
export interface ImportProblem {
  readonly line: number
  readonly text: string
  readonly kind: ListProblem['kind'] | 'invalid' | 'there'
}

export interface ImportForm {
  readonly text: ShallowRef<string>
  readonly isMeant: ShallowRef<boolean>
  readonly preview: BlockPreview
  readonly wanted: ComputedRef<readonly ListedAddress[]>
  readonly problems: ComputedRef<readonly ImportProblem[]>
  readonly error: ShallowRef<string>
  readonly isBusy: ShallowRef<boolean>
  readonly isReady: ComputedRef<boolean>
  readonly takeFile: (file: File) => Promise<void>
  readonly submit: () => Promise<void>
}

/** Reading a list of addresses, with what is wrong in which line before anything is blocked. */
export function useImport(open: Ref<boolean>, tooLarge: () => string): ImportForm {
  const blacklist = useBlacklist()
  const clock = useClock()
  const acts = useBlockActs()
  const text = shallowRef('')
  const isMeant = shallowRef(false)
  const error = shallowRef('')
  const isBusy = shallowRef(false)

  const parsed = computed(() => parseList(open.value ? text.value : '', clock.read()))
  const preview = usePreview(() => parsed.value.addresses.map(({ host }) => host))
  const wanted = computed(() => {
    const free = new Set(preview.verdict.value?.free ?? [])
    return parsed.value.addresses.filter(({ host }) => free.has(host))
  })
  const problems = computed<readonly ImportProblem[]>(() => {
    const verdict = preview.verdict.value
    const invalid = new Set(verdict?.invalid ?? [])
    const free = new Set(verdict?.free ?? [])
    const fromConsole: ImportProblem[] = []
    for (const { line, host } of verdict === null ? [] : parsed.value.addresses) {
      if (invalid.has(host)) fromConsole.push({ line, text: host, kind: 'invalid' })
      else if (!free.has(host)) fromConsole.push({ line, text: host, kind: 'there' })
    }
    return [...parsed.value.problems, ...fromConsole].sort((a, b) => a.line - b.line)
  })
  const isReady = computed(
    () => wanted.value.length > 0 && (preview.verdict.value?.isDangerous !== true || isMeant.value),
  )

  watch(open, (isOpen) => {
    if (isOpen) text.value = ''
  })
  watch(text, () => {
    isMeant.value = false
    error.value = ''
  })

  async function takeFile(file: File): Promise<void> {
    if (file.size > FILE_LIMIT_BYTES) {
      error.value = tooLarge()
      return
    }
    text.value = await file.text()
  }

  async function submit(): Promise<void> {
    if (!isReady.value || isBusy.value) return
    isBusy.value = true
    error.value = ''
    const added: BlacklistEntry[] = []
    try {
      for (const { host, reason, expiresAt } of wanted.value) {
        try {
          added.push(await blacklist.add({ host, expiresAt, ...(reason === null ? {} : { reason }) }))
        } catch (cause) {
          // Another spelling of one further up, or somebody was faster: it is blocked, as wanted.
          if (codeOf(cause) !== 'BLACKLIST_ENTRY_EXISTS') throw cause
        }
      }
      open.value = false
    } catch (cause) {
      error.value = wordsOf(cause).message
    } finally {
      isBusy.value = false
      acts.sayBlocked(added)
    }
  }

  return { text, isMeant, preview, wanted, problems, error, isBusy, isReady, takeFile, submit }
}
