import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, shallowRef, type EffectScope } from 'vue'
import type { LiveFrame, SampleColumns } from '../../src-main/contract/index.ts'
import { fakeStream, setUpConsole, type FakeConsole, type FakeStream } from '../rpc/fake-console.ts'
import { useClock } from '../stores/clock.ts'
import { useTimeRange } from '../stores/time-range.ts'
import { useChartData, type ChartData } from './use-chart-data.ts'

const NOW = 1_800_000_000_000
const SETTLE_MS = 500

interface Asked {
  readonly ids: readonly number[]
  readonly from: number
  readonly to: number
  readonly maxPoints: number
  readonly maxBuckets: number
}

function samples(t: number[]): SampleColumns {
  return { tier: 'raw', t, v: t.map(() => 1), gapMs: 5_000 }
}

describe('the data of a chart', () => {
  let stream: FakeStream<LiveFrame>
  let fake: FakeConsole
  let scope: EffectScope
  let data: ChartData
  let asked: Asked[]
  let answer: () => Promise<(SampleColumns | null)[]>
  const ids = shallowRef<readonly number[]>([1])
  const width = shallowRef(0)

  const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(SETTLE_MS)
  const times = (): number[] => [...(data.loaded.value.get(1)?.columns.t ?? [])]

  beforeEach(() => {
    vi.useFakeTimers({ now: NOW })
    ids.value = [1]
    width.value = 0
    asked = []
    answer = () => Promise.resolve([samples([NOW - 2_000, NOW - 1_000])])
    stream = fakeStream<LiveFrame>()
    fake = setUpConsole({
      live: { samples: stream.open },
      series: {
        samplesOfMany: (input: Asked) => {
          asked.push(input)
          return answer()
        },
      },
    })
    scope = effectScope()
    data = fake.app.runWithContext(() =>
      scope.run(() => useChartData({ ids: () => ids.value, width: () => width.value })),
    )!
  })
  afterEach(() => {
    scope.stop()
    vi.useRealTimers()
  })

  async function show(): Promise<void> {
    width.value = 400
    await settle()
  }

  it('is not read before the width is known, then with two points a pixel', async () => {
    await settle()
    expect(asked).toEqual([])
    expect(data.state.value).toBe('loading')
    await show()
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({ ids: [1], maxPoints: 800, maxBuckets: 200 })
    expect(asked[0]!.from).toBeLessThanOrEqual(NOW - 15 * 60_000)
    expect(data.state.value).toBe('ready')
  })

  it('takes live values and is not read again for them', async () => {
    await show()
    stream.send({ now: NOW, series: [{ id: 1, t: [NOW - 1_000, NOW], v: [1, 2] }] })
    await settle()
    expect(times()).toEqual([NOW - 2_000, NOW - 1_000, NOW])
    expect(asked).toHaveLength(1)
  })

  it('freezes while paused, and reads what came meanwhile when it goes on', async () => {
    await show()
    const time = useTimeRange()
    time.pause()
    await settle()
    stream.send({ now: NOW, series: [{ id: 1, t: [NOW + 1], v: [2] }] })
    await settle()
    expect(times()).toEqual([NOW - 2_000, NOW - 1_000])
    expect(asked).toHaveLength(1)
    answer = () => Promise.resolve([samples([NOW - 1_000, NOW + 1, NOW + 2])])
    time.togglePause()
    await settle()
    expect(asked).toHaveLength(2)
    expect(times()).toEqual([NOW - 1_000, NOW + 1, NOW + 2])
  })

  it('is read once when a range is chosen, not at every step of the clock', async () => {
    await show()
    useTimeRange().zoom(NOW - 60_000, NOW - 30_000)
    useTimeRange().zoom(NOW - 50_000, NOW - 30_000)
    await settle()
    expect(asked).toHaveLength(2)
    expect(asked[1]!.from).toBeGreaterThan(NOW - 55_000)
    useClock().tick()
    await settle()
    expect(asked).toHaveLength(2)
  })

  it('says that it is empty, and says why it could not be read', async () => {
    answer = () => Promise.resolve([samples([])])
    await show()
    expect(data.state.value).toBe('empty')
    answer = () => Promise.reject(new Error('away'))
    data.reload()
    await settle()
    expect(data.state.value).toBe('error')
    expect(data.notice.value).not.toBe('')
  })

  it('keeps what it has when a reading fails, and says that it is not up to date', async () => {
    await show()
    answer = () => Promise.reject(new Error('away'))
    data.reload()
    await settle()
    expect(data.state.value).toBe('stale')
    expect(times()).toHaveLength(2)
  })

  it('says when nothing has come for a while', async () => {
    await show()
    vi.setSystemTime(NOW + 9_000)
    useClock().tick()
    await nextTick()
    expect(data.state.value).toBe('ready')
    vi.setSystemTime(NOW + 9_001)
    useClock().tick()
    await nextTick()
    expect(data.state.value).toBe('stale')
    expect(data.notice.value).toContain('10 s')
  })

  it('shows what it had while a slow reading is under way', async () => {
    await show()
    answer = () => new Promise(() => {})
    data.reload()
    await settle()
    expect(data.state.value).toBe('loading')
    expect(times()).toHaveLength(2)
  })

  it('ends its subscription with its chart', async () => {
    await show()
    expect(stream.openCount()).toBe(1)
    scope.stop()
    await settle()
    expect(stream.openCount()).toBe(0)
  })
})
