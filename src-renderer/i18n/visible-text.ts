/** A text of a template that a person would see and no catalogue has. */
export interface LooseText {
  readonly file: string
  readonly text: string
}

/** Attributes that are read or read out. */
const SPOKEN = ['title', 'placeholder', 'alt', 'aria-label', 'aria-description', 'aria-valuetext', 'label']
const LETTERS = /\p{L}{2,}/u
/** The product, and examples of what people type: the same in every language. */
const NAMES = new Set(['Scopedeck', 'web03', 'web* cpu>80'])
const PLACE = /^\/[\w./-]+$|^[\w.-]+:\d+$/u

/** The template of a component, without its script, styles and comments. */
function templateOf(source: string): string {
  const begin = source.indexOf('<template>')
  const end = source.lastIndexOf('</template>')
  if (begin < 0 || end < begin) return ''
  return source.slice(begin + '<template>'.length, end).replace(/<!--[\s\S]*?-->/gu, '')
}

/**
 * Words between tags and in spoken attributes of a template that do not come
 * from `t(…)`, and words that an expression shows as they stand.
 */
export function looseTexts(file: string, source: string): readonly LooseText[] {
  const template = templateOf(source)
  const found: string[] = []
  // Tags go; what is left between them is text and expressions.
  const text = template.replace(/<\/?[A-Za-z](?:"[^"]*"|'[^']*'|[^"'>])*>/gu, '\n')
  for (const line of text.replace(/\{\{[\s\S]*?\}\}/gu, '\n').split('\n')) found.push(line.trim())
  for (const [, expression = ''] of text.matchAll(/\{\{([\s\S]*?)\}\}/gu)) found.push(...wordsIn(expression))
  for (const [, name = '', value = ''] of template.matchAll(/\s(:?[\w-]+)="([^"]*)"/gu)) {
    if (SPOKEN.includes(name)) found.push(value)
    else if (name.startsWith(':') && SPOKEN.includes(name.slice(1))) found.push(...wordsIn(value))
  }
  return found
    .filter((each) => LETTERS.test(each) && !NAMES.has(each) && !PLACE.test(each))
    .map((each) => ({ file, text: each }))
}

/** Texts of an expression that reach the eye: no keys of catalogues, no arguments, no comparisons. */
function wordsIn(expression: string): readonly string[] {
  let shown = expression.replace(/[=!]==\s*'[^']*'/gu, '')
  // From the inside out: arguments may be calls themselves.
  for (let before = ''; before !== shown;) {
    before = shown
    shown = shown.replace(/[\w.]+\([^()]*\)/gu, '')
  }
  return [...shown.matchAll(/'([^']*)'|`([^`]*)`/gu)].map(([, plain, built]) =>
    (plain ?? built ?? '').replace(/\$\{[^}]*\}/gu, ' ').trim(),
  )
}
