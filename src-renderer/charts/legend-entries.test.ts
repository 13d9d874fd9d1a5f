import { describe, expect, it } from 'vitest'
import { legendEntries, nextHidden } from './legend-entries.ts'
import { toColumns } from './merge-live.ts'

const one = {
  id: 1,
  label: 'db02',
  unit: '%',
  color: 0,
  columns: toColumns({ t: [10, 20, 30], v: [1, 5, 3] }),
  gapMs: 15,
}
const range = { from: 0, to: 40 }

describe('a legend', () => {
  it('shows the newest value without a cursor', () => {
    expect(legendEntries([one], range, null, new Set())[0]).toMatchObject({
      value: 3,
      min: 1,
      mean: 3,
      max: 5,
    })
  })

  it('shows the value at the cursor, and none within a gap', () => {
    expect(legendEntries([one], range, 21, new Set())[0]).toMatchObject({ value: 5 })
    expect(legendEntries([one], range, 39, new Set([1]))[0]).toMatchObject({ value: null, isHidden: true })
  })
})

describe('a click on a legend entry', () => {
  const ids = [1, 2, 3]
  const shown = (hidden: ReadonlySet<number>): number[] => ids.filter((id) => !hidden.has(id))

  it('shows the series alone, and the next one all again', () => {
    const alone = nextHidden(ids, new Set(), 2, false)
    expect(shown(alone)).toEqual([2])
    expect(shown(nextHidden(ids, alone, 2, false))).toEqual([1, 2, 3])
    expect(shown(nextHidden(ids, alone, 3, false))).toEqual([3])
  })

  it('with a modifier hides or shows this one only', () => {
    const without = nextHidden(ids, new Set(), 2, true)
    expect(shown(without)).toEqual([1, 3])
    expect(shown(nextHidden(ids, without, 2, true))).toEqual([1, 2, 3])
  })

  it('never hides the last one', () => {
    expect(shown(nextHidden(ids, new Set([1, 2]), 3, true))).toEqual([3])
  })

  it('of a single series changes nothing', () => {
    expect(nextHidden([1], new Set(), 1, false).size).toBe(0)
    expect(nextHidden([1], new Set(), 1, true).size).toBe(0)
  })
})
