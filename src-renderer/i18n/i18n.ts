import { createI18n } from 'vue-i18n'
import { formatCount } from '../format/number.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import type { LocaleCode, MessageKey } from './keys.ts'

export const i18n = createI18n({
  legacy: false,
  locale: 'en' as LocaleCode,
  fallbackLocale: 'en',
  messages: { en, de },
})

export type MessageParameters = Readonly<Record<string, string | number>>

/**
 * The words of a key in the language in use. A parameter `count` also chooses
 * between singular and plural, and is written as people write large numbers. Reactive: may be used in templates and computed.
 */
export function translate(key: MessageKey, parameters?: MessageParameters): string {
  if (parameters === undefined) return plainWords(key)
  const { count } = parameters
  if (typeof count !== 'number') return i18n.global.t(key, parameters)
  return i18n.global.t(key, { ...parameters, count: formatCount(count, currentLocale()) }, { plural: count })
}

const plain = new Map<LocaleCode, Map<MessageKey, string>>()

/** Words without parameters never change: most of a page is made of them, and making them anew is what it costs. */
function plainWords(key: MessageKey): string {
  const locale = currentLocale()
  const words = plain.get(locale) ?? new Map<MessageKey, string>()
  plain.set(locale, words)
  const known = words.get(key) ?? i18n.global.t(key)
  words.set(key, known)
  return known
}

/** For keys that are put together at run time, such as an error's code. */
export function hasMessage(key: string): key is MessageKey {
  return i18n.global.te(key, 'en')
}

export function setLocale(code: LocaleCode): void {
  i18n.global.locale.value = code
  document.documentElement.lang = code
}

export function currentLocale(): LocaleCode {
  return i18n.global.locale.value as LocaleCode
}
