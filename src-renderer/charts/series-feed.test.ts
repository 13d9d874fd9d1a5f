import { describe, expect, it } from 'vitest'
import type { SampleColumns } from '../../src-main/contract/index.ts'
import { CROWDED, SeriesFeed, TAIL_MS, type FeedQuery } from './series-feed.ts'

interface Reading {
  readonly query: FeedQuery
  readonly signal: AbortSignal
  readonly answer: (samples: readonly (SampleColumns | null)[]) => void
  readonly fail: (error: Error) => void
}

function samples(t: number[], v: number[] = t): SampleColumns {
  return { tier: 'raw', t, v, gapMs: 5_000 }
}

function bench() {
  const readings: Reading[] = []
  let changes = 0
  const feed = new SeriesFeed({
    read: (query, signal) =>
      new Promise((answer, fail) => {
        readings.push({ query, signal, answer, fail })
      }),
    onChange: () => {
      changes += 1
    },
  })
  const load = (ids: number[], from = 0, to = 100_000): Promise<void> =>
    feed.load({ ids, range: { from, to }, limits: { maxPoints: 10, maxBuckets: 10 } })
  return {
    feed,
    load,
    readings,
    changes: () => changes,
    times: (id: number) => [...(feed.loaded.get(id)?.columns.t ?? [])],
  }
}

describe('the points behind a chart', () => {
  it('are what was read, in the order asked; a series that is gone has none', async () => {
    const { feed, load, readings, times } = bench()
    const done = load([1, 2, 3])
    expect(feed.isLoading).toBe(true)
    readings[0]!.answer([samples([1, 2]), null, samples([5])])
    await done
    expect(feed.isLoading).toBe(false)
    expect(times(1)).toEqual([1, 2])
    expect(feed.loaded.has(2)).toBe(false)
    expect(times(3)).toEqual([5])
  })

  it('lose nothing that came while they were being read', async () => {
    const { feed, load, readings, times } = bench()
    const done = load([1])
    feed.append([{ id: 1, t: [30, 40], v: [3, 4] }], 0)
    readings[0]!.answer([samples([10, 20, 30])])
    await done
    expect(times(1)).toEqual([10, 20, 30, 40])
    feed.append([{ id: 1, t: [40, 50], v: [4, 5] }], 0)
    expect(times(1)).toEqual([10, 20, 30, 40, 50])
  })

  it('are none in a range that ended before what came live', async () => {
    const { feed, load, readings, times } = bench()
    const live = load([1])
    readings[0]!.answer([samples([10])])
    await live
    feed.append([{ id: 1, t: [50, 60], v: [5, 6] }], 0)
    const earlier = load([1], 0, 50)
    readings[1]!.answer([samples([])])
    await earlier
    expect(times(1)).toEqual([50])
    const earliest = load([1], 0, 49)
    readings[2]!.answer([samples([])])
    await earliest
    expect(times(1)).toEqual([])
  })

  it('keep a live value that is not on the disk yet when the range is read again', async () => {
    const { feed, load, readings, times } = bench()
    const first = load([1])
    readings[0]!.answer([samples([10])])
    await first
    feed.append([{ id: 1, t: [20], v: [2] }], 0)
    const second = load([1])
    readings[1]!.answer([samples([10])])
    await second
    expect(times(1)).toEqual([10, 20])
  })

  it('keep no more than half a minute of live values for that', async () => {
    const { feed, load, readings, times } = bench()
    feed.append([{ id: 1, t: [0, 1, TAIL_MS + 1], v: [1, 2, 3] }], 0)
    const done = load([1])
    readings[0]!.answer([samples([])])
    await done
    expect(times(1)).toEqual([1, TAIL_MS + 1])
  })

  it('are those of the last range asked for, whichever answer comes first', async () => {
    const { load, readings, times } = bench()
    const first = load([1], 0, 10)
    const second = load([1], 50, 60)
    expect(readings[0]!.signal.aborted).toBe(true)
    readings[1]!.answer([samples([55])])
    await second
    readings[0]!.answer([samples([5])])
    await first
    expect(times(1)).toEqual([55])
  })

  it('stay while new ones are read and when that fails', async () => {
    const { feed, load, readings, times } = bench()
    const first = load([1])
    readings[0]!.answer([samples([10])])
    await first
    const second = load([1])
    expect(times(1)).toEqual([10])
    readings[1]!.fail(new Error('away'))
    await second
    expect(times(1)).toEqual([10])
    expect(feed.failure).not.toBeNull()
    const third = load([1])
    readings[2]!.answer([samples([20])])
    await third
    expect(feed.failure).toBeNull()
  })

  it('go with their series', async () => {
    const { load, readings, feed } = bench()
    const first = load([1, 2])
    readings[0]!.answer([samples([10]), samples([10])])
    await first
    void load([2])
    expect([...feed.loaded.keys()]).toEqual([2])
  })

  it('leave the window with it', async () => {
    const { feed, load, readings, times } = bench()
    const done = load([1])
    readings[0]!.answer([samples([10, 20, 30])])
    await done
    feed.append([{ id: 1, t: [40], v: [4] }], 25)
    expect(times(1)).toEqual([20, 30, 40])
  })

  it('say when they are too many, and not one before', async () => {
    const { feed, load, readings } = bench()
    const done = load([1])
    readings[0]!.answer([samples(Array.from({ length: 16 }, (_, index) => index))])
    await done
    expect(feed.isCrowded(16 / CROWDED)).toBe(false)
    expect(feed.isCrowded(15.9 / CROWDED)).toBe(true)
  })

  it('know their newest value, which is none that was not available', async () => {
    const { feed, load, readings } = bench()
    expect(feed.newestAt()).toBeNull()
    const done = load([1])
    readings[0]!.answer([{ ...samples([10, 20]), v: [1, null] }])
    await done
    expect(feed.newestAt()).toBe(10)
  })

  it('asks nothing for no series', async () => {
    const { load, readings } = bench()
    await load([])
    expect(readings).toHaveLength(0)
  })
})
