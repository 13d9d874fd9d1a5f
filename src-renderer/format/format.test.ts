import { describe, expect, it } from 'vitest'
import { setLocale } from '../i18n/i18n.ts'
import { agePartsOf } from './age.ts'
import { formatBytes, formatCount, formatNumber, formatValue } from './number.ts'
import { formatClock, formatMoment, fromLocalInput, toLocalInput } from './time.ts'
import { formatRange } from './time.ts'
import { useFormat } from './use-format.ts'

describe('numbers', () => {
  it.each([
    [4182, 'en', '4,182'],
    [4182, 'de', '4.182'],
  ])('shows the count %d in %s as %s', (value, locale, text) => {
    expect(formatCount(value, locale)).toBe(text)
  })

  it.each([
    [0, '0'],
    [0.0012345, '0.0012'],
    [1.2345, '1.23'],
    [123.456, '123.5'],
    [1234.56, '1,235'],
  ])('shows %d as %s', (value, text) => {
    expect(formatNumber(value, 'en')).toBe(text)
  })

  it.each([
    [1023, '1,023', 'B'],
    [1024, '1', 'KB'],
    [1.9 * 1024 ** 3, '1.9', 'GB'],
    [482 * 1024 ** 2, '482', 'MB'],
  ])('shows %d bytes as %s %s', (bytes, text, unit) => {
    expect(formatBytes(bytes, 'en')).toEqual({ text, unit })
  })

  it('scales units of bytes and keeps their rate', () => {
    expect(formatValue(2048, 'KB/s', 'en')).toEqual({ text: '2', unit: 'MB/s' })
  })

  it('shows a missing value as a dash without a unit', () => {
    expect(formatValue(null, '%', 'en')).toEqual({ text: '–', unit: '' })
  })

  it.each([
    [0, '0,0'],
    [9.94, '9,9'],
    [9.95, '10'],
    [91.2, '91'],
  ])('shows %d percent as %s', (value, text) => {
    expect(formatValue(value, '%', 'de')).toEqual({ text, unit: '%' })
  })

  it('leaves other units alone', () => {
    expect(formatValue(1200, '/s', 'en')).toEqual({ text: '1,200', unit: '/s' })
  })
})

describe('ages', () => {
  it.each([
    [-5_000, 'seconds', 0],
    [89_999, 'seconds', 89],
    [90_000, 'minutes', 1],
    [90 * 60_000 - 1, 'minutes', 89],
    [90 * 60_000, 'hours', 1],
    [48 * 3_600_000 - 1, 'hours', 47],
    [48 * 3_600_000, 'days', 2],
  ])('breaks %d ms down to %s %d', (distance, unit, count) => {
    expect(agePartsOf(distance)).toEqual({ unit, count })
  })

  it('speaks both languages', () => {
    const { ago, ahead } = useFormat()
    expect(ago(0, 4 * 60_000)).toBe('4 min ago')
    setLocale('de')
    expect(ago(0, 3 * 86_400_000)).toBe('vor 3 Tagen')
    expect(ahead(5_000, 0)).toBe('in 5 s')
    expect(ahead(7 * 86_400_000 - 1, 0)).toMatch(/^in 7 /)
    expect(ahead(119_000, 0)).toBe('in 2 min')
    expect(ahead(0, 5_000)).toBe('jetzt')
    setLocale('en')
  })
})

describe('times', () => {
  const at = new Date(2026, 10, 20, 20, 51, 8).getTime()

  it('shows the clock to the second, by 24 hours', () => {
    expect(formatClock(at, 'en')).toBe('20:51:08')
  })

  it('adds the day for what is older than a day', () => {
    expect(formatMoment(at, at + 86_400_000 - 1, 'en')).toBe('20:51:08')
    expect(formatMoment(at, at + 86_400_000, 'en')).toContain('20')
    expect(formatMoment(at, at + 86_400_000, 'en')).toContain('Nov')
  })

  it('goes through a date field and back', () => {
    expect(fromLocalInput(toLocalInput(at))).toBe(at)
    expect(fromLocalInput('')).toBeNull()
  })
})

describe('a stretch of time', () => {
  const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute, 7).getTime()
  const now = at(26, 15, 30)
  const words = (from: number, to: number, precision?: 'brief' | 'exact', locale = 'en-GB') =>
    formatRange({ from, to }, now, locale, precision).replaceAll('\u2009', ' ')

  it('is told by the clock today, and with its days otherwise', () => {
    expect(words(at(26, 14, 55), at(26, 15, 10))).toMatch(/^14:55 ?– ?15:10$/u)
    expect(words(at(25, 14, 55), at(25, 15, 10))).toMatch(/^25 Nov, 14:55 ?– ?15:10$/u)
    expect(words(at(25, 22), at(26, 4))).toMatch(/^25 Nov, 22:00 – 26 Nov, 04:00$/u)
    expect(words(at(19, 14), at(26, 14))).toMatch(/^19 ?– ?26 Nov$/u)
    expect(words(at(19, 14), at(26, 14), undefined, 'de')).toMatch(/^19\. ?– ?26\. Nov\.?$/u)
  })

  it('is told to the minute, today to the second, where it has to be exact', () => {
    expect(words(at(19, 14), at(26, 14), 'exact')).toMatch(/^19 Nov, 14:00 – 26 Nov, 14:00$/u)
    expect(words(at(26, 14, 55), at(26, 15, 10), 'exact')).toMatch(/^14:55:07 ?– ?15:10:07$/u)
  })

  it('is told in days alone where there is little room, but not today', () => {
    expect(words(at(25, 22), at(26, 4), 'brief')).toMatch(/^25 ?– ?26 Nov$/u)
    expect(words(at(25, 14, 55), at(25, 15, 10), 'brief')).toBe('25 Nov')
    expect(words(at(26, 14, 55), at(26, 15, 10), 'brief')).toMatch(/^14:55 ?– ?15:10$/u)
  })

  it('has its year where that is another one', () => {
    const before = new Date(2025, 10, 26, 14).getTime()
    expect(words(before, before + 3_600_000)).toContain('2025')
  })
})
