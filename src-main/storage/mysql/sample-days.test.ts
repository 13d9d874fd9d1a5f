import { describe, expect, it } from 'vitest'
import { chooseSlotMinutes, dayOf, slotOf, slotsWithin } from './sample-days.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const START = Date.UTC(2026, 2, 4)
const DAY = START / DAY_MS
const MINUTE = START / MINUTE_MS
const wide = { day: DAY, slotMinutes: 1_440, firstAt: START }
const narrow = { day: DAY, slotMinutes: 1, firstAt: START + 5 * MINUTE_MS + 1 }

describe('chooseSlotMinutes', () => {
  const poolBytes = 128 * 1024 * 1024

  it('takes whole days while a page a series fits into half of the memory', () => {
    // 128 MiB / 2 / 16 KiB
    const choose = (seriesCount: number) => chooseSlotMinutes({ poolBytes, seriesCount, isFirstDay: false })
    expect([0, 4_095, 4_096, 4_097, 25_000].map(choose)).toEqual([1_440, 1_440, 1_440, 1, 1])
  })

  it('takes minutes on the first day, of which nothing is known', () => {
    expect(chooseSlotMinutes({ poolBytes, seriesCount: 1, isFirstDay: true })).toBe(1)
  })
})

describe('slots', () => {
  it('are numbered by the minute in which they begin', () => {
    expect([0, 1, DAY_MS - 1].map((after) => slotOf(wide, START + after))).toEqual([MINUTE, MINUTE, MINUTE])
    expect([0, MINUTE_MS - 1, MINUTE_MS].map((after) => slotOf(narrow, START + after))).toEqual([
      MINUTE,
      MINUTE,
      MINUTE + 1,
    ])
  })

  it('of a range are those that it touches, from the oldest sample on and within the day', () => {
    expect(slotsWithin(wide, START - DAY_MS, START + 2 * DAY_MS)).toEqual([MINUTE])
    expect(slotsWithin(narrow, START, START + 7 * MINUTE_MS)).toEqual([MINUTE + 5, MINUTE + 6, MINUTE + 7])
    expect(slotsWithin(narrow, START, START + 7 * MINUTE_MS - 1)).toEqual([MINUTE + 5, MINUTE + 6])
    expect(slotsWithin(narrow, START + DAY_MS - 1, START + 2 * DAY_MS)).toEqual([MINUTE + 1_439])
    expect(slotsWithin(narrow, START, START + 4 * MINUTE_MS)).toEqual([])
  })

  it('belong to a day of UTC', () => {
    expect([-1, 0, DAY_MS - 1, DAY_MS].map((after) => dayOf(START + after) - DAY)).toEqual([-1, 0, 0, 1])
  })
})
