import { describe, expect, it } from 'vitest'
import { FailureWindow } from './failure-window.ts'

const RULE = { failures: 3, windowMs: 600_000 }
const START = 1_800_000_000_000

describe('FailureWindow', () => {
  it('applies with the third failure within the time, not with the second', () => {
    const window = new FailureWindow()
    expect(window.add('10.0.0.1', START, RULE)).toBe(false)
    expect(window.add('10.0.0.1', START + 1, RULE)).toBe(false)
    expect(window.add('10.0.0.1', START + 2, RULE)).toBe(true)
  })

  it.each([
    ['just within', RULE.windowMs - 1, true],
    ['exactly as old as the window', RULE.windowMs, false],
    ['older', RULE.windowMs + 1, false],
  ])('counts a first failure that is %s: %s ms, %s', (_, ageMs, expected) => {
    const window = new FailureWindow()
    window.add('10.0.0.1', START, RULE)
    window.add('10.0.0.1', START + ageMs, RULE)
    expect(window.add('10.0.0.1', START + ageMs, RULE)).toBe(expected)
  })

  it('counts each address by itself', () => {
    const window = new FailureWindow()
    window.add('10.0.0.1', START, RULE)
    window.add('10.0.0.1', START, RULE)
    expect(window.add('10.0.0.2', START, RULE)).toBe(false)
  })

  it('begins anew once the rule has applied, and when it is told to forget', () => {
    const window = new FailureWindow()
    for (let failure = 0; failure < 3; failure++) window.add('10.0.0.1', START, RULE)
    expect(window.add('10.0.0.1', START, RULE)).toBe(false)
    expect(window.add('10.0.0.1', START, RULE)).toBe(false)
    window.forget('10.0.0.1')
    expect(window.add('10.0.0.1', START, RULE)).toBe(false)
  })

  it('applies at once where one failure is enough', () => {
    expect(new FailureWindow().add('10.0.0.1', START, { ...RULE, failures: 1 })).toBe(true)
  })

  it('remembers ten thousand addresses and forgets the one that failed longest ago', () => {
    const window = new FailureWindow()
    const two = { ...RULE, failures: 2 }
    window.add('first', START, two)
    window.add('second', START, two)
    for (let other = 0; other < 9_998; other++) window.add(`other-${other}`, START, two)
    expect(window.add('first', START, two)).toBe(true)
    window.add('first', START, two)
    window.add('one too many', START, two)
    expect(window.add('second', START, two)).toBe(false)
  })
})
