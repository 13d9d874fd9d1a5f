import { describe, expect, it } from 'vitest'
import { pointTime, timeTicks } from './ticks.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Local time, so that the tests hold in every zone. */
const NOON = new Date(2026, 10, 21, 12, 0, 0).getTime()

function labels(from: number, to: number, maxTicks = 5, now = NOON, locale = 'en-GB'): readonly string[] {
  return timeTicks({ from, to, maxTicks, locale, now }).map((tick) => tick.label)
}

describe('labels of a time axis', () => {
  it('lie on round local times, 24 hours', () => {
    expect(labels(NOON, NOON + 15 * MINUTE)).toEqual(['12:00', '12:03', '12:06', '12:09', '12:12'])
    expect(labels(NOON + 1, NOON + 5 * HOUR)).toEqual(['13:00', '14:00', '15:00', '16:00', '17:00'])
  })

  it('show seconds where the step is below a minute', () => {
    expect(labels(NOON, NOON + 40_000)).toEqual(['12:00:00', '12:00:10', '12:00:20', '12:00:30', '12:00:40'])
  })

  it('say the date where it changes', () => {
    const from = new Date(2026, 10, 21, 22, 0).getTime()
    expect(labels(from, from + 4 * HOUR, 5, from)).toEqual(['22:00', '23:00', '22 Nov', '01:00', '02:00'])
  })

  it('say the date first when the range is of another day', () => {
    expect(labels(NOON, NOON + 15 * MINUTE, 5, NOON + 48 * HOUR)[0]).toBe('21 Nov 12:00')
  })

  it('are days for a week', () => {
    const week = labels(NOON, NOON + 7 * 24 * HOUR, 5)
    expect(week.length).toBeLessThanOrEqual(5)
    expect(week.every((label) => /^\d+ Nov$/u.test(label))).toBe(true)
  })

  it('speak the language of the console', () => {
    const from = new Date(2026, 11, 1, 22, 0).getTime()
    expect(labels(from, from + 4 * HOUR, 5, from, 'de')).toContain('2. Dez.')
  })

  it('are never more than asked for, from seconds to years', () => {
    for (let span = 1_000; span < 10 * 365 * 24 * HOUR; span = Math.ceil(span * 1.7)) {
      for (const offset of [0, 1, 777_777]) {
        const ticks = timeTicks({
          from: NOON + offset,
          to: NOON + offset + span,
          maxTicks: 5,
          locale: 'en',
          now: NOON,
        })
        expect(ticks.length).toBeLessThanOrEqual(5)
        for (const tick of ticks) {
          expect(tick.at).toBeGreaterThanOrEqual(NOON + offset)
          expect(tick.at).toBeLessThanOrEqual(NOON + offset + span)
        }
      }
    }
  })

  it('do not jump while the window moves on', () => {
    const before = timeTicks({ from: NOON, to: NOON + 15 * MINUTE, maxTicks: 5, locale: 'en', now: NOON })
    const after = timeTicks({
      from: NOON + 1_000,
      to: NOON + 15 * MINUTE + 1_000,
      maxTicks: 5,
      locale: 'en',
      now: NOON,
    })
    expect(after.slice(0, 4)).toEqual(before.slice(1))
  })

  it('are none for a range without a length', () => {
    expect(labels(NOON, NOON)).toEqual([])
  })
})

describe('the time of a point', () => {
  it('has seconds, and the date when it is not of today', () => {
    const at = NOON + 8_000
    expect(pointTime(at, { locale: 'en-GB', now: NOON, spanMs: HOUR })).toBe('12:00:08')
    expect(pointTime(at, { locale: 'en-GB', now: NOON + 48 * HOUR, spanMs: HOUR })).toBe('21 Nov 12:00:08')
  })
})
