import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededBytes } from '../../../test/support/seeded-bytes.ts'
import { depthOfJson, findJsonMistake } from './json-text.ts'
import { PLUGIN_LIMITS } from './limits.ts'
import { readBody } from './read-body.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('where a text is not JSON', () => {
  it.each([
    ['', 0, 1, 1, 'the end'],
    ['{"a": 1,}', 8, 1, 9, '}'],
    ['{"a": 1,\n "b": }', 15, 2, 7, '}'],
    ['[1, 2', 5, 1, 6, 'the end'],
    ['{"a" 1}', 5, 1, 6, '1}'],
    ['{a: 1}', 1, 1, 2, 'a: 1}'],
    ['{"a": NaN}', 6, 1, 7, 'NaN}'],
    ['{"interfaces": []string{"reporter"}}', 17, 1, 18, 'string{"reporter"}}'],
    ['{} x', 3, 1, 4, 'x'],
    ['"abc', 4, 1, 5, 'the end'],
    ['["a\tb"]', 3, 1, 4, '\tb"]'],
    ['["\\x"]', 2, 1, 3, '\\x"]'],
    ['[01]', 2, 1, 3, '1]'],
    ['[1]]', 3, 1, 4, ']'],
    ['{"a":1}}', 7, 1, 8, '}'],
  ])('%j: at %d', (text, offset, line, column, found) => {
    expect(findJsonMistake(text)).toEqual({ offset, line, column, found })
  })

  it('agrees with JSON.parse on what is JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(findJsonMistake(text)).toBeNull()
      }),
    )
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:1e.-+ \\untrfalse') }), (text) => {
        let isJson = true
        try {
          JSON.parse(text)
        } catch {
          isJson = false
        }
        expect(findJsonMistake(text) === null).toBe(isJson)
      }),
    )
  })
})

describe('how deep JSON is', () => {
  it('counts objects and lists, and not what stands in texts', () => {
    expect(depthOfJson(bytes('{"a":[{"b":"}}[[{{\\"[["}]}'), 99)).toBe(3)
    expect(depthOfJson(bytes('12'), 99)).toBe(0)
  })

  it.each([PLUGIN_LIMITS.depth - 1, PLUGIN_LIMITS.depth, PLUGIN_LIMITS.depth + 1])(
    '%d within one another',
    (depth) => {
      const text = `{"Host":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`
      const { kind } = readBody(bytes(text), 'report')
      expect(kind).toBe(depth > PLUGIN_LIMITS.depth ? 'unreadable' : 'report')
    },
  )

  it('says so of ten thousand, and of a hundred thousand that never end', () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`
    expect(readBody(bytes(deep), 'report')).toMatchObject({ problem: 'too-deep' })
    expect(readBody(bytes('['.repeat(100_000)), 'report')).toMatchObject({ problem: 'too-deep' })
  })
})

describe('bytes of any kind', () => {
  it('are no report, and never throw', () => {
    for (let seed = 0; seed < 200; seed++) {
      const body = readBody(seededBytes(seed, 1 + seed * 7), 'report')
      expect(body.kind).toBe('unreadable')
    }
  })

  it('a report that is cut anywhere is not JSON, with the place of the cut', () => {
    const text = '{"Host":{"nodes":{"a;<host>":{"metrics":{"cpu":{"samples":[]}}}}}}'
    for (let end = 0; end < text.length; end++)
      expect(readBody(bytes(text.slice(0, end)), 'report')).toMatchObject({ problem: 'not-json' })
  })
})
