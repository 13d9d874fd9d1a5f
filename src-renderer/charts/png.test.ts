import { describe, expect, it } from 'vitest'
import { fitText, layOut } from './png.ts'

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

describe('a text on a picture', () => {
  const measure = (text: string): number => text.length

  it('is cut where there is no room', () => {
    expect(fitText('CPU busy', 8, measure)).toBe('CPU busy')
    expect(fitText('CPU busy', 7, measure)).toBe('CPU bu…')
    expect(fitText('CPU busy', 5, measure)).toBe('CPU…')
    expect(fitText('CPU busy', 0, measure)).toBe('')
  })
})
