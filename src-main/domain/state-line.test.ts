import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LineSpan, StateLine, type StateObservation } from './state-line.ts'

const lineOf = (...observations: readonly StateObservation[]): StateLine => {
  const line = new StateLine([])
  for (const observation of observations) line.observe(observation)
  return line
}
const spansOf = (line: StateLine): unknown[] =>
  line.spans.map(({ since, until, value }) => [since, until, value])

describe('the line of a text series', () => {
  it('joins equal neighbours, but not across a gap', () => {
    const line = lineOf(
      { at: 0, value: 'a', gapMs: 10 },
      { at: 10, value: 'a', gapMs: 10 },
      { at: 21, value: 'a', gapMs: 10 },
    )
    expect(spansOf(line)).toEqual([
      [0, 10, 'a'],
      [21, 21, 'a'],
    ])
  })

  it('parts a span where another value was observed in it, at either end too', () => {
    const whole = [{ since: 0, until: 10, value: 'a' }]
    const parted = (at: number): unknown[] => {
      const line = new StateLine(whole)
      line.observe({ at, value: 'b' })
      return spansOf(line)
    }
    expect(parted(4)).toEqual([
      [0, 3, 'a'],
      [4, 4, 'b'],
      [5, 10, 'a'],
    ])
    expect(parted(0)).toEqual([
      [0, 0, 'b'],
      [1, 10, 'a'],
    ])
    expect(parted(10)).toEqual([
      [0, 9, 'a'],
      [10, 10, 'b'],
    ])
  })

  it('joins the two neighbours of a single moment whose value was corrected', () => {
    const line = lineOf(
      { at: 0, value: 'a' },
      { at: 20, value: 'b' },
      { at: 40, value: 'a' },
      { at: 20, value: 'a' },
    )
    expect(spansOf(line)).toEqual([[0, 40, 'a']])
  })

  it('says what has to be written: what is new or grew, and what begins no more', () => {
    const line = new StateLine([
      { since: 0, until: 5, value: 'a' },
      { since: 6, until: 6, value: 'b' },
      { since: 7, until: 9, value: 'a' },
      { since: 20, until: 20, value: 'c' },
    ])
    line.observe({ at: 6, value: 'a' })
    line.observe({ at: 21, value: 'd' })
    expect(line.changes).toEqual({
      put: [
        { since: 0, until: 9, value: 'a' },
        { since: 21, until: 21, value: 'd' },
      ],
      gone: [6, 7],
    })
  })

  it('has nothing to write where nothing was learnt', () => {
    const line = new StateLine([{ since: 0, until: 5, value: null }])
    line.observe({ at: 3, value: null })
    expect(line.changes).toEqual({ put: [], gone: [] })
  })

  it('never overlaps, says what was observed last at each time, and its changes make the old spans the new', () => {
    const observation = fc.record({
      at: fc.integer({ min: 0, max: 60 }),
      value: fc.constantFrom('a', 'b', null),
      gapMs: fc.constantFrom(3, 20, Infinity),
    })
    const few = fc.array(observation, { maxLength: 25 })
    fc.assert(
      fc.property(few, few, (earlier, later) => {
        const before = lineOf(...earlier).spans
        const line = new StateLine(before)
        for (const each of later) line.observe(each)
        for (const [index, { since, until }] of line.spans.entries()) {
          expect(until).toBeGreaterThanOrEqual(since)
          expect(since).toBeGreaterThan(line.spans[index - 1]?.until ?? -1)
        }
        for (const [at, value] of new Map([...earlier, ...later].map((each) => [each.at, each.value])))
          expect(line.spans.find(({ since, until }) => since <= at && at <= until)?.value).toBe(value)
        const written = new Map<number, LineSpan>(before.map((span) => [span.since, span]))
        for (const since of line.changes.gone) written.delete(since)
        for (const span of line.changes.put) written.set(span.since, span)
        expect([...written.values()].sort((one, other) => one.since - other.since)).toEqual([...line.spans])
      }),
    )
  })
})
