import { describe, expect, it } from 'vitest'
import { fromRows, parseDecimal, toRows } from './threshold-rows.ts'

describe('thresholds as they are typed', () => {
  it.each([
    ['80', 80],
    [' 0.5 ', 0.5],
    ['0,5', 0.5],
    ['-3', -3],
    ['+3', 3],
    ['', null],
    ['1e3', null],
    ['80%', null],
    ['1.2.3', null],
    ['9'.repeat(400), null],
  ])('%j is %j', (text, value) => {
    expect(parseDecimal(text)).toBe(value)
  })

  it('come back as they were', () => {
    const thresholds = [
      { level: 'warn' as const, value: 80.5, unit: '%' },
      { level: 'bad' as const, value: -1, unit: '' },
    ]
    expect(fromRows(toRows(thresholds))).toEqual(thresholds)
  })

  it('are left out when empty, and refused when one is no number', () => {
    const row = { key: 1, level: 'warn' as const, unit: '%' }
    expect(fromRows([{ ...row, value: ' ' }])).toEqual([])
    expect(
      fromRows([
        { ...row, value: '1' },
        { ...row, value: 'x' },
      ]),
    ).toBeNull()
  })
})
