import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { addValues, startTestEngine, type TestEngine } from '../../support/test-engine.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const START = Date.UTC(2027, 0, 15, 12)

let now: number
let console_: TestEngine

beforeEach(async () => {
  now = START
  console_ = await startTestEngine({ now: () => now })
})

afterEach(() => console_.dispose())

const seriesList = () =>
  console_.services.series.list({ limit: 100 }).map(({ id, metric, type, lastAt, lastValue }) => ({
    id,
    metric,
    type,
    lastAt,
    lastValue,
  }))
const stateOf = (name: string) => console_.services.hosts.list().find((host) => host.name === name)?.state

describe('after a restart', () => {
  it('every series has its id, its type and its last value', async () => {
    addValues(console_, 'web01', { load: 1, users: 0, release: 'bookworm', sensor: null }, START - MINUTE_MS)
    addValues(console_, 'web01', { load: 2.5, users: null, release: 'trixie' }, START)
    const before = seriesList()
    expect(before.map(({ lastValue }) => lastValue)).toEqual([2.5, null, 'trixie', null])
    console_ = await console_.restart()
    expect(seriesList()).toEqual(before)
    addValues(console_, 'web01', { load: 3, another: 1 }, START + 1)
    expect(seriesList().map(({ id, metric }) => [id, metric])).toEqual([
      ...before.map(({ id, metric }) => [id, metric]),
      [before.length + 1, 'another'],
    ])
  })

  it.each([
    [30_000, 'good'],
    [30 * MINUTE_MS, 'stale'],
    [30 * DAY_MS, 'stale'],
  ])('a host that was last heard %s ms ago is %s', async (ageMs, state) => {
    addValues(console_, 'web01', { load: 1 }, START)
    now = START + ageMs
    console_ = await console_.restart()
    expect(stateOf('web01')).toBe(state)
  })

  it('a host that never sent a value is silent', async () => {
    await console_.services.hosts.create('web01')
    console_ = await console_.restart()
    expect(stateOf('web01')).toBe('silent')
  })

  it('the sparkline and the figures of the overview are there at once', async () => {
    for (let minute = 10; minute >= 0; minute--)
      addValues(console_, 'web01', { 'cputotals.total': 50 + minute }, START - minute * MINUTE_MS)
    console_ = await console_.restart()
    const [host] = console_.services.overview.get().hosts
    expect(host?.cpu).toMatchObject({ value: 50, at: START })
    expect(host?.spark.values.filter((value) => value !== null)).not.toHaveLength(0)
    expect(host?.spark.values.at(-1)).toBe(50)
  })

  it('settings are as they were changed', async () => {
    const { retention } = console_.services.settings.current
    await console_.services.settings.update({ retention: { ...retention, rawDays: 7 } })
    console_ = await console_.restart()
    expect(console_.services.settings.current.retention.rawDays).toBe(7)
  })
})

describe('retention', () => {
  it('deletes what is too old as soon as the settings say so; what was rolled up stays', async () => {
    addValues(console_, 'web01', { load: 1 }, START)
    await console_.services.ingest.settle()
    const rawBefore = await read()
    expect(rawBefore).toEqual({ tier: 'raw', v: [1] })
    now = START + 40 * DAY_MS
    const { retention } = console_.services.settings.current
    await console_.services.settings.update({ retention: { ...retention, rawDays: 1, minuteDays: 30 } })
    await vi.waitFor(async () => expect(await read()).toEqual({ tier: '1h', v: [1] }))
  })

  async function read() {
    const { tier, v } = await console_.services.series.samples(1, {
      from: START - 3_600_000,
      to: START + 3_600_000,
      maxPoints: 100,
    })
    return { tier, v }
  }
})
