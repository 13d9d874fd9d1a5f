import { describe, expect, it } from 'vitest'
import { LARGEST_LIST, byLength, filledUp, listLength, marks } from './lists.ts'

describe('lists in statements', () => {
  it('come in few lengths, each at least as long as asked', () => {
    expect([1, 2, 3, 4, 5, 8, 9, 256, 257, 511, 512].map((count) => listLength(count))).toEqual([
      1, 2, 4, 4, 8, 8, 16, 256, 512, 512, 512,
    ])
    const lengths = new Set(Array.from({ length: LARGEST_LIST }, (_, index) => listLength(index + 1)))
    expect(lengths.size).toBe(10)
  })

  it('end at the largest', () => {
    expect([999, 1_000].map((count) => listLength(count, 1_000))).toEqual([1_000, 1_000])
  })

  it('are filled up with their last entry', () => {
    expect(filledUp([7])).toEqual([7])
    expect(filledUp([1, 2, 3])).toEqual([1, 2, 3, 3])
    expect(() => filledUp([])).toThrow('at least one')
  })

  it('are written with marks, and kept', () => {
    expect(marks(3)).toBe('(?, ?, ?)')
    let made = 0
    const sql = byLength((length) => `${(made += 1)}: ${length}`)
    expect([sql(2), sql(2), sql(4)]).toEqual(['1: 2', '1: 2', '2: 4'])
  })
})
