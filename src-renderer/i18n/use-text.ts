import { translate } from './i18n.ts'
import { said } from './said.ts'

/** `const { t, said } = useText()`: the words of a typed key, and of a sentence of the engine. */
export function useText(): { readonly t: typeof translate; readonly said: typeof said } {
  return { t: translate, said }
}
