import { describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import type { Series } from '../../../src-main/contract/index.ts'
import { useSeriesTree } from './use-series-tree.ts'

function series(id: number, host: string, metric: string): Series {
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
  }
}

function bench() {
  const tree = useSeriesTree(() => [series(1, 'db02', 'cputotals.user'), series(2, 'web03', 'meminfo.free')])
  const press = (key: string): boolean => tree.onKey(new KeyboardEvent('keydown', { key }))
  const here = (): string => {
    const row = tree.rows.value[tree.active.value]!
    return row.kind === 'series' ? row.series.metric : row.word
  }
  return { tree, press, here }
}

describe('the picker by keyboard', () => {
  it('opens a host, a part and chooses a series', () => {
    const { tree, press, here } = bench()
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight']) press(key)
    expect(here()).toBe('cputotals.user')
    press(' ')
    expect([...tree.chosen.value]).toEqual([1])
    press('Enter')
    expect(tree.chosen.value.size).toBe(0)
  })

  it('goes back up with the left arrow', () => {
    const { press, here } = bench()
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft']) press(key)
    expect(here()).toBe('db02')
    press('ArrowLeft')
    press('ArrowDown')
    expect(here()).toBe('web03')
    press('Home')
    expect(here()).toBe('db02')
    press('End')
    expect(here()).toBe('web03')
  })

  it('stands on the first hit of a search', async () => {
    const { tree, press, here } = bench()
    tree.query.value = 'free'
    await nextTick()
    expect(here()).toBe('meminfo.free')
    press('Enter')
    expect([...tree.chosen.value]).toEqual([2])
    expect(tree.found.value).toBe(1)
  })

  it('leaves other keys to others', () => {
    const { press } = bench()
    expect(press('x')).toBe(false)
    expect(press('Escape')).toBe(false)
  })
})
