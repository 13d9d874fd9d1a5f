import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { currentLocale } from '../i18n/i18n.ts'
import { PREFERENCES_KEY, usePreferences } from './preferences.ts'

describe('preferences of the window', () => {
  beforeEach(() => {
    localStorage.clear()
    setActivePinia(createPinia())
  })

  it('puts theme, density and language in place at once and keeps them', async () => {
    const preferences = usePreferences()
    preferences.theme = 'light'
    preferences.density = 'dense'
    preferences.locale = 'de'
    await nextTick()
    expect(document.documentElement.dataset).toMatchObject({ theme: 'light', density: 'dense' })
    expect(document.documentElement.lang).toBe('de')
    expect(currentLocale()).toBe('de')
    setActivePinia(createPinia())
    expect(usePreferences()).toMatchObject({ theme: 'light', density: 'dense', locale: 'de' })
    usePreferences().locale = 'en'
  })

  it.each(['not json', '[]', 'null', '{"theme":"pink","locale":3}'])(
    'survives %s in the storage',
    (stored) => {
      localStorage.setItem(PREFERENCES_KEY, stored)
      expect(usePreferences()).toMatchObject({ theme: 'system', density: 'normal', locale: 'en' })
    },
  )
})
