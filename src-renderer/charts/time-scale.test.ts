import { describe, expect, it } from 'vitest'
import { draggedRange, MIN_DRAG_PX, MIN_SPAN_MS, pan, pixelAt, timeAt, zoomAround } from './time-scale.ts'

const plot = { left: 50, top: 10, width: 500, height: 150 }
const range = { from: 100_000, to: 200_000 }

describe('pixels and times', () => {
  it('are the two sides of one scale', () => {
    expect(timeAt(50, plot, range)).toBe(100_000)
    expect(timeAt(550, plot, range)).toBe(200_000)
    expect(pixelAt(timeAt(321, plot, range), plot, range)).toBeCloseTo(321)
  })
})

describe('zoom', () => {
  it('keeps the time under the pointer where it is', () => {
    const closer = zoomAround(range, 125_000, 0.5)
    expect(closer).toEqual({ from: 112_500, to: 162_500 })
    expect(pixelAt(125_000, plot, closer)).toBeCloseTo(pixelAt(125_000, plot, range))
  })

  it('stops at a second', () => {
    const closest = zoomAround({ from: 0, to: MIN_SPAN_MS + 1 }, 500, 0.01)
    expect(closest.to - closest.from).toBe(MIN_SPAN_MS)
  })

  it('moves without changing the length', () => {
    expect(pan(range, -30_000)).toEqual({ from: 70_000, to: 170_000 })
  })
})

describe('a drag', () => {
  it('chooses a range, in either direction, within the plot', () => {
    expect(draggedRange(150, 250, plot, range)).toEqual({ from: 120_000, to: 140_000 })
    expect(draggedRange(250, 150, plot, range)).toEqual({ from: 120_000, to: 140_000 })
    expect(draggedRange(450, 900, plot, range)).toEqual({ from: 180_000, to: 200_000 })
  })

  it('is a click below four pixels', () => {
    expect(draggedRange(100, 100 + MIN_DRAG_PX - 1, plot, range)).toBeNull()
    expect(draggedRange(100, 100 + MIN_DRAG_PX, plot, range)).not.toBeNull()
  })

  it('chooses nothing outside the plot', () => {
    expect(draggedRange(560, 600, plot, range)).toBeNull()
  })
})
