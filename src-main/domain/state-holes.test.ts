import { describe, expect, it } from 'vitest'
import { withoutHoles } from './state-holes.ts'

const span = (from: number, to: number, value: string | null) => ({ from, to, value })

describe('withoutHoles', () => {
  it('lets a state last until the next one, up to a gap', () => {
    expect(withoutHoles([span(0, 10, 'ok'), span(60, 70, 'down')], 50)).toEqual([
      span(0, 60, 'ok'),
      span(60, 70, 'down'),
    ])
    expect(withoutHoles([span(0, 10, 'ok'), span(61, 70, 'down')], 50)).toEqual([
      span(0, 10, 'ok'),
      span(61, 70, 'down'),
    ])
  })

  it('makes one of equal neighbours, and keeps them apart across a gap', () => {
    const spans = [span(0, 10, 'ok'), span(20, 30, 'ok'), span(40, 50, 'ok'), span(101, 110, 'ok')]
    expect(withoutHoles(spans, 50)).toEqual([span(0, 50, 'ok'), span(101, 110, 'ok')])
  })

  it('ends a state where it was not available any more', () => {
    expect(withoutHoles([span(0, 10, 'ok'), span(20, 30, null), span(40, 50, 'ok')], 50)).toEqual([
      span(0, 20, 'ok'),
      span(20, 40, null),
      span(40, 50, 'ok'),
    ])
  })

  it('leaves what it was given as it is', () => {
    const spans = [span(0, 10, 'ok'), span(20, 30, 'ok')]
    withoutHoles(spans, 50)
    expect(spans).toEqual([span(0, 10, 'ok'), span(20, 30, 'ok')])
  })
})
