import { describe, expect, it } from 'vitest'
import type { Login } from '../../src-main/contract/index.ts'
import { appendOlder, JOURNAL_ROWS, mergeNewest, rowsFrom } from './journal-pages.ts'

function login(id: number): Login {
  return {
    id,
    at: id * 1_000,
    protocol: 'ScopePort',
    address: '192.0.2.7',
    identity: '16',
    outcome: 'accepted',
    reason: null,
    repeats: 1,
  }
}
const rows = (...ids: number[]): Login[] => ids.map(login)
const idsOf = (logins: readonly Login[]): number[] => logins.map(({ id }) => id)

describe('the newest page before what is known', () => {
  it('is all there is at first', () => {
    expect(mergeNewest([], rows(3, 2, 1))).toEqual({ rows: rows(3, 2, 1), hasGap: false })
  })

  it('adds what is new, no row twice', () => {
    const { rows: merged, hasGap } = mergeNewest(rows(3, 2, 1), rows(5, 4, 3))
    expect(idsOf(merged)).toEqual([5, 4, 3, 2, 1])
    expect(hasGap).toBe(false)
  })

  it('keeps the very array when nothing is new', () => {
    const known = rows(3, 2, 1)
    expect(mergeNewest(known, rows(3, 2)).rows).toBe(known)
  })

  it.each([
    ['meets the newest known row', [4, 3], false],
    ['ends right above it', [5, 4], true],
  ])('knows of rows in between: a page that %s', (_, page, hasGap) => {
    expect(mergeNewest(rows(3, 2), rows(...page)).hasGap).toBe(hasGap)
  })

  it.each([
    [JOURNAL_ROWS - 1, JOURNAL_ROWS],
    [JOURNAL_ROWS, JOURNAL_ROWS],
  ])('does not grow beyond its limit: %d rows and a new one are %d', (count, kept) => {
    const known = Array.from({ length: count }, (_, index) => login(count - index))
    expect(mergeNewest(known, rows(count + 1, count)).rows).toHaveLength(kept)
  })

  it('is empty when the journal is', () => {
    expect(mergeNewest([], [])).toEqual({ rows: [], hasGap: false })
  })
})

describe('an older page behind what is known', () => {
  it('drops what came with a page before', () => {
    expect(idsOf(appendOlder(rows(5, 4), rows(4, 3, 2)))).toEqual([5, 4, 3, 2])
  })

  it('is all there is when nothing is known', () => {
    expect(idsOf(appendOlder([], rows(2, 1)))).toEqual([2, 1])
  })
})

describe('rows from a held one on', () => {
  it('leaves out what came since', () => {
    expect(idsOf(rowsFrom(rows(5, 4, 3), 4))).toEqual([4, 3])
  })

  it('goes on at the next older one when the held row is gone', () => {
    expect(idsOf(rowsFrom(rows(6, 5, 2), 3))).toEqual([2])
  })

  it('is every row while none is held, and none is newer', () => {
    const known = rows(3, 2)
    expect(rowsFrom(known, null)).toBe(known)
    expect(rowsFrom(known, 3)).toBe(known)
  })

  it('is every row of another journal, whose rows are all newer', () => {
    expect(idsOf(rowsFrom(rows(9, 8), 3))).toEqual([9, 8])
  })
})
