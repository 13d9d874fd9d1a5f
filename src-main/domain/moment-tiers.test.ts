import { describe, expect, it } from 'vitest'
import { momentTiers } from './moment-tiers.ts'
import { HOUR_MS, MINUTE_MS } from './rollup.ts'

const NOON = Date.UTC(2026, 2, 4, 12)

describe('momentTiers', () => {
  it('asks the samples alone where they reach back far enough', () => {
    const from = { rawFrom: NOON, minuteFrom: NOON - HOUR_MS, hourFrom: NOON - 9 * HOUR_MS }
    expect(momentTiers(from, NOON)).toEqual(['raw'])
    expect(momentTiers(from, NOON - 1)).toEqual(['raw', '1m'])
  })

  it('asks the hours where the minutes are gone too', () => {
    const from = { rawFrom: NOON, minuteFrom: NOON - HOUR_MS, hourFrom: NOON - 9 * HOUR_MS }
    expect(momentTiers(from, NOON - HOUR_MS)).toEqual(['raw', '1m'])
    expect(momentTiers(from, NOON - 2 * HOUR_MS)).toEqual(['raw', '1m', '1h'])
  })

  it('does not take a young database for one whose samples are gone', () => {
    const rawFrom = NOON + 30_000
    expect(momentTiers({ rawFrom, minuteFrom: NOON, hourFrom: NOON }, NOON - HOUR_MS)).toEqual(['raw'])
    expect(
      momentTiers({ rawFrom, minuteFrom: NOON - MINUTE_MS, hourFrom: NOON - HOUR_MS }, NOON - HOUR_MS),
    ).toEqual(['raw', '1m'])
  })

  it('asks every tier of a database whose samples are all gone', () => {
    const from = { rawFrom: null, minuteFrom: NOON, hourFrom: NOON - HOUR_MS }
    expect(momentTiers(from, NOON - MINUTE_MS)).toEqual(['raw', '1m', '1h'])
    expect(momentTiers({ ...from, minuteFrom: null }, NOON)).toEqual(['raw', '1m', '1h'])
  })

  it('asks the samples alone while nothing is rolled up', () => {
    expect(momentTiers({ rawFrom: NOON, minuteFrom: null, hourFrom: null }, 0)).toEqual(['raw'])
    expect(momentTiers({ rawFrom: null, minuteFrom: null, hourFrom: null }, 0)).toEqual(['raw'])
  })
})
