import { en } from './en.ts'
import { currentLocale, translate } from './i18n.ts'

/** A sentence of the engine with the places of what is different each time. */
interface Pattern {
  readonly key: keyof typeof en.said
  readonly expression: RegExp
}

/** The longest first: what says more is not taken for what says less. */
const PATTERNS: readonly Pattern[] = Object.entries(en.said)
  .map(([key, text]) => ({ key: key as Pattern['key'], text }))
  .sort((one, other) => literalLength(other.text) - literalLength(one.text))
  .map(({ key, text }) => ({ key, expression: patternOf(text) }))

function literalLength(text: string): number {
  return text.replace(/\{\w+\}/gu, '').length
}

function patternOf(text: string): RegExp {
  const source = text
    .split(/\{(\w+)\}/u)
    .map((part, index) => (index % 2 === 1 ? `(?<${part}>.+)` : part.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&')))
  return new RegExp(`^${source.join('')}$`, 'su')
}

/**
 * What the engine says, in the language in use. The engine speaks English, in
 * its journal as well; its sentences are keys here, as messages are in gettext,
 * so that what was written down years ago is understood too. A part that is a
 * sentence itself is put into words with it, and whatever is not known, such as
 * words of another program, stays as it was said.
 */
export function said(sentence: string): string {
  if (currentLocale() === 'en' || sentence === '') return sentence
  for (const { key, expression } of PATTERNS) {
    const match = expression.exec(sentence)
    if (match === null) continue
    const parts = Object.entries(match.groups ?? {}).map(([name, part]) => [name, said(part)] as const)
    return translate(`said.${key}`, Object.fromEntries(parts))
  }
  // A database puts the words of its driver behind its own.
  const [, head = '', detail = ''] = /^(.+?) (\(.+\))$/su.exec(sentence) ?? []
  const words = head === '' ? '' : said(head)
  return words === head ? sentence : `${words} ${detail}`
}
