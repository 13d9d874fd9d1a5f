import { computed, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { BlacklistEntry } from '../../../src-main/contract/index.ts'
import { fromLocalInput, toLocalInput } from '../../format/time.ts'
import { useText } from '../../i18n/use-text.ts'
import { wordsOf } from '../../rpc/errors.ts'
import { useBlacklist } from '../../stores/blacklist.ts'
import { useClock } from '../../stores/clock.ts'
import { expiryOf, type ExpiryChoice } from './expiry.ts'
import { useBlockActs } from './use-block-acts.ts'
import { usePreview, type BlockPreview } from './use-preview.ts'

const DAY_MS = 86_400_000

export interface BlockForm {
  readonly host: ShallowRef<string>
  readonly reason: ShallowRef<string>
  readonly until: ShallowRef<ExpiryChoice>
  readonly date: ShallowRef<string>
  /** The second step where blocking locks somebody out. */
  readonly isMeant: ShallowRef<boolean>
  readonly preview: BlockPreview
  readonly error: ShallowRef<string>
  readonly dateError: ComputedRef<string>
  readonly isBusy: ShallowRef<boolean>
  readonly isReady: ComputedRef<boolean>
  readonly submit: () => Promise<void>
}

/**
 * The form behind "Block address…".
 *
 * @param addresses what it starts with: several are blocked as they are, one can still be changed
 */
export function useBlockForm(open: Ref<boolean>, addresses: () => readonly string[]): BlockForm {
  const blacklist = useBlacklist()
  const clock = useClock()
  const acts = useBlockActs()
  const { t } = useText()
  const host = shallowRef('')
  const reason = shallowRef('')
  const until = shallowRef<ExpiryChoice>('never')
  const date = shallowRef('')
  const isMeant = shallowRef(false)
  const error = shallowRef('')
  const isBusy = shallowRef(false)

  const asked = computed(() => {
    if (!open.value) return []
    if (addresses().length > 1) return addresses()
    return host.value.trim() === '' ? [] : [host.value.trim()]
  })
  const preview = usePreview(() => asked.value)
  const expiresAt = computed(() => expiryOf(until.value, fromLocalInput(date.value), clock.now))
  const dateError = computed(() => (expiresAt.value === 'invalid' ? t('blacklist.dateInvalid') : ''))
  const isReady = computed(() => {
    const verdict = preview.verdict.value
    if (verdict === null || verdict.free.length === 0 || expiresAt.value === 'invalid') return false
    return !verdict.isDangerous || isMeant.value
  })

  watch(open, (isOpen) => {
    if (!isOpen) return
    host.value = addresses()[0] ?? ''
    reason.value = ''
    until.value = 'never'
    date.value = toLocalInput(clock.read() + DAY_MS)
    error.value = ''
  })
  watch(
    () => asked.value.join('\n'),
    () => {
      isMeant.value = false
      error.value = ''
    },
  )

  async function submit(): Promise<void> {
    const verdict = preview.verdict.value
    if (!isReady.value || isBusy.value || verdict === null) return
    const end = expiryOf(until.value, fromLocalInput(date.value), clock.read())
    if (end === 'invalid') return
    isBusy.value = true
    error.value = ''
    const added: BlacklistEntry[] = []
    try {
      for (const one of verdict.free) {
        const words = reason.value.trim()
        const entry = { host: one, expiresAt: end, ...(words === '' ? {} : { reason: words }) }
        added.push(await blacklist.add(entry))
      }
      open.value = false
    } catch (cause) {
      error.value = wordsOf(cause).message
    } finally {
      isBusy.value = false
      acts.sayBlocked(added)
    }
  }

  return { host, reason, until, date, isMeant, preview, error, dateError, isBusy, isReady, submit }
}
