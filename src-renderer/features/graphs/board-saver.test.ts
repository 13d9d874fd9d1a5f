import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BoardSaver, SAVE_AFTER_MS } from './board-saver.ts'

function setUp() {
  const ends: { succeed: () => void; fail: (error: Error) => void }[] = []
  const settled: unknown[] = []
  const save = vi.fn(
    () => new Promise<void>((resolve, reject) => ends.push({ succeed: resolve, fail: reject })),
  )
  const saver = new BoardSaver({ save, onSettled: (error) => settled.push(error) })
  return { saver, save, ends, settled }
}

describe('saving a board', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('happens once for changes that follow each other closely', async () => {
    const { saver, save } = setUp()
    saver.request()
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS - 1)
    saver.request()
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS - 1)
    expect(save).not.toHaveBeenCalled()
    expect(saver.isWaiting).toBe(true)
    await vi.advanceTimersByTimeAsync(1)
    expect(save).toHaveBeenCalledOnce()
  })

  it('happens again, afterwards, for a change while it is under way', async () => {
    const { saver, save, ends, settled } = setUp()
    saver.request()
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS)
    saver.request()
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS)
    expect(save).toHaveBeenCalledOnce()
    ends[0]?.succeed()
    await vi.advanceTimersByTimeAsync(0)
    expect(save).toHaveBeenCalledTimes(2)
    ends[1]?.succeed()
    await vi.advanceTimersByTimeAsync(0)
    expect(saver.isWaiting).toBe(false)
    expect(settled).toEqual([null, null])
  })

  it('that failed says why, and is tried again with the next request', async () => {
    const { saver, save, ends, settled } = setUp()
    const error = new Error('away')
    saver.request()
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS)
    ends[0]?.fail(error)
    await vi.advanceTimersByTimeAsync(0)
    expect(settled).toEqual([error])
    expect(saver.isWaiting).toBe(true)
    const flushed = saver.flush()
    ends[1]?.succeed()
    await flushed
    expect(save).toHaveBeenCalledTimes(2)
    expect(saver.isWaiting).toBe(false)
  })

  it('does not happen when nothing changed', async () => {
    const { saver, save } = setUp()
    await saver.flush()
    expect(save).not.toHaveBeenCalled()
  })
})
