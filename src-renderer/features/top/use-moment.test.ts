import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { setUpConsole } from '../../rpc/fake-console.ts'
import { useTimeRange } from '../../stores/time-range.ts'
import { useMoment } from './use-moment.ts'

const NOW = Date.UTC(2026, 10, 26, 12)
const MINUTE_MS = 60_000

beforeEach(() => void vi.useFakeTimers({ now: NOW }))
afterEach(() => void vi.useRealTimers())

function setUp() {
  const { app, scope } = setUpConsole({})
  const made = app.runWithContext(() => scope.run(() => ({ moment: useMoment(), time: useTimeRange() })))
  if (made === undefined) throw new Error('There is no scope.')
  return { ...made, app, scope }
}

describe('the moment that the table shows', () => {
  it('is now until somebody pauses or seeks', async () => {
    const { moment, time } = setUp()
    expect(moment.mode.value).toBe('live')
    time.pause()
    await nextTick()
    expect([moment.mode.value, moment.at.value]).toEqual(['frozen', null])
    moment.goLive()
    await nextTick()
    expect(moment.mode.value).toBe('live')
  })

  it('is when somebody paused, for whoever comes while it is paused', () => {
    const { time, app, scope } = setUp()
    time.pause()
    const later = app.runWithContext(() => scope.run(() => useMoment()))
    expect([later?.mode.value, later?.at.value]).toEqual(['past', NOW])
  })

  it('stays within the range of the bar, which stands still from then on', async () => {
    const { moment, time } = setUp()
    moment.seek(NOW - 5 * MINUTE_MS)
    await nextTick()
    expect([moment.mode.value, moment.at.value, time.isLive]).toEqual(['past', NOW - 5 * MINUTE_MS, false])
    moment.step(-60 * MINUTE_MS)
    expect(moment.at.value).toBe(NOW - 15 * MINUTE_MS)
    moment.step(90 * MINUTE_MS)
    expect(moment.at.value).toBe(NOW)
  })

  it('is the end of a fixed range, until another one does not hold it any more', async () => {
    const { moment, time } = setUp()
    time.selectAbsolute(NOW - 60 * MINUTE_MS, NOW - 30 * MINUTE_MS)
    await nextTick()
    expect(moment.at.value).toBe(NOW - 30 * MINUTE_MS)
    moment.seek(NOW - 40 * MINUTE_MS)
    time.selectAbsolute(NOW - 50 * MINUTE_MS, NOW - 35 * MINUTE_MS)
    await nextTick()
    expect(moment.at.value).toBe(NOW - 40 * MINUTE_MS)
    time.selectAbsolute(NOW - 30 * MINUTE_MS, NOW - 20 * MINUTE_MS)
    await nextTick()
    expect(moment.at.value).toBe(NOW - 20 * MINUTE_MS)
  })

  it('plays from the beginning of the range to its end, as fast as chosen', async () => {
    const { moment } = setUp()
    moment.setSpeed(60)
    moment.togglePlaying()
    expect(moment.at.value).toBe(NOW - 15 * MINUTE_MS)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(moment.at.value).toBe(NOW - 13 * MINUTE_MS)
    moment.togglePlaying()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(moment.at.value).toBe(NOW - 13 * MINUTE_MS)
    moment.togglePlaying()
    await vi.advanceTimersByTimeAsync(60_000)
    expect([moment.at.value, moment.isPlaying.value]).toEqual([NOW, false])
  })

  it('stops playing when the page is left', async () => {
    const { moment, scope } = setUp()
    moment.togglePlaying()
    scope.stop()
    const left = moment.at.value
    await vi.advanceTimersByTimeAsync(5_000)
    expect(moment.at.value).toBe(left)
  })
})
