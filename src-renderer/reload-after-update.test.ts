import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { loadAnew, reloadAfterUpdate, reloadBlank } from './reload-after-update.ts'

const OWN = '<script type="module" src="/assets/index-own.js"></script>'
const NEXT = '<script type="module" src="/assets/index-next.js"></script>'

describe('a page whose parts are gone', () => {
  const reload = vi.fn()
  const fetchPage = vi.fn<() => Promise<Response>>()
  let target: EventTarget & Pick<Window, 'sessionStorage'>

  const serve = (html: string, status = 200): void => {
    fetchPage.mockImplementation(() => Promise.resolve(new Response(html, { status })))
  }

  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000_000 })
    sessionStorage.clear()
    reload.mockClear()
    const page = new DOMParser().parseFromString(OWN, 'text/html')
    target = Object.assign(new EventTarget(), {
      sessionStorage,
      document: page,
      fetch: fetchPage,
      location: { reload },
      setTimeout,
    })
    reloadAfterUpdate(target as unknown as Window)
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  async function missAPart(): Promise<void> {
    target.dispatchEvent(new Event('vite:preloadError'))
    await vi.advanceTimersByTimeAsync(0)
  }

  it('loads anew when the console has another page by now, but not in a circle', async () => {
    serve(NEXT)
    await missAPart()
    expect(reload).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(29_999)
    await missAPart()
    expect(reload).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(1)
    await missAPart()
    expect(reload).toHaveBeenCalledTimes(2)
  })

  it.each([
    ['has gone', () => fetchPage.mockRejectedValue(new TypeError('Failed to fetch'))],
    ['is about to go and still has the same page', () => serve(OWN)],
    ['does not know this browser any more', () => serve('Sign in', 401)],
  ])('stays when the console %s', async (_, arrange) => {
    arrange()
    await missAPart()
    expect(reload).not.toHaveBeenCalled()
    // When it comes back with another page, that one is loaded.
    serve(NEXT)
    await missAPart()
    expect(reload).toHaveBeenCalledTimes(1)
  })

  it('loads anew when nothing has been shown yet, once the console answers, but not in a circle', async () => {
    fetchPage.mockRejectedValueOnce(new TypeError('Failed to fetch'))
    serve(OWN)
    reloadBlank(target as unknown as Window)
    await vi.advanceTimersByTimeAsync(999)
    expect(reload).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(reload).toHaveBeenCalledTimes(1)
    reloadBlank(target as unknown as Window)
    await vi.advanceTimersByTimeAsync(29_999)
    expect(reload).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(reload).toHaveBeenCalledTimes(2)
  })

  it.each([
    ['away', () => fetchPage.mockRejectedValue(new TypeError('Failed to fetch'))],
    ['away', () => serve('', 503)],
    ['unauthorized', () => serve('Sign in', 401)],
  ])('is not loaded anew on demand when there is none to be had: %s', async (why, arrange) => {
    arrange()
    expect(await loadAnew(target as unknown as Window)).toBe(why)
    expect(reload).not.toHaveBeenCalled()
  })

  it('is loaded anew on demand as often as somebody asks', async () => {
    serve(OWN)
    for (let count = 1; count <= 2; count++) {
      expect(await loadAnew(target as unknown as Window)).toBeNull()
      expect(reload).toHaveBeenCalledTimes(count)
    }
  })
})
