import { describe, expect, it } from 'vitest'
import { sparkPoints } from './draw-sparks.ts'

const AREA = { widthPx: 100, rowHeightPx: 32, marginPx: 6 }

describe('a sparkline', () => {
  it('spreads its values over the whole width and height', () => {
    expect(sparkPoints([0, 5, 10], AREA)).toEqual([
      [0, 26],
      [50, 16],
      [100, 6],
    ])
  })

  it('keeps a gap a gap', () => {
    expect(sparkPoints([1, null, 2], AREA)[1]).toBeNull()
  })

  it('draws a value that never changes through the middle', () => {
    expect(sparkPoints([7, 7], AREA)).toEqual([
      [0, 16],
      [100, 16],
    ])
  })

  it('draws nothing without values', () => {
    expect(sparkPoints([null, null], AREA)).toEqual([])
  })
})
