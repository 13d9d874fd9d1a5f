import { describe, expect, it } from 'vitest'
import type { Series } from '../../../src-main/contract/index.ts'
import { groupByUnit, suggestCharts, suggestHost } from './suggestions.ts'

function series(id: number, host: string, metric: string, more: Partial<Series> = {}): Series {
  return {
    id,
    host,
    hostId: 1,
    source: 'collectl',
    metric,
    unit: '',
    label: metric,
    type: 'number',
    intervalMs: null,
    lastAt: null,
    lastValue: null,
    ...more,
  }
}

describe('suggested charts', () => {
  it('are made from what is there, over all hosts', () => {
    const found = suggestCharts([
      series(1, 'web03', 'cputotals.total'),
      series(2, 'web03', 'cpuload.avg1'),
      series(3, 'db02', 'cpu_load_average_5', { source: 'scopeport' }),
      series(4, 'db02', 'cpu_load_average_15', { source: 'scopeport' }),
    ])
    expect(found.map(({ key, ids, hosts }) => [key, ids, hosts])).toEqual([
      ['cpu', [1], ['web03']],
      ['load', [2, 3], ['web03', 'db02']],
    ])
  })

  it('show both directions of a network', () => {
    const [network] = suggestCharts([series(1, 'a', 'nettotals.kbin'), series(2, 'a', 'nettotals.kbout')])
    expect(network!.ids).toEqual([1, 2])
  })

  it('are no more lines than colours', () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      series(index + 1, `host${index}`, 'cputotals.total'),
    )
    expect(suggestCharts(many)[0]!.ids).toHaveLength(8)
  })

  it('are none when nothing is there', () => {
    expect(suggestCharts([])).toEqual([])
    expect(suggestCharts([series(1, 'a', 'something')])).toEqual([])
  })
})

describe('the charts of a link', () => {
  const catalogue = new Map(
    [
      series(1, 'a', 'x', { unit: 'KB' }),
      series(2, 'a', 'y', { unit: '%' }),
      series(3, 'a', 'z', { unit: 'MB' }),
      series(4, 'a', 'w', { type: 'text' }),
    ].map((one) => [one.id, one]),
  )

  it('are one a kind of unit, words by themselves', () => {
    expect(groupByUnit([1, 2, 3, 4], catalogue)).toEqual([[1, 3], [2], [4]])
  })

  it('hold what is not known yet too', () => {
    expect(groupByUnit([99], catalogue)).toEqual([[99]])
    expect(groupByUnit([99, 2, 1], catalogue)).toEqual([[2, 99], [1]])
    expect(groupByUnit([], catalogue)).toEqual([])
  })
})

describe('charts of one host', () => {
  it('are its own key figures', () => {
    const catalogue = [
      series(1, 'web03', 'cputotals.total', { hostId: 7 }),
      series(2, 'web03', 'cputotals.user', { hostId: 7 }),
      series(3, 'web03', 'meminfo.free', { hostId: 7 }),
      series(4, 'db02', 'cputotals.total', { hostId: 8 }),
    ]
    expect(suggestHost(catalogue, 7)).toEqual([[1], [3]])
  })

  it('are what it sends where it has no key figure', () => {
    const catalogue = [
      series(1, 'ups', 'charge', { unit: '%' }),
      series(2, 'ups', 'load', { unit: '%' }),
      series(3, 'ups', 'state', { type: 'text' }),
    ]
    expect(suggestHost(catalogue, 1)).toEqual([[1, 2], [3]])
    expect(suggestHost(catalogue, 2)).toEqual([])
  })
})
