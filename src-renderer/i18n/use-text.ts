import { translate } from './i18n.ts'

/** `const { t } = useText()`: the words of a typed key. */
export function useText(): { readonly t: typeof translate } {
  return { t: translate }
}
