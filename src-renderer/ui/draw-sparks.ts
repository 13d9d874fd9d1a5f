import type { SparkCell } from './table-columns.ts'

export interface SparkColours {
  readonly plain: string
  readonly bad: string
  readonly stale: string
}

export interface SparkArea {
  readonly widthPx: number
  readonly rowHeightPx: number
  /** Free space above and below each line. */
  readonly marginPx: number
}

/** A point in pixels, or null where a gap is. */
type Point = readonly [x: number, y: number] | null

/** Where the points of one line lie; each line has its own scale, from its least to its largest value. */
export function sparkPoints(values: readonly (number | null)[], area: SparkArea): readonly Point[] {
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return []
  const least = Math.min(...known)
  const height = area.rowHeightPx - 2 * area.marginPx
  const range = Math.max(...known) - least
  const step = values.length > 1 ? area.widthPx / (values.length - 1) : 0
  return values.map((value, index) => {
    if (value === null) return null
    // A value that never changes is a line through the middle, not along the edge.
    const share = range === 0 ? 0.5 : (value - least) / range
    return [index * step, area.marginPx + height * (1 - share)]
  })
}

/** Draws the lines of all rows of a column, one below the other; a gap stays a gap. */
export function drawSparks(
  context: CanvasRenderingContext2D,
  cells: readonly (SparkCell | null)[],
  area: SparkArea,
  colours: SparkColours,
): void {
  context.clearRect(0, 0, area.widthPx, area.rowHeightPx * cells.length)
  context.lineWidth = 1.25
  context.lineJoin = 'round'
  cells.forEach((cell, row) => {
    if (cell === null) return
    context.strokeStyle = colours[cell.tone]
    context.beginPath()
    let isDrawing = false
    const points = sparkPoints(cell.values, area)
    points.forEach((point, index) => {
      if (point === null) {
        isDrawing = false
        return
      }
      const [x, y] = point
      const top = row * area.rowHeightPx
      if (isDrawing) context.lineTo(x, top + y)
      else context.moveTo(x, top + y)
      // A single value between two gaps is a dot.
      if (!isDrawing && (points[index + 1] ?? null) === null) context.lineTo(x + 1.5, top + y)
      isDrawing = true
    })
    context.stroke()
  })
}
