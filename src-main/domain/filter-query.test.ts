import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FilterField, type FilterRow, parseFilter } from './filter-query.ts'
import { parseFilterValue } from './filter-value.ts'

const FIELDS: readonly FilterField[] = [
  { kind: 'text', key: 'host' },
  { kind: 'text', key: 'source' },
  { kind: 'number', key: 'cpu', unit: '%' },
  { kind: 'number', key: 'load', unit: '' },
  { kind: 'number', key: 'memory-free', unit: 'B' },
  { kind: 'number', key: 'network-in', unit: 'B/s' },
]
const fieldOf = (name: string) => FIELDS.find(({ key }) => key === name.toLowerCase()) ?? null

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

function rowOf(machine: Machine): FilterRow {
  return {
    texts: (key) => {
      if (key === '') return [machine.host, ...machine.source]
      const value = machine[key]
      return Array.isArray(value) ? (value as string[]) : typeof value === 'string' ? [value] : []
    },
    number: (key) => {
      const value = machine[key]
      return typeof value === 'number' ? value : null
    },
  }
}

function found(text: string): readonly string[] {
  const parsed = parseFilter(text, fieldOf)
  if ('problem' in parsed) throw new Error(`${parsed.problem.kind} ${parsed.problem.word}`)
  return MACHINES.filter((machine) => parsed.ok.matches(rowOf(machine))).map(({ host }) => host)
}

function problemOf(text: string) {
  const parsed = parseFilter(text, fieldOf)
  return 'problem' in parsed ? [parsed.problem.kind, parsed.problem.word] : null
}

describe('a filter', () => {
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
    const parsed = parseFilter('cpu>80 cpu<90 load>1 host:x', fieldOf)
    expect('ok' in parsed && parsed.ok.numbers).toEqual(['cpu', 'load'])
  })

  it.each([
    ['cpz>80', ['unknown-field', 'cpz']],
    ['cpu>many', ['not-a-number', 'many']],
    ['cpu>80GB', ['unknown-unit', 'GB']],
    ['memory-free>1%', ['unknown-unit', '%']],
    ['cpu>', ['missing-value', 'cpu>']],
    ['host:', ['missing-value', 'host:']],
    ['host:""', ['missing-value', 'host:""']],
    ['host>web', ['unknown-operator', 'host>web']],
    ['>80', ['unknown-operator', '>80']],
  ])('says what it does not understand: %s', (text, problem) => {
    expect(problemOf(text)).toEqual(problem)
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
        const parsed = parseFilter(text, fieldOf)
        if ('ok' in parsed) expect([true, false]).toContain(parsed.ok.matches(row))
        else expect(parsed.problem.kind).not.toBe('')
      }),
      { seed: 7, numRuns: 300 },
    )
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...'cpu<>=!:-"*? 8k,.GBü°\u0000'), { maxLength: 24 }),
        (characters) => {
          const parsed = parseFilter(characters.join(''), fieldOf)
          if ('ok' in parsed) parsed.ok.matches(row)
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
    expect(parseFilterValue('1KB/s', 'B')).toEqual({ problem: 'unknown-unit', word: 'KB/s' })
  })
})
