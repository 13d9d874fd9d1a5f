import { describe, expect, it } from 'vitest'
import { formatValue, scaleFor, toFamily, unitFamily } from './units.ts'

function text(value: number | null, unit: string, locale = 'en'): string {
  const figure = formatValue(value, unit, locale)
  return `${figure.text} ${figure.unit}`.trim()
}

describe('a figure with its unit', () => {
  it.each([
    [85.04, '%', '85.0 %'],
    [0, '%', '0 %'],
    [99, '%', '99 %'],
    [1023, 'KB', '1,023 KB'],
    [1024, 'KB', '1 MB'],
    [1536, 'KB', '1.50 MB'],
    [6_606_028, 'KB', '6.30 GB'],
    [6_606_028, 'kB', '6.30 GB'],
    [345.2, 'KB/s', '345 KB/s'],
    [20_480, 'KB/s', '20 MB/s'],
    [512, 'B', '512 B'],
    [0.5, 'KB', '512 B'],
    [0, 'KB', '0 B'],
    [10.44, '', '10.4'],
    [99_999, '/s', '99,999 /s'],
    [100_000, '/s', '100 k/s'],
    [2_500_000, '', '2.50 M'],
    [-0.001, '%', '0.00 %'],
    [12.5, 'ms', '12.5 ms'],
  ])('%d %s reads %s', (value, unit, expected) => {
    expect(text(value, unit)).toBe(expected)
  })

  it('speaks the language of the console', () => {
    expect(text(1536, 'KB', 'de')).toBe('1,50 MB')
  })

  it('shows a dash for what is not there', () => {
    expect(text(null, '%')).toBe('–')
    expect(text(NaN, '%')).toBe('–')
  })
})

describe('an axis', () => {
  it('is shared by units of one family only', () => {
    expect(unitFamily('KB')).toBe(unitFamily('GB'))
    expect(unitFamily('KB')).not.toBe(unitFamily('KB/s'))
    expect(unitFamily('%')).not.toBe(unitFamily('/s'))
    expect(toFamily('KB') * 1024).toBe(toFamily('MB'))
    expect(toFamily('%')).toBe(1)
  })

  it('takes the scale of its greatest value', () => {
    expect(scaleFor('B', 3 * 1024 ** 3)).toEqual({ name: 'GB', divisor: 1024 ** 3 })
    expect(scaleFor('%', 100)).toEqual({ name: '%', divisor: 1 })
  })
})
