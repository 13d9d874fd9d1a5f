import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchesSearch, parseSearch, type SearchField, type Searchable } from '../contract/index.ts'
import { parseFilterValue } from '../domain/filter-value.ts'
import { topFieldOf, topFilterOf } from './top-filter.ts'

const fieldOf = (name: string): SearchField | null => topFieldOf(name, new Map())

interface Machine {
  readonly host: string
  readonly source: readonly string[]
  readonly [figure: string]: unknown
}

const MACHINES: readonly Machine[] = [
  { host: 'web01', source: ['collectl', 'zabbix'], cpu: 91, load: 4, 'memory-free': 2 * 1024 ** 3 },
  { host: 'web02', source: ['zabbix'], cpu: 80, load: 2, 'memory-free': 400 * 1024 ** 2 },
  { host: 'db01.example.org', source: ['scopeport'], load: 0.5, 'network-in': 3 * 1024 ** 2 },
  { host: 'Build Box', source: ['collectl'], cpu: -3 },
]

function rowOf(machine: Machine): Searchable {
  return {
    texts: [machine.host, ...machine.source],
    valuesOf: (key) => {
      const value = machine[key]
      if (Array.isArray(value)) return value as string[]
      return typeof value === 'string' || typeof value === 'number' ? [value] : []
    },
  }
}

function found(text: string): readonly string[] {
  const { terms } = topFilterOf(text, new Map())
  return MACHINES.filter((machine) => matchesSearch(terms, rowOf(machine))).map(({ host }) => host)
}

function mistakeOf(text: string) {
  const parsed = parseSearch(text, fieldOf)
  return parsed.ok ? null : [parsed.mistake.problem, parsed.mistake.part]
}

describe('a filter of Top', () => {
  it('keeps everything while it is empty', () => {
    expect(found('')).toHaveLength(4)
    expect(found('  \t ')).toHaveLength(4)
  })

  it.each([
    ['host:web*', ['web01', 'web02']],
    ['host:WEB0?', ['web01', 'web02']],
    ['host=web01', ['web01']],
    ['host!=web01', ['web02', 'db01.example.org', 'Build Box']],
    ['host:web', ['web01', 'web02']],
    ['host=web', []],
    ['host:EXAMPLE', ['db01.example.org']],
    ['host:web01,db*', ['web01', 'db01.example.org']],
    ['host:*.example.*', ['db01.example.org']],
    ['host:"build box"', ['Build Box']],
    ['source:zabbix', ['web01', 'web02']],
    ['-source:zabbix', ['db01.example.org', 'Build Box']],
  ])('compares texts: %s', (text, hosts) => {
    expect(found(text)).toEqual(hosts)
  })

  it.each([
    ['cpu>80', ['web01']],
    ['cpu>=80', ['web01', 'web02']],
    ['cpu=>80', ['web01', 'web02']],
    ['cpu<0', ['Build Box']],
    ['cpu<=-3', ['Build Box']],
    ['cpu=80', ['web02']],
    ['cpu:80', ['web02']],
    ['cpu==80', ['web02']],
    ['cpu!=80', ['web01', 'Build Box']],
    ['cpu > 80', ['web01']],
    ['cpu>80%', ['web01']],
    ['load>0,4', ['web01', 'web02', 'db01.example.org']],
    ['memory-free<500MB', ['web02']],
    ['memory-free<500M', ['web02']],
    ['memory-free>1.5GB', ['web01']],
    ['network-in>2MB', ['db01.example.org']],
    ['network-in>2MB/s', ['db01.example.org']],
  ])('compares numbers: %s', (text, hosts) => {
    expect(found(text)).toEqual(hosts)
  })

  it('finds a bare word anywhere in the name or the sources', () => {
    expect(found('web')).toEqual(['web01', 'web02'])
    expect(found('scope')).toEqual(['db01.example.org'])
    expect(found('"build b"')).toEqual(['Build Box'])
    expect(found('b*x')).toEqual(['Build Box'])
    expect(found('-web')).toEqual(['db01.example.org', 'Build Box'])
  })

  it('keeps what all parts hold for', () => {
    expect(found('host:web* cpu>80 source:zabbix')).toEqual(['web01'])
    expect(found('host:web* -cpu>80')).toEqual(['web02'])
  })

  it('leaves out what has no value, whichever way it is compared', () => {
    expect(found('memory-free>0')).toEqual(['web01', 'web02'])
    expect(found('memory-free!=0')).toEqual(['web01', 'web02'])
  })

  it('says which numbers it needs, each once', () => {
    expect(topFilterOf('cpu>80 cpu<90 load>1 host:x', new Map()).numbers).toEqual(['cpu', 'load'])
  })

  it.each([
    ['cpz>80', ['unknown-field', 'cpz']],
    ['cpu>many', ['number-expected', 'many']],
    ['cpu>80GB', ['unknown-unit', 'GB']],
    ['memory-free>1%', ['unknown-unit', '%']],
    ['cpu>', ['value-missing', '>']],
    ['host:', ['value-missing', ':']],
    ['host:""', ['value-missing', ':']],
    ['host>web', ['not-comparable', '>']],
    ['>80', ['field-missing', '>']],
    ['"two', ['quote-open', '"two']],
  ])('says what it does not understand: %s', (text, mistake) => {
    expect(mistakeOf(text)).toEqual(mistake)
  })

  it('tells a script what is wrong, and where', () => {
    expect(() => topFilterOf('host:web cpz>80', new Map())).toThrow(
      'filter: there is no column “cpz” (position 10).',
    )
  })

  it('takes characters of patterns for themselves', () => {
    expect(found('host:web0[12]')).toEqual([])
    expect(found('host:(web01)')).toEqual([])
    expect(found('host:db01.example.org')).toEqual(['db01.example.org'])
    expect(found('host:db01xexample.org')).toEqual([])
  })

  it('never throws, whatever is typed', () => {
    const row = rowOf(MACHINES[0] as Machine)
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const parsed = parseSearch(text, fieldOf)
        if (parsed.ok) expect([true, false]).toContain(matchesSearch(parsed.terms, row))
        else expect(parsed.mistake.at).toBeLessThan(Math.max(1, text.length))
      }),
      { seed: 7, numRuns: 300 },
    )
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...'cpu<>=!:-"*? 8k,.GBü°\u0000'), { maxLength: 24 }),
        (characters) => {
          const parsed = parseSearch(characters.join(''), fieldOf)
          if (parsed.ok) matchesSearch(parsed.terms, row)
        },
      ),
      { seed: 7, numRuns: 300 },
    )
  })
})

describe('parseFilterValue', () => {
  it.each([
    ['80', '%', 80],
    ['80 %', '%', 80],
    ['-1.5', '', -1.5],
    ['.5', '', 0.5],
    ['2k', '/s', 2_000],
    ['2k/s', '/s', 2_000],
    ['3M', '', 3_000_000],
    ['1KB', 'B', 1024],
    ['1kib', 'B', 1024],
    ['1', 'B/s', 1],
    ['1KB', 'B/s', 1024],
    ['1K', 'B/s', 1024],
    ['20ms', 'ms', 20],
  ])('reads %s in %s', (text, unit, value) => {
    expect(parseFilterValue(text, unit)).toEqual({ value })
  })

  it('does not take a rate for a size', () => {
    expect(parseFilterValue('1KB/s', 'B')).toEqual({ problem: 'unknown-unit', part: 'KB/s' })
  })
})
