import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dropBefore, mergeColumns, toColumns } from './merge-live.ts'
import type { Columns } from './types.ts'

function columns(points: readonly (readonly [number, number | null])[]): Columns {
  return toColumns({ t: points.map(([t]) => t), v: points.map(([, v]) => v) })
}

function points(from: Columns): readonly (readonly [number, number])[] {
  return [...from.t].map((t, index) => [t, from.v[index]!])
}

describe('live points join what was read', () => {
  it('appends what is newer', () => {
    expect(points(mergeColumns(columns([[1, 10]]), columns([[2, 20]])))).toEqual([
      [1, 10],
      [2, 20],
    ])
  })

  it('leaves no duplicate where the first live frame repeats the end of the read range', () => {
    const merged = mergeColumns(
      columns([
        [1, 10],
        [2, 20],
        [3, 30],
      ]),
      columns([
        [2, 20],
        [3, 31],
        [4, 40],
      ]),
    )
    expect(points(merged)).toEqual([
      [1, 10],
      [2, 20],
      [3, 31],
      [4, 40],
    ])
  })

  it('puts a late point where it belongs', () => {
    expect(
      points(
        mergeColumns(
          columns([
            [1, 10],
            [5, 50],
          ]),
          columns([[3, 30]]),
        ),
      ),
    ).toEqual([
      [1, 10],
      [3, 30],
      [5, 50],
    ])
  })

  it('keeps a value that was not available as one', () => {
    expect(Number.isNaN(mergeColumns(columns([[1, 1]]), columns([[2, null]])).v[1])).toBe(true)
  })

  it('gives a live point a band of its own value beside points that stand for several', () => {
    const read = toColumns({ t: [1], v: [5], min: [2], max: [9] })
    const merged = mergeColumns(read, columns([[2, 7]]))
    expect([...merged.min!]).toEqual([2, 7])
    expect([...merged.max!]).toEqual([9, 7])
  })

  it('is ascending and complete for any split of a stream, in any overlap', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { maxLength: 60 }),
        fc.nat(60),
        fc.nat(60),
        (times, readTo, liveFrom) => {
          const all = times.toSorted((a, b) => a - b).map((t) => [t, t * 2] as const)
          const from = Math.min(readTo, liveFrom)
          const merged = mergeColumns(columns(all.slice(0, readTo)), columns(all.slice(from)))
          expect(points(merged)).toEqual(all)
        },
      ),
    )
  })
})

describe('points that left the window', () => {
  const five = columns([
    [10, 1],
    [20, 2],
    [30, 3],
    [40, 4],
    [50, 5],
  ])

  it('go, but for the last one before it', () => {
    expect([...dropBefore(five, 35).t]).toEqual([30, 40, 50])
    expect([...dropBefore(five, 30).t]).toEqual([20, 30, 40, 50])
  })

  it('leave one when all are outside', () => {
    expect([...dropBefore(five, 99).t]).toEqual([50])
  })

  it('do not keep the memory of the dropped ones', () => {
    expect(dropBefore(five, 50).t.buffer.byteLength).toBe(16)
  })
})
