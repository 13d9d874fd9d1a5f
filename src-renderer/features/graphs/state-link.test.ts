import { describe, expect, it } from 'vitest'
import { parseState, printState, type LinkedState } from './state-link.ts'

const NOTHING: LinkedState = { board: null, range: null, compare: null, hidden: new Map() }

describe('a link to a state of the graphs', () => {
  it.each<LinkedState>([
    { ...NOTHING, board: 3, range: { kind: 'relative', spanMs: 900_000 } },
    { ...NOTHING, board: 12, range: { kind: 'absolute', from: 1_000, to: 2_000 }, compare: '1d' },
    {
      ...NOTHING,
      board: 1,
      compare: 'span',
      hidden: new Map([
        [0, new Set([4, 5])],
        [7, new Set([4])],
      ]),
    },
  ])('brings back what it was made of: %j', (state) => {
    expect(parseState(Object.fromEntries(printState(state)))).toEqual(state)
  })

  it('leaves out what it does not understand', () => {
    const query = { board: 'x', from: '5', to: '5', compare: '2y', hidden: 'a.b,1.2,3' }
    expect(parseState(query)).toEqual({ ...NOTHING, hidden: new Map([[1, new Set([2])]]) })
  })

  it('is none when it says nothing of a state', () => {
    expect(parseState({ series: '1' })).toBeNull()
  })
})
