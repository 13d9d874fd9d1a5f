import { describe, expect, it } from 'vitest'
import { lastState, stateAt, stateBoxes, toneOf } from './state-spans.ts'

const plot = { left: 50, top: 0, width: 100, height: 20 }
const range = { from: 1_000, to: 2_000 }
const spans = [
  { from: 0, to: 1_200, value: 'ok' },
  { from: 1_200, to: 1_500, value: null },
  { from: 1_500, to: 9_000, value: 'down' },
]

describe('a state strip', () => {
  it('shows the visible part of each span, and a gap where nothing was known', () => {
    expect(stateBoxes(spans, range, plot).map(({ left, width, word }) => [left, width, word])).toEqual([
      [50, 20, 'ok'],
      [100, 50, 'down'],
    ])
  })

  it('shows a moment that would be too thin to be seen', () => {
    expect(stateBoxes([{ from: 1_500, to: 1_500, value: 'x' }], range, plot)[0]!.width).toBe(2)
  })

  it('leaves out what lies outside', () => {
    expect(stateBoxes([{ from: 2_001, to: 3_000, value: 'x' }], range, plot)).toEqual([])
    expect(stateBoxes([{ from: 0, to: 999, value: 'x' }], range, plot)).toEqual([])
  })

  it('knows the word at the cursor and the last one', () => {
    expect(stateAt(spans, 1_100)).toBe('ok')
    expect(stateAt(spans, 1_300)).toBeNull()
    expect(stateAt([], 5)).toBeNull()
    expect(lastState(spans, range)).toBe('down')
    expect(lastState(spans, { from: 0, to: 1_300 })).toBe('ok')
  })
})

describe('the colour of a word', () => {
  it('is what it means, where that is known', () => {
    expect([toneOf('OK'), toneOf('degraded'), toneOf('failed'), toneOf('unknown')]).toEqual([
      'ok',
      'warn',
      'bad',
      'stale',
    ])
  })

  it('is always the same for any other word', () => {
    expect(toneOf('sssrsssplhs')).toBe(toneOf('sssrsssplhs'))
    expect(toneOf('blue')).toMatch(/^c[1-8]$/u)
  })
})
