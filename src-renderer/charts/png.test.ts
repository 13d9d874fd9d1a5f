import { describe, expect, it } from 'vitest'
import { layOut } from './png.ts'

describe('a picture of a board', () => {
  it('has rows of two, each as high as its highest chart', () => {
    const pictures = [
      { widthPx: 500, heightPx: 200 },
      { widthPx: 500, heightPx: 260 },
      { widthPx: 500, heightPx: 100 },
    ]
    expect(layOut(pictures, 2)).toEqual({
      places: [
        { x: 0, y: 0 },
        { x: 516, y: 0 },
        { x: 0, y: 276 },
      ],
      width: 1016,
      height: 376,
    })
  })

  it('of one chart is that chart', () => {
    expect(layOut([{ widthPx: 500, heightPx: 200 }], 1)).toMatchObject({ width: 500, height: 200 })
  })
})
