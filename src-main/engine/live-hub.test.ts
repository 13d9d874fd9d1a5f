import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LiveFrame } from '../contract/index.ts'
import { type Followed, LiveHub, LiveSubscription } from './live-hub.ts'

const NOW = 1_800_000_000_000

beforeEach(() => void vi.useFakeTimers({ now: NOW }))
afterEach(() => void vi.useRealTimers())

function series(id: number, recent: readonly [number, number][] = []): Followed {
  return { id, followers: null, forEachRecent: (visit) => recent.forEach(([at, value]) => visit(at, value)) }
}

/** Reads a stream and keeps what came; `pull` asks for one more frame. */
function reader(frames: AsyncGenerator<LiveFrame, void>) {
  const seen: LiveFrame[] = []
  const pull = () => frames.next().then(({ value }) => void (value && seen.push(value)))
  return { seen, pull, values: () => seen.map((frame) => frame.series.map(({ v }) => v)) }
}

const settle = () => vi.advanceTimersByTimeAsync(0)

describe('LiveHub.samples', () => {
  it('begins with what may not be in the database yet', async () => {
    const hub = new LiveHub(() => NOW)
    const followed = series(7, [
      [NOW - 2_000, 1],
      [NOW - 1_000, NaN],
    ])
    const frames = hub.samples([followed], undefined)
    expect((await frames.next()).value).toEqual({
      now: NOW,
      series: [{ id: 7, t: [NOW - 2_000, NOW - 1_000], v: [1, null] }],
    })
    await frames.return()
    expect(followed.followers).toBeNull()
  })

  it('keeps a quarter of a second between frames and merges what comes meanwhile', async () => {
    const hub = new LiveHub(() => Date.now())
    const followed = series(1)
    const { seen, pull, values } = reader(hub.samples([followed], undefined))
    void pull()
    await settle()
    hub.publishSample(followed, NOW, 1)
    await settle()
    expect(values()).toEqual([[[1]]])
    void pull()
    for (let value = 2; value <= 5; value++) hub.publishSample(followed, NOW + value, value)
    await vi.advanceTimersByTimeAsync(249)
    expect(seen).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(values()).toEqual([[[1]], [[2, 3, 4, 5]]])
  })

  it('waits for a reader that does not ask, and gives it one frame', async () => {
    const hub = new LiveHub(() => Date.now())
    const followed = series(1)
    const { pull, values } = reader(hub.samples([followed], undefined))
    void pull()
    await settle()
    hub.publishSample(followed, NOW, 0)
    await settle()
    for (let second = 1; second <= 60; second++) {
      hub.publishSample(followed, NOW + second, second)
      await vi.advanceTimersByTimeAsync(1_000)
    }
    expect(values()).toHaveLength(1)
    void pull()
    await vi.advanceTimersByTimeAsync(250)
    expect(values()[1]).toEqual([Array.from({ length: 60 }, (_, index) => index + 1)])
  })

  it('keeps two readers of one series apart', async () => {
    const hub = new LiveHub(() => NOW)
    const followed = series(1, [[NOW, 1]])
    const [one, other] = [hub.samples([followed], undefined), hub.samples([followed], undefined)]
    await one.next()
    await other.next()
    expect(followed.followers?.size).toBe(2)
    await one.return()
    expect(followed.followers?.size).toBe(1)
    await other.return()
    expect(followed.followers).toBeNull()
  })

  it.each(['while it waits', 'between two frames'])('ends when the signal fires %s', async (when) => {
    const hub = new LiveHub(() => NOW)
    const followed = series(1, when === 'while it waits' ? [] : [[NOW, 1]])
    const controller = new AbortController()
    const frames = hub.samples([followed], controller.signal)
    let next = frames.next()
    if (when === 'between two frames') {
      await next
      next = frames.next()
    }
    await settle()
    controller.abort()
    expect(await next).toEqual({ done: true, value: undefined })
    expect(followed.followers).toBeNull()
  })

  it('subscribes nobody whose signal has fired before', async () => {
    const hub = new LiveHub(() => NOW)
    const followed = series(1, [[NOW, 1]])
    const frames = hub.samples([followed], AbortSignal.abort())
    expect((await frames.next()).done).toBe(true)
    expect(followed.followers).toBeNull()
  })

  it('costs nothing for a series that nobody follows', () => {
    const hub = new LiveHub(() => NOW)
    expect(() => hub.publishSample(series(1), NOW, 1)).not.toThrow()
  })
})

describe('LiveSubscription', () => {
  it.each([
    [2_399, 2_399, 0],
    [2_400, 2_400, 0],
    [2_401, 1_201, 1_200],
  ])('of %s points between two frames keeps the newest %s', (count, kept, first) => {
    const subscription = new LiveSubscription(() => undefined)
    for (let point = 0; point < count; point++) subscription.add(1, NOW + point, point)
    const [points] = subscription.take(NOW)?.series ?? []
    expect([points?.t.length, points?.v[0], points?.v.at(-1)]).toEqual([kept, first, count - 1])
    expect(subscription.take(NOW)).toBeNull()
  })
})

describe('LiveHub.topics', () => {
  it('names each part once, and at most four times a second', async () => {
    const hub = new LiveHub(() => NOW)
    const topics = hub.topics(undefined)
    const first = topics.next()
    await settle()
    for (let change = 0; change < 100; change++) hub.publishTopic(change % 2 === 0 ? 'hosts' : 'series')
    expect((await first).value).toEqual({ topics: ['hosts', 'series'] })
    const second = vi.fn()
    void topics.next().then(second)
    hub.publishTopic('status')
    await vi.advanceTimersByTimeAsync(249)
    expect(second).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(second).toHaveBeenCalledWith({ done: false, value: { topics: ['status'] } })
  })
})
