import { computed, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { Settings } from '../../../src-main/contract/index.ts'
import { useText } from '../../i18n/use-text.ts'
import { wordsOf } from '../../rpc/errors.ts'
import { useSettings } from '../../stores/settings.ts'
import { useToasts } from '../../ui/toasts.ts'

export interface SettingsSection<Name extends keyof Settings> {
  /** What stands in the fields; null until the settings are there. */
  readonly draft: Ref<Settings[Name] | null>
  readonly isChanged: ComputedRef<boolean>
  readonly isBusy: ShallowRef<boolean>
  /** Why the console refused the last try. */
  readonly error: ShallowRef<string>
  /** Ruled by the command line. */
  readonly isFixed: (field: keyof Settings[Name] & string) => boolean
  readonly set: <Field extends keyof Settings[Name]>(field: Field, value: Settings[Name][Field]) => void
  /** Several fields at once. */
  readonly merge: (change: Partial<Settings[Name]>) => void
  readonly save: () => Promise<void>
  readonly discard: () => void
}

/** One section of the settings as a form: a draft that is saved as a whole, or discarded. */
export function useSection<Name extends keyof Settings>(name: Name): SettingsSection<Name> {
  const store = useSettings()
  const toasts = useToasts()
  const { t } = useText()
  const draft = shallowRef<Settings[Name] | null>(null) as Ref<Settings[Name] | null>
  const isBusy = shallowRef(false)
  const error = shallowRef('')
  const isChanged = computed(
    () => store.data !== null && JSON.stringify(draft.value) !== JSON.stringify(store.data[name]),
  )

  function discard(): void {
    error.value = ''
    draft.value = store.data === null ? null : { ...store.data[name] }
  }

  function set<Field extends keyof Settings[Name]>(field: Field, value: Settings[Name][Field]): void {
    if (draft.value !== null) draft.value = { ...draft.value, [field]: value }
  }

  function merge(change: Partial<Settings[Name]>): void {
    if (draft.value !== null) draft.value = { ...draft.value, ...change }
  }

  async function save(): Promise<void> {
    if (draft.value === null) return
    isBusy.value = true
    error.value = ''
    try {
      await store.update({ [name]: draft.value })
      toasts.say(t('settings.saved'))
    } catch (cause) {
      error.value = wordsOf(cause).message
    } finally {
      isBusy.value = false
    }
  }

  // Somebody else's change comes in only where nothing is being edited.
  watch(
    () => store.data?.[name],
    (next, before) => {
      if (next === undefined) return
      if (draft.value === null || JSON.stringify(draft.value) === JSON.stringify(before))
        draft.value = { ...next }
    },
    { immediate: true },
  )

  return {
    draft,
    isChanged,
    isBusy,
    error,
    isFixed: (field) => store.data?.fixed.includes(`${name}.${field}`) ?? false,
    set,
    merge,
    save,
    discard,
  }
}
