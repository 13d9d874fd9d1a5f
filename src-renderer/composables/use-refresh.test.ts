import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { useRefresh } from './use-refresh.ts'

describe('a refresh', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('reads every so often until its page is left', () => {
    const read = vi.fn()
    const scope = effectScope()
    scope.run(() => {
      useRefresh(read, 2_000)
    })
    vi.advanceTimersByTime(1_999)
    expect(read).not.toHaveBeenCalled()
    vi.advanceTimersByTime(4_001)
    expect(read).toHaveBeenCalledTimes(3)
    scope.stop()
    vi.advanceTimersByTime(10_000)
    expect(read).toHaveBeenCalledTimes(3)
  })

  it('rests while nobody sees the window', async () => {
    const read = vi.fn()
    const scope = effectScope()
    scope.run(() => {
      useRefresh(read, 2_000)
    })
    const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    document.dispatchEvent(new Event('visibilitychange'))
    await vi.advanceTimersByTimeAsync(6_000)
    expect(read).not.toHaveBeenCalled()
    visibility.mockReturnValue('visible')
    document.dispatchEvent(new Event('visibilitychange'))
    await vi.advanceTimersByTimeAsync(2_000)
    expect(read).toHaveBeenCalledTimes(1)
    scope.stop()
    visibility.mockRestore()
  })
})
