import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { coalesced, pause } from './coalesced.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A source that a test fills by hand. */
function source() {
  const pending: number[] = []
  const state = { wake: () => undefined as void, isOpen: false, closed: 0 }
  const open = (wake: () => void) => {
    Object.assign(state, { wake, isOpen: true })
    return {
      take: () => (pending.length === 0 ? null : pending.splice(0)),
      close: () => void state.closed++,
    }
  }
  const put = (value: number): void => {
    pending.push(value)
    state.wake()
  }
  return { open, put, state }
}

describe('coalesced', () => {
  it('opens with the first reader and closes once with the last word', async () => {
    const { open, put, state } = source()
    const frames = coalesced({ everyMs: 250, signal: undefined, open })
    expect(state.isOpen).toBe(false)
    const first = frames.next()
    put(1)
    expect((await first).value).toEqual([1])
    await frames.return()
    await frames.return()
    expect(state.closed).toBe(1)
  })

  it('gives at once what is there already', async () => {
    const { open, put, state } = source()
    state.wake = () => undefined
    put(1)
    const frames = coalesced({ everyMs: 250, signal: undefined, open })
    expect((await frames.next()).value).toEqual([1])
    await frames.return()
  })

  it('may be woken often, and without anything to give', async () => {
    const { open, put, state } = source()
    const frames = coalesced({ everyMs: 250, signal: undefined, open })
    const first = frames.next()
    for (let times = 0; times < 10; times++) state.wake()
    await vi.advanceTimersByTimeAsync(0)
    put(7)
    expect((await first).value).toEqual([7])
    await frames.return()
  })

  it('closes when its reader throws', async () => {
    const { open, put, state } = source()
    const read = async () => {
      for await (const frame of coalesced({ everyMs: 250, signal: undefined, open }))
        throw new Error(String(frame))
    }
    const reading = read()
    await vi.advanceTimersByTimeAsync(0)
    put(1)
    await expect(reading).rejects.toThrow('1')
    expect(state.closed).toBe(1)
  })
})

describe('pause', () => {
  it('lasts until the time is over or the signal fires, and leaves no timer', async () => {
    const controller = new AbortController()
    const done = vi.fn()
    void pause(1_000, controller.signal).then(done)
    await vi.advanceTimersByTimeAsync(999)
    expect(done).not.toHaveBeenCalled()
    controller.abort()
    await vi.advanceTimersByTimeAsync(0)
    expect(done).toHaveBeenCalledOnce()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is none once the signal has fired', async () => {
    await pause(1_000, AbortSignal.abort())
    expect(vi.getTimerCount()).toBe(0)
  })
})
