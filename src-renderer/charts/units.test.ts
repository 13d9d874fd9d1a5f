import { describe, expect, it } from 'vitest'
import { formatTick, scaleFor, toFamily, unitFamily } from './units.ts'

const KB = 1024
const MB = 1024 * KB
const GB = 1024 * MB

describe('a family of units', () => {
  it('is shared by bytes of any size, in any spelling', () => {
    for (const unit of ['B', 'bytes', 'kB', 'KiB', 'MB', 'TB']) expect(unitFamily(unit)).toBe('B')
    expect(unitFamily('KB/s')).toBe('B/s')
    expect(toFamily('kB') * 1024).toBe(toFamily('MB'))
  })

  it('is not shared by a size and a rate, or by other units', () => {
    expect(unitFamily('KB')).not.toBe(unitFamily('KB/s'))
    expect(unitFamily('%')).not.toBe(unitFamily('/s'))
    expect(unitFamily('Mbit/s')).toBe('Mbit/s')
    expect(toFamily('%')).toBe(1)
  })
})

describe('the scale of an axis', () => {
  it.each([
    ['B', 3 * GB, 'GB', GB],
    ['B', MB - 1, 'KB', KB],
    ['B', MB, 'MB', MB],
    ['B/s', MB + 1, 'MB/s', MB],
    ['B', 0, 'B', 1],
    ['%', 100, '%', 1],
    ['', 99_999, '', 1],
    ['', 100_000, 'k', 1_000],
    ['/s', 2_500_000, 'M/s', 1_000_000],
    ['ms', 250_000, 'k ms', 1_000],
    ['B', -3 * GB, 'GB', GB],
  ])('of %s up to %d is %s', (family, magnitude, name, divisor) => {
    expect(scaleFor(family, magnitude)).toEqual({ name, divisor })
  })
})

describe('a tick', () => {
  it('speaks the language of the console', () => {
    expect(formatTick(1536.5, 'en', 1)).toBe('1,536.5')
    expect(formatTick(1536.5, 'de', 1)).toBe('1.536,5')
  })

  it('never is minus zero', () => {
    expect(formatTick(-0.001, 'en', 1)).toBe('0.0')
  })
})
