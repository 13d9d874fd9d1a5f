import { describe, expect, it } from 'vitest'
import { isSameMachine } from './host-name.ts'

describe('isSameMachine', () => {
  it.each([
    ['web01', 'web01'],
    ['web01', 'WEB01'],
    [' web01 ', 'web01'],
    ['web01', 'web01.example.org'],
    ['web01.example', 'web01.example.org'],
    ['10.0.0.1', '10.0.0.1'],
  ])('takes %s and %s for one', (one, other) => {
    expect(isSameMachine(one, other)).toBe(true)
    expect(isSameMachine(other, one)).toBe(true)
  })

  it.each([
    ['web01', 'web02'],
    ['web01', 'web011'],
    ['web01.example.org', 'web01.example.com'],
    ['web01', 'a.web01'],
    ['10', '10.0.0.1'],
    ['10.0.0.1', '10.0.0.1.example.org'],
    ['', 'web01'],
    ['', ''],
    ['.example.org', ''],
  ])('takes “%s” and “%s” for two', (one, other) => {
    expect(isSameMachine(one, other)).toBe(false)
    expect(isSameMachine(other, one)).toBe(false)
  })
})
