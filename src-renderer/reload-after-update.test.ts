import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { reloadAfterUpdate } from './reload-after-update.ts'

describe('a page that is older than its console', () => {
  const reload = vi.fn()
  const fetchPage = vi.fn<() => Promise<unknown>>()
  let target: EventTarget & Pick<Window, 'sessionStorage'>

  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000_000 })
    sessionStorage.clear()
    reload.mockClear()
    fetchPage.mockReset().mockResolvedValue({ ok: true })
    target = Object.assign(new EventTarget(), { sessionStorage, fetch: fetchPage, location: { reload } })
    reloadAfterUpdate(target as unknown as Window)
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  async function missAPart(): Promise<void> {
    target.dispatchEvent(new Event('vite:preloadError'))
    await vi.advanceTimersByTimeAsync(0)
  }

  it('loads anew when a part of it is gone, but not in a circle', async () => {
    await missAPart()
    expect(reload).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(29_999)
    await missAPart()
    expect(reload).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(1)
    await missAPart()
    expect(reload).toHaveBeenCalledTimes(2)
  })

  it('stays while the console is away, and loads anew at the next miss after it is back', async () => {
    fetchPage.mockRejectedValueOnce(new TypeError('Failed to fetch'))
    await missAPart()
    expect(reload).not.toHaveBeenCalled()
    await missAPart()
    expect(reload).toHaveBeenCalledTimes(1)
  })
})
