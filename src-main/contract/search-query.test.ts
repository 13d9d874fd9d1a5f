import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchesSearch, type Searchable } from './search-match.ts'
import { parseSearch } from './search-query.ts'

const WEB01: Searchable = {
  texts: ['web01', 'Host', 'iowait', 'Build Box'],
  valuesOf: (field) =>
    ({
      host: ['web01'],
      source: ['zabbix', 'plugin'],
      cpu: [81.5],
      memory: [3 * 1024 ** 3],
      'io wait': [0.4],
      state: ['running'],
      version: ['10k'],
      temperature: [-5],
    })[field] ?? [],
}

function matches(query: string, row = WEB01): boolean {
  const parsed = parseSearch(query)
  if (!parsed.ok) throw new Error(`${query}: ${parsed.mistake.problem}`)
  return matchesSearch(parsed.terms, row)
}

describe('a search with conditions', () => {
  it.each([
    ['', true],
    ['   ', true],
    ['web', true],
    ['WEB01 iowait', true],
    ['web02', false],
    ['w*1', true],
    ['-web02', true],
    ['-web01', false],
    ['"build b"', true],
    ['"web01 host"', false],
    ['b*x', true],
    ['eb*', false],
    ['WEB0?', true],
    ['cpu>80', true],
    ['cpu > 80', true],
    ['cpu=>81.5', true],
    ['cpu=<81.5', true],
    ['cpu==81.5', true],
    ['cpu>81,4', true],
    ['cpu>81,6', false],
    ['cpu<81,6 web', true],
    ['cpu=80,81.5', true],
    ['cpu!=80,81', true],
    ['cpu!=80,81.5', false],
    ['temperature<-4,9', true],
    ['temperature<-5,1', false],
    ['cpu>81.5', false],
    ['cpu>=81.5', true],
    ['cpu<=81.5', true],
    ['cpu<80', false],
    ['CPU>80%', true],
    ['cpu=81.5', true],
    ['cpu!=81.5', false],
    ['cpu:81.5', true],
    ['-cpu>90', true],
    ['memory>2GB', true],
    ['memory>4gb', false],
    ['memory>2GiB', true],
    ['temperature<-4', true],
    ['temperature=-5,-6', true],
    ['temperature>-5', false],
    ['"io wait"<1', true],
    ['host:web*', true],
    ['host:eb0', true],
    ['host:eb*', false],
    ['host:web0?', true],
    ['host=web', false],
    ['host=WEB01', true],
    ['host:db*,web*', true],
    ['host!=db01,db02', true],
    ['host!=db01,web01', false],
    ['source:zabbix', true],
    ['source:collectl', false],
    ['source!=plugin', false],
    ['source!=collectl', true],
    ['host: web01', true],
    ['-host:web*', false],
    ['-source:collectl', true],
    ['host:web* cpu>80 source:zabbix', true],
    ['host:web* cpu>90 source:zabbix', false],
    ['web01, iowait', true],
    ['state=running', true],
    ['version>9k', true],
    ['state>5', false],
    ['no-such>1', false],
    ['no-such!=1', false],
  ])('%j fits: %s', (query, fits) => {
    expect(matches(query)).toBe(fits)
  })

  it.each([
    ['cpu>', { at: 3, problem: 'value-missing', part: '>' }],
    ['cpu> -', { at: 3, problem: 'value-missing', part: '>' }],
    ['cpu>high', { at: 4, problem: 'number-expected', part: 'high' }],
    ['cpu>5parsec', { at: 4, problem: 'number-expected', part: '5parsec' }],
    ['>80', { at: 0, problem: 'field-missing', part: '>' }],
    ['web -', { at: 4, problem: 'field-missing', part: '-' }],
    ['host:""', { at: 4, problem: 'value-missing', part: ':' }],
    ['"">1', { at: 0, problem: 'field-missing', part: '' }],
    ['host:"web', { at: 5, problem: 'quote-open', part: '"web' }],
    ['host:web,', { at: 4, problem: 'value-missing', part: ':' }],
  ])('%j is refused, with the place and the reason', (query, mistake) => {
    expect(parseSearch(query)).toEqual({ ok: false, mistake })
  })

  it('takes what has a special meaning in patterns as it is', () => {
    const row: Searchable = { texts: ['a.b(c)+[d]'], valuesOf: () => ['a.b(c)+[d]'] }
    expect(matches('x:"a.b(c)*"', row)).toBe(true)
    expect(matches('x:"axb(c)*"', row)).toBe(false)
  })

  it('is not slowed down by a pattern that could fit in many ways', () => {
    const row: Searchable = { texts: [], valuesOf: () => ['a'.repeat(2_000)] }
    expect(matches(`x:${'*a'.repeat(200)}*b`, row)).toBe(false)
  })

  it('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab5*?"<>=!:,- .%') }), (query) => {
        const parsed = parseSearch(query)
        if (parsed.ok) matchesSearch(parsed.terms, WEB01)
        else expect(parsed.mistake.at).toBeLessThan(Math.max(1, query.length))
      }),
    )
  })
})
