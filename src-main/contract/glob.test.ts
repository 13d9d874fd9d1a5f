import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchesGlob } from './glob.ts'

describe('matchesGlob', () => {
  it.each([
    ['web*', 'web01', true],
    ['web*', 'WEB', true],
    ['*01', 'web01', true],
    ['w*0?', 'web01', true],
    ['web', 'web01', false],
    ['?', '', false],
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['*.example.*', 'db.example.org', true],
    ['a*b*c', 'aXbXbXc', true],
    ['[ab]', 'a', false],
    ['ü*', 'Übung', true],
  ])('%j fits %j: %s', (pattern, text, fits) => {
    expect(matchesGlob(pattern, text)).toBe(fits)
  })

  it('decides as a regular expression would', () => {
    const letters = (maxLength: number, ...each: string[]) =>
      fc.array(fc.constantFrom(...each), { maxLength }).map((all) => all.join(''))
    fc.assert(
      fc.property(letters(8, 'a', 'b', '*', '?'), letters(8, 'a', 'b'), (pattern, text) => {
        const expression = pattern.replaceAll('*', '.*').replaceAll('?', '.')
        expect(matchesGlob(pattern, text)).toBe(new RegExp(`^${expression}$`).test(text))
      }),
      { seed: 11, numRuns: 3_000 },
    )
  })

  it('gives up in time on a pattern that a regular expression would hang on', () => {
    expect(matchesGlob('*a'.repeat(200) + 'b', 'a'.repeat(190))).toBe(false)
  })
})
