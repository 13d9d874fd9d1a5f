import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { en } from './en.ts'
import { setLocale } from './i18n.ts'
import { said } from './said.ts'

const engine = Object.values(
  import.meta.glob(['../../src-main/**/*.ts', '!../../src-main/**/*.test.ts'], {
    query: '?raw',
    import: 'default',
    eager: true,
  }) as Record<string, string>,
).join('\n')

/** What stands between the places of a sentence, as far as it is more than a word. */
function partsOf(text: string): readonly string[] {
  return text
    .split(/\{\w+\}|(?<=[.”:]) /u)
    .map((part) => part.trim())
    .filter((part) => part.includes(' '))
}

describe('a sentence of the engine', () => {
  beforeEach(() => {
    setLocale('de')
  })
  afterEach(() => {
    setLocale('en')
  })

  it.each(Object.entries(en.said))('is said by the engine to the letter: %s', (_, text) => {
    expect(partsOf(text).filter((part) => !engine.includes(part))).toEqual([])
  })

  it.each(Object.entries(en.said))('is known, whatever stands in its places: %s', (key, text) => {
    const sentence = text.replace(/\{(\w+)\}/gu, 'x-$1')
    const words = said(sentence)
    expect(words).not.toBe(sentence)
    for (const [, name = ''] of text.matchAll(/\{(\w+)\}/gu)) expect(words, key).toContain(`x-${name}`)
  })

  it('is shown in German with what is different each time', () => {
    expect(said('wrong password for host 16')).toBe('falsches Passwort für Host 16')
    expect(said('Connection refused: nothing listens at web03:2655.')).toBe(
      'Verbindung abgelehnt: An web03:2655 empfängt niemand.',
    )
  })

  it('is put into words with the sentences in it', () => {
    expect(said('Refused from 192.0.2.7: the proxy north is disabled')).toBe(
      'Abgewiesen von 192.0.2.7: der Proxy north ist abgeschaltet',
    )
    expect(said('There is no space left for the database. (ENOSPC: no space left on device)')).toBe(
      'Für die Datenbank ist kein Platz mehr. (ENOSPC: no space left on device)',
    )
  })

  it('prefers what says more: words of ssh with the help for them', () => {
    expect(
      said(
        'ssh says “Could not resolve hostname x”. Check the name, or give it a Host entry in ~/.ssh/config.',
      ),
    ).toContain('Den Namen prüfen')
  })

  it('stays as it was said where nobody knows it, and in English', () => {
    for (const sentence of ['', 'EPROTO (unheard of)', '{', 'a (b', '(', 'x'.repeat(5_000)])
      expect(said(sentence)).toBe(sentence)
    setLocale('en')
    expect(said('wrong password for host 16')).toBe('wrong password for host 16')
  })
})
