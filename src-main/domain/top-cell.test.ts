import { describe, expect, it } from 'vitest'
import { type CellCandidate, chooseCell } from './top-cell.ts'

const NOW = 1_800_000_000_000
const candidate = (seriesId: number, ageMs: number, rank = 0): CellCandidate => ({
  seriesId,
  at: NOW - ageMs,
  value: seriesId,
  rank,
  staleAfterMs: 10_000,
})

describe('chooseCell', () => {
  it('takes the best source while it is fresh, though another one came later', () => {
    expect(chooseCell([candidate(1, 500, 2), candidate(2, 9_000, 0)], NOW)).toMatchObject({
      seriesId: 2,
      isStale: false,
    })
  })

  it('takes a lesser source when the best one has fallen silent', () => {
    expect(chooseCell([candidate(1, 10_001, 0), candidate(2, 9_000, 5)], NOW)?.seriesId).toBe(2)
    expect(chooseCell([candidate(1, 10_000, 0), candidate(2, 9_000, 5)], NOW)?.seriesId).toBe(1)
  })

  it('takes what came last when none is fresh, and says that it is stale', () => {
    expect(chooseCell([candidate(1, 90_000, 0), candidate(2, 20_000, 5)], NOW)).toMatchObject({
      seriesId: 2,
      isStale: true,
    })
  })

  it('takes the newer of two that are equal', () => {
    expect(chooseCell([candidate(1, 900), candidate(2, 100), candidate(3, 500)], NOW)?.seriesId).toBe(2)
  })

  it('is nothing where there is nothing', () => {
    expect(chooseCell([], NOW)).toBeNull()
  })
})
