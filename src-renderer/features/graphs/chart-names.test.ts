import { describe, expect, it } from 'vitest'
import type { Series } from '../../../src-main/contract/index.ts'
import { chartName, seriesLabel, wholeName } from './chart-names.ts'

let lastId = 0
function series(host: string, label: string, source: Series['source'] = 'collectl'): Series {
  lastId += 1
  return {
    id: lastId,
    host,
    hostId: 1,
    source,
    metric: label,
    unit: '',
    label,
    type: 'number',
    intervalMs: null,
    lastAt: null,
    lastValue: null,
  }
}

function labels(...all: Series[]): string[] {
  return all.map((one) => seriesLabel(one, all))
}

describe('the name of a series in a legend', () => {
  it('is host and label', () => {
    expect(labels(series('db02', 'CPU busy'))).toEqual(['db02 · CPU busy'])
    expect(labels(series('db02', 'CPU busy'), series('db02', 'CPU user'))).toEqual([
      'db02 · CPU busy',
      'db02 · CPU user',
    ])
  })

  it('is the host alone where the chart is about one metric', () => {
    expect(labels(series('db02', 'CPU busy'), series('web03', 'CPU busy'))).toEqual(['db02', 'web03'])
  })

  it('has the source where two sources say the same', () => {
    expect(labels(series('db02', 'Memory free'), series('db02', 'Memory free', 'scopeport'))).toEqual([
      'db02 · collectl',
      'db02 · scopeport',
    ])
    const [first] = labels(series('db02', 'Load'), series('db02', 'Load', 'scopeport'), series('db02', 'CPU'))
    expect(first).toBe('db02 · Load · collectl')
  })
})

describe('the name of a chart', () => {
  it('is made of its series', () => {
    expect(chartName([series('a', 'CPU busy'), series('b', 'CPU busy')])).toBe('CPU busy')
    expect(chartName([series('a', 'CPU busy'), series('b', 'Load')])).toBe('CPU busy · Load')
    expect(chartName([series('a', 'CPU busy'), series('a', 'CPU user'), series('a', 'CPU nice')])).toBe(
      'a · CPU …',
    )
    expect(chartName([series('a', 'x'), series('b', 'y'), series('c', 'z')])).toBe('x · y …')
    expect(chartName([])).toBe('')
  })
})

describe('the name of a series in a file', () => {
  it('has host and label whatever the chart is about, and the source where two say the same', () => {
    const [one, other] = [series('db02', 'CPU busy'), series('web03', 'CPU busy')]
    expect(wholeName(one!, [one!, other!])).toBe('db02 · CPU busy')
    const twin = series('db02', 'CPU busy', 'scopeport')
    expect(wholeName(one!, [one!, twin])).toBe('db02 · CPU busy · collectl')
  })
})
