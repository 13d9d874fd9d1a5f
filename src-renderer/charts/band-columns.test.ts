import { describe, expect, it } from 'vitest'
import { bandColumns, type BandEdges } from './band-columns.ts'

const grid = { left: 0, right: 100, widthPx: 1 }

function edges(points: readonly (readonly [x: number, top: number, bottom: number])[]): BandEdges {
  const at = (place: 0 | 1 | 2) => (index: number) => points[index]![place]
  return { x: at(0), top: at(1), bottom: at(2) }
}

function drawn(points: readonly (readonly [number, number, number])[], on = grid): number[][] {
  const columns = bandColumns({ first: 0, last: points.length - 1 }, edges(points), on)
  return Array.from({ length: columns.length / 3 }, (_, column) => [
    ...columns.slice(column * 3, column * 3 + 3),
  ])
}

describe('a band in columns', () => {
  it('reaches over all points of a column', () => {
    const points = [
      [10.1, 5, 6],
      [10.5, 2, 7],
      [10.9, 4, 9],
    ] as const
    expect(drawn(points)).toEqual([[10.5, 2, 9]])
  })

  it('has what lies between its neighbours where a column has no point', () => {
    const points = [
      [10.5, 0, 8],
      [14.5, 4, 16],
    ] as const
    expect(drawn(points)).toEqual([
      [10.5, 0, 8],
      [11.5, 1, 10],
      [12.5, 2, 12],
      [13.5, 3, 14],
      [14.5, 4, 16],
    ])
  })

  it('ends at the edges of the plot, and comes in where the line does', () => {
    const points = [
      [-2.5, 0, 0],
      [2.5, 10, 10],
    ] as const
    expect(drawn(points)).toEqual([
      [0.5, 6, 6],
      [1.5, 8, 8],
      [2.5, 10, 10],
    ])
    expect(drawn(points, { left: 0, right: 2, widthPx: 1 }).map(([x]) => x)).toEqual([0.5, 1.5])
    expect(drawn(points, { left: 40, right: 90, widthPx: 1 })).toEqual([])
  })

  it('has as many columns as the screen has', () => {
    const points = [
      [10, 1, 2],
      [11, 1, 2],
    ] as const
    expect(drawn(points, { ...grid, widthPx: 0.5 }).map(([x]) => x)).toEqual([10.25, 10.75, 11.25])
  })

  it('of a single point is a single column', () => {
    expect(drawn([[7.2, 1, 3]])).toEqual([[7.5, 1, 3]])
  })
})
