import { describe, expect, it } from 'vitest'
import { COLLECTL, judge } from './needs.ts'

describe('a suite that needs a program', () => {
  it('runs when it is there', () => {
    expect(judge('peers', [], true)).toEqual({ kind: 'run' })
  })

  it('is skipped by a name that says how to get it', () => {
    expect(judge('peers', [COLLECTL], false)).toEqual({
      kind: 'skip',
      title: 'peers [needs collectl: apt-get install collectl]',
    })
  })

  it('fails where nothing may be skipped', () => {
    expect(judge('peers', [COLLECTL], true).kind).toBe('fail')
  })
})
