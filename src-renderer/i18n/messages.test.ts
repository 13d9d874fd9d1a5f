import { describe, expect, it } from 'vitest'
import { de } from './de.ts'
import { en } from './en.ts'

const sources = import.meta.glob(['../**/*.vue', '../**/*.ts', '!../**/*.test.ts', '!../i18n/{en,de}/**'], {
  query: '?raw',
  import: 'default',
  eager: true,
}) as Record<string, string>

const modules = Object.keys(en)
const flatten = (messages: Record<string, Record<string, string>>): Map<string, string> =>
  new Map(
    Object.entries(messages).flatMap(([module, words]) =>
      Object.entries(words).map(([key, text]) => [`${module}.${key}`, text] as const),
    ),
  )
const english = flatten(en)
const german = flatten(de)

const name = `(?:${modules.join('|')})`
/** `'frame.live'`; in double quotes stand expressions of templates, such as `hosts.error`. */
const whole = new RegExp(`['\`](${name}\\.[A-Za-z0-9_-]+)['\`]`, 'g')
/** `` `errors.${code}` ``: every key with this beginning counts as used. */
const beginning = new RegExp(`\`(${name}\\.[A-Za-z0-9_-]*)\\$\\{`, 'g')

function findAll(expression: RegExp): Set<string> {
  const found = new Set<string>()
  for (const text of Object.values(sources)) {
    for (const match of text.matchAll(expression)) found.add(match[1] ?? '')
  }
  return found
}

const parametersOf = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))].sort()

describe('the words of the console', () => {
  it('has the same keys in both languages', () => {
    expect([...german.keys()]).toEqual([...english.keys()])
  })

  it.each([...english.keys()])('says %s in both languages with the same parameters', (key) => {
    expect(german.get(key)).not.toBe('')
    expect(parametersOf(german.get(key) ?? '')).toEqual(parametersOf(english.get(key) ?? ''))
  })

  it('has every key that a page uses', () => {
    expect([...findAll(whole)].filter((key) => !english.has(key))).toEqual([])
    const prefixes = [...findAll(beginning)]
    expect(prefixes.filter((prefix) => ![...english.keys()].some((key) => key.startsWith(prefix)))).toEqual(
      [],
    )
  })

  it('has no key that nobody uses', () => {
    const used = findAll(whole)
    const prefixes = [...findAll(beginning)]
    const unused = [...english.keys()].filter(
      (key) => !used.has(key) && !prefixes.some((prefix) => key.startsWith(prefix)),
    )
    expect(unused).toEqual([])
  })

  it('makes statements without "we"', () => {
    expect([...english.values()].filter((text) => /\b(we|our|us|please|sorry|oops)\b/i.test(text))).toEqual(
      [],
    )
  })
})
