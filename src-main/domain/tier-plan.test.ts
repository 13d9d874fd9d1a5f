import { describe, expect, it } from 'vitest'
import { HOUR_MS, MINUTE_MS } from './rollup.ts'
import { AFFORDABLE_ROWS, planTier, type TierQuestion } from './tier-plan.ts'

const DAY_MS = 24 * HOUR_MS
const NOW = 20_000 * DAY_MS

const plan = (question: Partial<TierQuestion>): string =>
  planTier({
    from: NOW - HOUR_MS,
    to: NOW,
    maxPoints: 1_200,
    rawFrom: NOW - 2 * DAY_MS,
    minuteFrom: NOW - 30 * DAY_MS,
    hourFrom: NOW - 365 * DAY_MS,
    rowsPerHour: 3_600,
    ...question,
  })

describe('planTier', () => {
  it('reads raw samples as long as they are affordable', () => {
    const spanMs = AFFORDABLE_ROWS * 1_000
    expect(plan({ from: NOW - spanMs })).toBe('raw')
    expect(plan({ from: NOW - spanMs - 1_000 })).toBe('1m')
  })

  it('reads more raw samples of a slow series, fewer of a fast one', () => {
    expect(plan({ from: NOW - 2 * DAY_MS, rowsPerHour: 60 })).toBe('raw')
    expect(plan({ from: NOW - 5 * HOUR_MS, rowsPerHour: 36_000 })).toBe('1m')
  })

  it('takes a series that was not measured for one sample a second', () => {
    expect(plan({ from: NOW - 5 * HOUR_MS, rowsPerHour: null })).toBe('raw')
    expect(plan({ from: NOW - 6 * HOUR_MS, rowsPerHour: null })).toBe('1m')
  })

  it('reads as many raw samples as points are asked for', () => {
    expect(plan({ from: NOW - DAY_MS, maxPoints: 86_400 })).toBe('raw')
    expect(plan({ from: NOW - DAY_MS, maxPoints: 86_399 })).toBe('1m')
  })

  it('reads minutes where every point stands for one or more', () => {
    const tenSeconds = { rowsPerHour: 360, maxPoints: 600 }
    expect(plan({ ...tenSeconds, from: NOW - 600 * MINUTE_MS + 1 })).toBe('raw')
    expect(plan({ ...tenSeconds, from: NOW - 600 * MINUTE_MS })).toBe('1m')
    expect(plan({ ...tenSeconds, from: NOW - 600 * MINUTE_MS, minuteFrom: NOW - 60 * MINUTE_MS })).toBe('raw')
    expect(plan({ ...tenSeconds, from: NOW - 240 * MINUTE_MS, maxBuckets: 240 })).toBe('1m')
  })

  it('reads the samples of a series that has hardly more of them than minutes', () => {
    expect(plan({ rowsPerHour: 120, maxPoints: 600, from: NOW - DAY_MS })).toBe('raw')
    expect(plan({ rowsPerHour: 121, maxPoints: 600, from: NOW - DAY_MS })).toBe('1m')
  })

  it('reads minutes for two weeks, hours for more', () => {
    const spanMs = AFFORDABLE_ROWS * MINUTE_MS
    expect(plan({ from: NOW - spanMs })).toBe('1m')
    expect(plan({ from: NOW - spanMs - MINUTE_MS })).toBe('1h')
  })

  it('does not read a tier that retention has emptied at the left edge', () => {
    expect(plan({ from: NOW - 2 * DAY_MS - 1, rowsPerHour: 10 })).toBe('1m')
    expect(plan({ from: NOW - 30 * DAY_MS - 1, rowsPerHour: 10 })).toBe('1h')
    expect(plan({ from: NOW - 2 * DAY_MS, rowsPerHour: 10 })).toBe('raw')
  })

  it('reads raw samples of a young database however far back the question goes', () => {
    const rawFrom = NOW - 3 * HOUR_MS + 1_234
    const young = {
      rawFrom,
      minuteFrom: NOW - 3 * HOUR_MS,
      hourFrom: NOW - 3 * HOUR_MS,
      from: NOW - 365 * DAY_MS,
    }
    expect(plan(young)).toBe('raw')
    expect(plan({ ...young, minuteFrom: null, hourFrom: null })).toBe('raw')
    expect(plan({ ...young, hourFrom: null, rowsPerHour: 36_000 })).toBe('1m')
  })

  it('reads raw samples when nothing is stored', () => {
    expect(plan({ rawFrom: null, minuteFrom: null, hourFrom: null })).toBe('raw')
  })

  it('reads hours when only they are left', () => {
    expect(plan({ rawFrom: null, minuteFrom: null })).toBe('1h')
  })
})
