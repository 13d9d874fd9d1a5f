import { describe, expect, it } from 'vitest'
import { fakeFrame } from './fake-frame.ts'
import { nextSort, orderOf } from './top-order.ts'

const frame = fakeFrame(['a', 'b', 'c', 'd'], { cpu: [5, null, 90, 5] })

describe('orderOf', () => {
  it('is by name as the console gives it, or the other way round', () => {
    expect(orderOf(frame, { key: 'host', isDescending: false })).toEqual([0, 1, 2, 3])
    expect(orderOf(frame, { key: 'host', isDescending: true })).toEqual([3, 2, 1, 0])
  })

  it('is by the values of a column, equal ones by name, and what has none last', () => {
    expect(orderOf(frame, { key: 'cpu', isDescending: true })).toEqual([2, 0, 3, 1])
    expect(orderOf(frame, { key: 'cpu', isDescending: false })).toEqual([0, 3, 2, 1])
  })

  it('is by age', () => {
    expect(orderOf(frame, { key: 'age', isDescending: true })).toEqual([3, 2, 1, 0])
  })

  it('stays as it is for a column that is not there', () => {
    expect(orderOf(frame, { key: 'gone', isDescending: true })).toEqual([0, 1, 2, 3])
  })
})

describe('nextSort', () => {
  it('begins with the largest, turns around, and ends by name', () => {
    const first = nextSort({ key: 'host', isDescending: false }, 'cpu')
    expect(first).toEqual({ key: 'cpu', isDescending: true })
    const second = nextSort(first, 'cpu')
    expect(second).toEqual({ key: 'cpu', isDescending: false })
    expect(nextSort(second, 'cpu')).toEqual({ key: 'host', isDescending: false })
  })

  it('begins names with A', () => {
    expect(nextSort({ key: 'cpu', isDescending: true }, 'host')).toEqual({ key: 'host', isDescending: false })
    expect(nextSort({ key: 'host', isDescending: false }, 'host')).toEqual({
      key: 'host',
      isDescending: true,
    })
    expect(nextSort({ key: 'host', isDescending: true }, 'host')).toEqual({
      key: 'host',
      isDescending: false,
    })
  })
})
