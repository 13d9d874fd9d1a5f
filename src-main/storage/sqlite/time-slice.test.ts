import { describe, expect, it } from 'vitest'
import { ChunkSize } from './time-slice.ts'

describe('the size of a chunk', () => {
  let now = 0
  const chunkOf = (lengthMs: number, wasFilled = true): number => {
    const chunk = new ChunkSize(() => now)
    const before = chunk.size
    chunk.measure(
      () => (now += lengthMs),
      () => wasFilled,
    )
    return chunk.size / before
  }

  it('doubles after one that cost next to nothing', () => {
    expect(chunkOf(1)).toBe(2)
  })

  it('halves after one that held the writer for long', () => {
    expect(chunkOf(5)).toBe(0.5)
    expect(chunkOf(5, false)).toBe(0.5)
  })

  it('stays as it is in between', () => {
    expect(chunkOf(2)).toBe(1)
  })

  it('does not grow after one that was not filled: room for more would only cost time', () => {
    expect(chunkOf(1, false)).toBe(1)
  })
})
