import type { Run } from './gaps.ts'

/** Where the points of a band lie, by their index; pixels. */
export interface BandEdges {
  readonly x: (index: number) => number
  readonly top: (index: number) => number
  readonly bottom: (index: number) => number
}

export interface ColumnGrid {
  readonly left: number
  readonly right: number
  /** Of one column. */
  readonly widthPx: number
}

/**
 * The area between two edges as one upright stroke a column: `[x, top, bottom, …]`,
 * x in the middle of the column. A column with several points reaches over all of
 * them; one without has what lies between its neighbours. Columns are multiples of
 * their width, so that each is one column of the screen.
 */
export function bandColumns({ first, last }: Run, edges: BandEdges, grid: ColumnGrid): Float64Array {
  const { widthPx } = grid
  const begin = Math.max(Math.floor(edges.x(first) / widthPx), Math.floor(grid.left / widthPx))
  const end = Math.min(Math.floor(edges.x(last) / widthPx), Math.ceil(grid.right / widthPx) - 1)
  if (end < begin) return new Float64Array(0)
  const columns = new Float64Array((end - begin + 1) * 3)
  let index = first
  while (index < last && edges.x(index) < begin * widthPx) index += 1
  for (let column = begin, at = 0; column <= end; column += 1) {
    const middle = (column + 0.5) * widthPx
    let top = Infinity
    let bottom = -Infinity
    for (; index <= last && edges.x(index) < (column + 1) * widthPx; index += 1) {
      top = Math.min(top, edges.top(index))
      bottom = Math.max(bottom, edges.bottom(index))
    }
    if (top === Infinity) {
      const before = Math.max(first, index - 1)
      const after = Math.min(last, index)
      const room = edges.x(after) - edges.x(before)
      const share = room > 0 ? Math.min(1, Math.max(0, (middle - edges.x(before)) / room)) : 0
      top = edges.top(before) + (edges.top(after) - edges.top(before)) * share
      bottom = edges.bottom(before) + (edges.bottom(after) - edges.bottom(before)) * share
    }
    columns[at++] = middle
    columns[at++] = top
    columns[at++] = bottom
  }
  return columns
}
