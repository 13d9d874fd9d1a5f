import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { setLocale } from '../i18n/i18n.ts'
import { LOCALES, type LocaleCode } from '../i18n/keys.ts'

export const THEMES = ['system', 'dark', 'light'] as const
export type ThemeChoice = (typeof THEMES)[number]
export const DENSITIES = ['normal', 'dense'] as const
export type Density = (typeof DENSITIES)[number]

/** Read by public/theme-boot.js as well. */
export const PREFERENCES_KEY = 'scopedeck.preferences'

interface Stored {
  readonly theme?: unknown
  readonly density?: unknown
  readonly locale?: unknown
}

function readStored(): Stored {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(PREFERENCES_KEY) ?? '{}')
    return typeof parsed === 'object' && parsed !== null ? parsed : {}
  } catch {
    return {}
  }
}

function oneOf<Value extends string>(values: readonly Value[], value: unknown, fallback: Value): Value {
  return values.find((known) => known === value) ?? fallback
}

function localeOfMachine(): LocaleCode {
  const code = navigator.language.slice(0, 2)
  return LOCALES.find((locale) => locale.code === code)?.code ?? 'en'
}

/** Theme, density and language of this window, kept in the browser's storage. */
export const usePreferences = defineStore('preferences', () => {
  const stored = readStored()
  const systemLight = matchMedia('(prefers-color-scheme: light)')
  const isSystemLight = shallowRef(systemLight.matches)
  systemLight.addEventListener('change', (event) => {
    isSystemLight.value = event.matches
  })

  const theme = shallowRef<ThemeChoice>(oneOf(THEMES, stored.theme, 'system'))
  const density = shallowRef<Density>(oneOf(DENSITIES, stored.density, 'normal'))
  const locale = shallowRef<LocaleCode>(
    oneOf(
      LOCALES.map(({ code }) => code),
      stored.locale,
      localeOfMachine(),
    ),
  )
  /** The theme that is shown; charts read their colours again when it changes. */
  const shownTheme = computed<'dark' | 'light'>(() =>
    theme.value === 'system' ? (isSystemLight.value ? 'light' : 'dark') : theme.value,
  )

  watch(
    [shownTheme, density],
    ([shown, rows]) => {
      document.documentElement.dataset['theme'] = shown
      document.documentElement.dataset['density'] = rows
    },
    { immediate: true, flush: 'sync' },
  )
  watch(locale, setLocale, { immediate: true, flush: 'sync' })
  watch([theme, density, locale], () => {
    try {
      localStorage.setItem(
        PREFERENCES_KEY,
        JSON.stringify({ theme: theme.value, density: density.value, locale: locale.value }),
      )
    } catch {
      // Storage may be switched off: the choice then lasts as long as the window.
    }
  })

  return { theme, density, locale, shownTheme }
})
