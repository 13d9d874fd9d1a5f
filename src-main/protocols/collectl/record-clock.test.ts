import { describe, expect, it } from 'vitest'
import { parseClock, parseEpoch } from './parser.ts'
import { placeLocalTime, RecordClock } from './record-clock.ts'

const ARRIVED = Date.parse('2026-11-20T19:25:13.500Z')
const at = (text: string): number | null => placeLocalTime(parseClock(text) ?? 0, ARRIVED)

describe('a local time without a zone', () => {
  it.each([
    ['19:25:13', 'our zone'],
    ['20:25:13', 'an hour east'],
    ['00:55:13', 'India'],
    ['01:10:13', 'Nepal'],
    ['06:25:13', 'a day behind or ahead'],
  ])('%s is the same moment (%s)', (text) => {
    expect(at(text)).toBe(Date.parse('2026-11-20T19:25:13.000Z'))
  })

  it('keeps the distance of a clock that is off by up to five minutes', () => {
    expect(at('19:20:13.500')).toBe(ARRIVED - 300_000)
    expect(at('19:30:13.500')).toBe(ARRIVED + 300_000)
  })

  it('is not believed a millisecond beyond', () => {
    expect(at('19:20:13.499')).toBeNull()
    expect(at('19:30:13.501')).toBeNull()
  })

  it('works across midnight', () => {
    expect(placeLocalTime(parseClock('23:59:59') ?? 0, Date.parse('2026-11-21T00:00:01Z'))).toBe(
      Date.parse('2026-11-20T23:59:59Z'),
    )
  })
})

describe('RecordClock', () => {
  const epoch = (seconds: number) => ({ kind: 'epoch', at: seconds * 1_000 }) as const
  const local = (text: string) => ({ kind: 'local', dayMs: parseClock(text) ?? 0 }) as const

  it('measures the interval as the median of the last five distances', () => {
    const clock = new RecordClock(null)
    const seconds = [100, 101, 102, 103, 113, 114, 124, 134]
    const intervals = seconds.map((second) => clock.place(epoch(second), second * 1_000).intervalMs)
    expect(intervals).toEqual([null, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 10_000])
  })

  it('shows the interval of an earlier connection until it has one of its own', () => {
    const clock = new RecordClock(5_000)
    expect(clock.place(epoch(100), 100_000).intervalMs).toBe(5_000)
    expect(clock.place(epoch(102), 102_000).intervalMs).toBe(2_000)
  })

  it('tells how far the clock of the sender is ahead, where its format says', () => {
    const clock = new RecordClock(null)
    expect(clock.place(epoch(100), 99_000).clockSkewMs).toBe(1_000)
    expect(clock.place({ kind: 'arrival' }, 99_000).clockSkewMs).toBeNull()
    expect(clock.place(local('00:01:41'), 101_000).clockSkewMs).toBeNull()
  })

  it('gives records of the same segment different times', () => {
    const clock = new RecordClock(null)
    expect([5, 5, 5, 900].map((now) => clock.place({ kind: 'arrival' }, now).at)).toEqual([5, 6, 7, 900])
  })

  it('tells records of the same second apart by their arrival', () => {
    const clock = new RecordClock(null)
    const arrivals = [ARRIVED, ARRIVED + 400, ARRIVED + 800]
    const placed = arrivals.map((now) => clock.place(local('19:25:13'), now).at - ARRIVED)
    expect(placed).toEqual([-500, -100, 300])
  })
})

describe('times in words', () => {
  it.each([
    ['19:25:13', 69_913_000],
    ['19:25:13.5', 69_913_500],
    ['00:00:00.007', 7],
    ['24:00:00', null],
    ['19:60:00', null],
    ['19:25', null],
  ])('%s is %s ms of the day', (text, expected) => {
    expect(parseClock(text)).toBe(expected)
  })

  it('reads epoch seconds, and nothing that is too short for a time', () => {
    expect(parseEpoch('1795202661.002')).toBe(1_795_202_661_002)
    expect(parseEpoch('1795202661')).toBe(1_795_202_661_000)
    expect(parseEpoch('12345678')).toBeNull()
    expect(parseEpoch('1795202661.')).toBeNull()
  })
})
