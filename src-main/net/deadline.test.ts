import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Deadline } from './deadline.ts'

describe('a deadline', () => {
  beforeEach(() => {
    vi.useFakeTimers({
      now: 0,
      toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'performance'],
    })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('passes when its time has come, after what has arrived was read', () => {
    const onPassed = vi.fn()
    new Deadline(500, onPassed)
    vi.advanceTimersByTime(499)
    expect(onPassed).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    vi.advanceTimersToNextTimer()
    expect(onPassed).toHaveBeenCalledOnce()
  })

  it('does not pass once it has been taken back, also between its ring and the turn after it', () => {
    const onPassed = vi.fn()
    const one = new Deadline(500, onPassed)
    one.cancel()
    const other = new Deadline(500, () => onPassed())
    setTimeout(() => other.cancel(), 500)
    vi.runAllTimers()
    expect(onPassed).not.toHaveBeenCalled()
  })

  it('that rings late has the delay put on top, once', () => {
    const onPassed = vi.fn()
    new Deadline(500, onPassed)
    // The loop was busy: the clock has moved on and nobody has rung.
    const late = vi.spyOn(performance, 'now').mockReturnValueOnce(800)
    vi.advanceTimersByTime(500)
    late.mockRestore()
    vi.advanceTimersByTime(299)
    expect(onPassed).not.toHaveBeenCalled()
    vi.advanceTimersByTime(2)
    vi.runAllTimers()
    expect(onPassed).toHaveBeenCalledOnce()
  })
})
