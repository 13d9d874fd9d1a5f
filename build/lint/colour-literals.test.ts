import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { colourLiterals } from './colour-literals.ts'

const root = fileURLToPath(new URL('../../src-renderer/', import.meta.url))

describe('colours are tokens', () => {
  it.each([
    ['a hex colour', 'x.css', 'a { color: #fff; }'],
    ['a hex colour with alpha', 'x.vue', '  border: 1px solid #11223344;'],
    ['a named colour', 'x.css', 'a { background: white }'],
    ['a function', 'x.vue', '  box-shadow: 0 1px rgba(0, 0, 0, 0.5);'],
    ['a colour in a script', 'theme.ts', "const axis = '#445566'"],
    ['a variable of its own', 'x.css', '  --mine: #abcdef;'],
    ['an inline style', 'x.vue', '<p style="color: red">'],
  ])('finds %s', (_what, file, text) => {
    expect(colourLiterals(file, text)).toEqual([1])
  })

  it.each([
    ['a token', 'x.css', 'a { color: var(--text); background: transparent; border-color: currentColor }'],
    ['an id', 'x.css', '#add { margin: 0 }'],
    ['a private field', 'x.ts', 'this.#add(1)'],
    ['a token with a colour in its name', 'x.css', 'a { color: var(--series-green) }'],
    ['a word in a text', 'x.vue', '<p>red: over the line</p>'],
  ])('leaves %s alone', (_what, file, text) => {
    expect(colourLiterals(file, text)).toEqual([])
  })

  it('finds none in the renderer outside styles/tokens.css', () => {
    const breaches = globSync('**/*.{vue,css,ts}', { cwd: root })
      .filter((file) => file !== 'styles/tokens.css' && !file.endsWith('.test.ts'))
      .flatMap((file) =>
        colourLiterals(file, readFileSync(`${root}${file}`, 'utf8')).map((line) => `${file}:${line}`),
      )
    expect(breaches).toEqual([])
  })
})
