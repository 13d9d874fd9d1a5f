import { describe, expect, it } from 'vitest'
import { SampleRing } from './ring-buffer.ts'

function contentOf(ring: SampleRing, since = -Infinity): [number, number][] {
  const content: [number, number][] = []
  ring.forEachSince(since, (at, value) => content.push([at, value]))
  return content
}

describe('SampleRing', () => {
  it.each([
    [2, [1, 2]],
    [3, [1, 2, 3]],
    [4, [2, 3, 4]],
    [7, [5, 6, 7]],
  ])('keeps the last three of %s, oldest first', (count, kept) => {
    const ring = new SampleRing(3)
    for (let at = 1; at <= count; at++) ring.push(at, at * 10)
    expect(contentOf(ring)).toEqual(kept.map((at) => [at, at * 10]))
    expect(ring.size).toBe(kept.length)
  })

  it('gives only what is newer', () => {
    const ring = new SampleRing(4)
    for (let at = 1; at <= 4; at++) ring.push(at, at)
    expect(contentOf(ring, 2)).toEqual([
      [3, 3],
      [4, 4],
    ])
    expect(contentOf(ring, 4)).toEqual([])
  })

  it('keeps a value that is not available as NaN', () => {
    const ring = new SampleRing(1)
    ring.push(1, NaN)
    expect(contentOf(ring)).toEqual([[1, NaN]])
  })

  it('begins anew when it is cleared', () => {
    const ring = new SampleRing(2)
    for (let at = 1; at <= 3; at++) ring.push(at, at)
    ring.clear()
    ring.push(9, 9)
    expect(contentOf(ring)).toEqual([[9, 9]])
  })

  it('is empty at first', () => {
    expect(contentOf(new SampleRing(3))).toEqual([])
    expect(new SampleRing(3).size).toBe(0)
  })
})
