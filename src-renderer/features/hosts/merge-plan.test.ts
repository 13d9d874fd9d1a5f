import { describe, expect, it } from 'vitest'
import { hostOf, identityOf } from './fake-host.ts'
import { mergeCandidates, mergePlan, undoStepsOf } from './merge-plan.ts'

describe('what a merge will do', () => {
  const into = hostOf({ id: 1, name: 'web03', identities: [identityOf({ id: 10, source: 'collectl' })] })

  it('names the series and the ScopePort ids that come along', () => {
    const from = hostOf({ id: 16, seriesCount: 12, identities: [identityOf({ id: 11, name: '16' })] })
    expect(mergePlan(into, from)).toMatchObject({ seriesCount: 12, loginIds: ['16'], canUndo: true })
  })

  it('keeps the ids that were merged into the other host before', () => {
    const from = hostOf({ id: 16, hasPassword: true, identities: [identityOf({ name: '9' })] })
    expect(mergePlan(into, from).loginIds).toEqual(['16', '9'])
  })

  it('knows no ScopePort id of a host without a password', () => {
    const from = hostOf({
      hasPassword: false,
      identities: [identityOf({ source: 'collectl', name: 'db02' })],
    })
    expect(mergePlan(into, from).loginIds).toEqual([])
  })

  it('cannot be undone where one of the two has nothing to split off', () => {
    const silent = hostOf({ id: 16, identities: [] })
    expect(mergePlan(into, silent).canUndo).toBe(false)
    expect(mergePlan(silent, into).canUndo).toBe(false)
  })
})

describe('undoing a merge', () => {
  it('splits the ScopePort identity off first, under the old name, and the others after it', () => {
    const from = hostOf({
      name: 'db02',
      identities: [identityOf({ id: 20, source: 'collectl' }), identityOf({ id: 21, source: 'scopeport' })],
    })
    expect(undoStepsOf(from)).toEqual([
      { identityId: 21, name: 'db02' },
      { identityId: 20, name: undefined },
    ])
  })
})

describe('the hosts to merge with', () => {
  const hosts = ['zoo', 'db03', 'web01', 'db02.example'].map((name, index) => hostOf({ id: index + 2, name }))
  const host = hostOf({ id: 1, name: 'db02' })
  const names = (query: string): string[] =>
    mergeCandidates([host, ...hosts], host, query).map(({ name }) => name)

  it('are all others, those that are called alike first', () => {
    expect(names('')).toEqual(['db02.example', 'db03', 'web01', 'zoo'])
  })

  it('are found by every word', () => {
    expect(names('scopeport db')).toEqual(['db02.example', 'db03'])
    expect(names('nothing')).toEqual([])
  })
})
