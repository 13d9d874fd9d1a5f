import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LiveFrame } from '../../src-main/contract/index.ts'
import { usePageVisible } from '../composables/use-page-visible.ts'
import { fakeStream, setUpConsole, type FakeConsole, type FakeStream } from '../rpc/fake-console.ts'
import { SUBSCRIBE_DEBOUNCE_MS, useLive, type LivePoints } from './live.ts'

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(SUBSCRIBE_DEBOUNCE_MS)

function setVisible(visible: boolean): void {
  Object.defineProperty(document, 'visibilityState', {
    configurable: true,
    get: () => (visible ? 'visible' : 'hidden'),
  })
  document.dispatchEvent(new Event('visibilitychange'))
}

describe('the live subscription of the window', () => {
  let stream: FakeStream<LiveFrame>
  let fake: FakeConsole

  beforeEach(() => {
    vi.useFakeTimers()
    usePageVisible()
    stream = fakeStream<LiveFrame>()
    fake = setUpConsole({ live: { samples: stream.open } })
  })
  afterEach(() => {
    setVisible(true)
    vi.useRealTimers()
  })

  const points = (id: number): LivePoints => ({ id, t: [1], v: [id] })

  it('asks once for the union of what all charts follow', async () => {
    const live = useLive()
    live.follow([3, 1], () => {})
    live.follow([2, 3], () => {})
    await settle()
    expect(stream.inputs).toEqual([{ ids: [1, 2, 3] }])
  })

  it('hands everybody the own series only', async () => {
    const live = useLive()
    const one = vi.fn()
    const other = vi.fn()
    live.follow([1], one)
    live.follow([2], other)
    await settle()
    stream.send({ now: 1, series: [points(1)] })
    await settle()
    expect(one).toHaveBeenCalledWith([points(1)])
    expect(other).not.toHaveBeenCalled()
  })

  it('asks again when the set changes, and not when it does not', async () => {
    const live = useLive()
    live.follow([1, 2], () => {})
    const stop = live.follow([2], () => {})
    await settle()
    stop()
    await settle()
    expect(stream.inputs).toHaveLength(1)
    live.follow([4], () => {})
    await settle()
    expect(stream.inputs[1]).toEqual({ ids: [1, 2, 4] })
    expect(stream.openCount()).toBe(1)
  })

  it('has no subscription when nobody follows any more', async () => {
    const live = useLive()
    fake.scope.run(() => live.follow([1], () => {}))
    await settle()
    fake.scope.stop()
    await settle()
    expect(stream.openCount()).toBe(0)
  })

  it('has none while the window is hidden, and says that points are missing afterwards', async () => {
    const live = useLive()
    live.follow([1], () => {})
    await settle()
    setVisible(false)
    await settle()
    expect(stream.openCount()).toBe(0)
    expect(live.generation).toBe(0)
    setVisible(true)
    await settle()
    expect(stream.openCount()).toBe(1)
    expect(live.generation).toBe(1)
  })

  it('subscribes again after a lost connection, and says that points are missing', async () => {
    const live = useLive()
    live.follow([1], () => {})
    await settle()
    fake.state.value = { kind: 'lost', since: 0, reason: 'network', nextTryAt: 1 }
    fake.state.value = { kind: 'on', generation: 2 }
    await settle()
    expect(stream.inputs).toHaveLength(2)
    expect(live.generation).toBe(1)
  })
})
