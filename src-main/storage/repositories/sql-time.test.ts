import { describe, expect, it } from 'vitest'
import { epochOfSqlDateTime, sqlDateTime } from './sql-time.ts'

describe('datetime columns', () => {
  it('hold UTC to the second', () => {
    expect(sqlDateTime(Date.UTC(2009, 9, 1, 2, 3, 4, 999))).toBe('2009-10-01 02:03:04')
    expect(epochOfSqlDateTime('2009-10-01 02:03:04')).toBe(Date.UTC(2009, 9, 1, 2, 3, 4))
  })

  it('may hold fractions, nothing, or what is no time', () => {
    expect(epochOfSqlDateTime('2009-10-01 02:03:04.5')).toBe(Date.UTC(2009, 9, 1, 2, 3, 4))
    expect(epochOfSqlDateTime(null)).toBeNull()
    expect(epochOfSqlDateTime('yesterday')).toBeNull()
    expect(epochOfSqlDateTime('0000-00-00 00:00:00')).toBeNull()
    expect(epochOfSqlDateTime('2009-13-01 02:03:04')).toBeNull()
  })
})
