import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { reloadAfterUpdate } from './reload-after-update.ts'

describe('a page that is older than its console', () => {
  const reload = vi.fn()
  let target: EventTarget & { sessionStorage: Storage; location: { reload: () => void } }

  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000_000 })
    sessionStorage.clear()
    reload.mockClear()
    target = Object.assign(new EventTarget(), { sessionStorage, location: { reload } })
    reloadAfterUpdate(target as unknown as Window)
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('loads anew when a part of it is gone, but not in a circle', () => {
    target.dispatchEvent(new Event('vite:preloadError'))
    expect(reload).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(29_999)
    target.dispatchEvent(new Event('vite:preloadError'))
    expect(reload).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(1)
    target.dispatchEvent(new Event('vite:preloadError'))
    expect(reload).toHaveBeenCalledTimes(2)
  })
})
