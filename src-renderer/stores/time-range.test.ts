import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useClock } from './clock.ts'
import { HISTORY_LIMIT, MIN_SPAN_MS, useTimeRange } from './time-range.ts'

const NOW = 1_800_000_000_000
const MINUTE = 60_000

describe('the time range of the bar', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: NOW })
    setActivePinia(createPinia())
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('starts live with the last 15 minutes', () => {
    const range = useTimeRange()
    expect(range.window).toEqual({ from: NOW - 15 * MINUTE, to: NOW })
    expect(range.isLive).toBe(true)
    expect(range.spanName).toBe('15m')
  })

  it('moves on with the clock', () => {
    const range = useTimeRange()
    useClock().start()
    vi.advanceTimersByTime(2_000)
    expect(range.to).toBe(NOW + 2_000)
    useClock().stop()
  })

  it('runs by the clock of the console', () => {
    const range = useTimeRange()
    useClock().correct(NOW + 60_000)
    expect(range.to).toBe(NOW + 60_000)
  })

  it('does not flicker with half a second of jitter', () => {
    const range = useTimeRange()
    useClock().correct(NOW + 500)
    useClock().tick()
    expect(range.to).toBe(NOW)
    useClock().correct(NOW + 501)
    expect(range.to).toBe(NOW + 501)
  })

  it('stands still while paused and catches up afterwards', () => {
    const range = useTimeRange()
    range.pause()
    vi.advanceTimersByTime(5_000)
    useClock().tick()
    expect(range.to).toBe(NOW)
    expect(range.isLive).toBe(false)
    range.togglePause()
    expect(range.to).toBe(NOW + 5_000)
    expect(range.isLive).toBe(true)
  })

  it('goes back and forward through what was chosen', () => {
    const range = useTimeRange()
    range.selectSpan(5 * MINUTE)
    range.zoom(NOW - 2 * MINUTE, NOW - 3 * MINUTE)
    expect(range.window).toEqual({ from: NOW - 3 * MINUTE, to: NOW - 2 * MINUTE })
    range.back()
    expect(range.spanName).toBe('5m')
    range.back()
    expect(range.spanName).toBe('15m')
    expect(range.canGoBack).toBe(false)
    range.forward()
    range.forward()
    expect(range.range.kind).toBe('absolute')
    expect(range.canGoForward).toBe(false)
  })

  it('forgets what lay ahead when something else is chosen', () => {
    const range = useTimeRange()
    range.selectSpan(5 * MINUTE)
    range.back()
    range.selectSpan(60 * MINUTE)
    expect(range.canGoForward).toBe(false)
  })

  it('does not remember the same range twice, nor more than the limit', () => {
    const range = useTimeRange()
    range.selectSpan(15 * MINUTE)
    expect(range.canGoBack).toBe(false)
    for (let step = 1; step <= HISTORY_LIMIT + 5; step += 1) range.selectSpan(step * 2_000)
    let count = 0
    while (range.canGoBack) {
      range.back()
      count += 1
    }
    expect(count).toBe(HISTORY_LIMIT - 1)
  })

  it('shows 15 minutes earlier, and is live again when later reaches the present', () => {
    const range = useTimeRange()
    range.earlier()
    expect(range.window).toEqual({ from: NOW - 30 * MINUTE, to: NOW - 15 * MINUTE })
    range.later()
    expect(range.isLive).toBe(true)
    expect(range.spanMs).toBe(15 * MINUTE)
  })

  it('is live again also when a little time went by meanwhile, and not when it was more', () => {
    const range = useTimeRange()
    range.earlier()
    vi.setSystemTime(NOW + 40_000)
    range.later()
    expect(range.isLive).toBe(true)
    range.earlier()
    vi.setSystemTime(NOW + 2 * MINUTE)
    range.later()
    expect(range.window).toEqual({ from: NOW - 15 * MINUTE, to: NOW })
  })

  it('never zooms closer than a second', () => {
    const range = useTimeRange()
    range.zoom(NOW, NOW)
    expect(range.spanMs).toBe(MIN_SPAN_MS)
  })

  it('doubles the range when zooming out, not beyond the present', () => {
    const range = useTimeRange()
    range.zoom(NOW - 4 * MINUTE, NOW)
    range.zoomOut()
    expect(range.window).toEqual({ from: NOW - 8 * MINUTE, to: NOW })
    range.selectSpan(5 * MINUTE)
    range.zoomOut()
    expect(range.spanMs).toBe(10 * MINUTE)
  })
})
