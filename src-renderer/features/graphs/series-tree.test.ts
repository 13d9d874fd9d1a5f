import { describe, expect, it } from 'vitest'
import type { Series } from '../../../src-main/contract/index.ts'
import { groupOf, matches, searchWords, treeRows } from './series-tree.ts'

function series(id: number, host: string, metric: string, source: Series['source'] = 'collectl'): Series {
  return {
    id,
    host,
    hostId: 1,
    source,
    metric,
    unit: '%',
    label: `Label of ${metric}`,
    type: 'number',
    intervalMs: null,
    lastAt: null,
    lastValue: null,
  }
}

const catalogue = [
  series(1, 'web10', 'cputotals.user'),
  series(2, 'web9', 'meminfo.free'),
  series(3, 'web9', 'cputotals.user'),
  series(4, 'web9', 'free_memory', 'scopeport'),
]

function shape(rows: ReturnType<typeof treeRows>): string[] {
  return rows.map((row) => `${row.level} ${row.kind === 'series' ? row.series.metric : row.word}`)
}

describe('the tree of series', () => {
  it('is closed at first: hosts in the order of people', () => {
    expect(shape(treeRows(catalogue, new Set(), false))).toEqual(['1 web9', '1 web10'])
  })

  it('has a level for the source only where a host has several', () => {
    expect(shape(treeRows(catalogue, new Set(['web9', 'web10']), false))).toEqual([
      '1 web9',
      '2 collectl',
      '2 scopeport',
      '1 web10',
      '2 cpu',
    ])
  })

  it('shows everything for a search, parts of the machine in their order', () => {
    expect(shape(treeRows(catalogue.slice(1, 3), new Set(), true))).toEqual([
      '1 web9',
      '2 cpu',
      '3 cputotals.user',
      '2 memory',
      '3 meminfo.free',
    ])
  })
})

describe('a search', () => {
  it('wants every word, anywhere', () => {
    expect(matches(catalogue[0]!, searchWords(' WEB user '))).toBe(true)
    expect(matches(catalogue[0]!, searchWords('web free'))).toBe(false)
    expect(matches(catalogue[3]!, searchWords('scopeport'))).toBe(true)
    expect(matches(catalogue[0]!, searchWords(''))).toBe(true)
  })
})

describe('the part of a machine', () => {
  it.each([
    ['cputotals.user', 'cpu'],
    ['ctxint.ctx', 'cpu'],
    ['cpuinfo.user.cpu0', 'cpu'],
    ['cpuload.avg1', 'load'],
    ['cpu_load_average_15', 'load'],
    ['meminfo.free', 'memory'],
    ['swapinfo.in', 'memory'],
    ['free_memory', 'memory'],
    ['disktotals.reads', 'disk'],
    ['read_operations', 'disk'],
    ['nettotals.kbin', 'network'],
    ['sockinfo.used', 'network'],
    ['proc.runq', 'processes'],
    ['running_processes', 'processes'],
    ['temperature', 'other'],
  ])('of %s is %s', (metric, group) => {
    expect(groupOf(metric)).toBe(group)
  })
})
