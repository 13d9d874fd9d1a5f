import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { reading, START, testCatalogue } from '../../test/support/catalogue.ts'
import type { Listener } from '../contract/index.ts'
import type { SampleValue } from '../domain/sample.ts'
import type { Store } from '../storage/store.ts'
import { ChangeLog } from './change-log.ts'
import { stateOf } from './host-view.ts'
import type { HostsService } from './hosts-service.ts'
import { LiveHub } from './live-hub.ts'
import { OverviewService } from './overview-service.ts'

const LISTENER: Listener = {
  name: 'scopeport',
  host: '0.0.0.0',
  port: 12201,
  state: 'off',
  reason: null,
  nextTryAt: null,
  connections: 0,
}

beforeEach(() => void vi.useFakeTimers({ now: START }))
afterEach(() => void vi.useRealTimers())

function setUp() {
  const now = () => Date.now()
  const catalogue = testCatalogue()
  const changes = new ChangeLog({ hub: new LiveHub(now), now })
  const service = new OverviewService({
    catalogue,
    hosts: { stateOf: (host) => stateOf(host, now()) } as HostsService,
    changes,
    scopeport: () => LISTENER,
    pluginDirectory: () => null,
    now,
  })
  const say = (
    source: 'collectl' | 'scopeport',
    host: string,
    values: Readonly<Record<string, SampleValue>>,
    at = now(),
  ) => {
    const identity = catalogue.identity(source, host)
    for (const [metric, value] of Object.entries(values))
      catalogue.seriesOf(identity, reading(metric, value))?.note(at, value)
  }
  const row = (name: string) => service.get().hosts.find((host) => host.name === name)
  const kinds = () =>
    changes
      .since(0)
      .map(({ kind, subject }) => `${kind} ${subject}`)
      .reverse()
  return { service, catalogue, changes, say, row, kinds }
}

describe('the hosts of the overview', () => {
  it('come worst first: stale, silent, good by strain, disabled', () => {
    const { service, catalogue, say } = setUp()
    for (const [name, cpu] of [
      ['calm', 5],
      ['busy', 90],
      ['off', 99],
    ] as const)
      say('collectl', name, { 'cputotals.total': cpu })
    say('collectl', 'late', { 'cputotals.total': 1 }, START - 600_000)
    catalogue.addHost({ id: 99, name: 'new', enabled: true, createdAt: START })
    const off = catalogue.hostByName('off')
    if (off !== null) off.record = { ...off.record, enabled: false }
    expect(service.get().hosts.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'late stale',
      'new silent',
      'busy good',
      'calm good',
      'off disabled',
    ])
  })

  it('have their figures in percent, plain load and bytes, from the best source', () => {
    const { say, row } = setUp()
    say('scopeport', 'web01', { cpu_load_average_15: 3, cpu_load_average_5: 2, free_memory: 10 })
    expect(row('web01')).toMatchObject({ cpu: null, load: { value: 2 }, memoryFree: { value: 10_240 } })
    say('collectl', 'web01', { 'cputotals.total': 7, 'cpuload.avg1': 1, 'meminfo.free': 20 })
    expect(row('web01')).toMatchObject({
      cpu: { value: 7, at: START },
      load: { value: 1 },
      memoryFree: { value: 20_480 },
      spark: { metric: 'cputotals.total' },
    })
  })

  it('say null while a figure is not available', () => {
    const { say, row } = setUp()
    say('collectl', 'web01', { 'cputotals.total': null })
    expect(row('web01')?.cpu).toEqual({ seriesId: 1, value: null, at: START })
  })

  it('have a sparkline from the database after a restart, with the newest value once', async () => {
    const { service, catalogue, say, row } = setUp()
    say('collectl', 'web01', { 'cputotals.total': 30, other: 1 })
    const t = Float64Array.of(START - 2_000, START - 1_000, START)
    const v = Float64Array.of(10, 20, 30)
    const samplesInRange = vi.fn(() =>
      Promise.resolve([{ tier: 'raw' as const, t, v, min: null, max: null }]),
    )
    await service.load({ samplesInRange } as unknown as Store)
    expect(samplesInRange).toHaveBeenCalledWith(expect.objectContaining({ seriesIds: [1] }))
    expect(row('web01')?.spark.values.at(-1)).toBe(20)
    const recent: number[] = []
    catalogue.series(1)?.forEachRecent((_, value) => recent.push(value))
    expect(recent).toEqual([10, 20, 30])
  })
})

describe('what changed', () => {
  it('tells of a host that falls silent and comes back, once each', async () => {
    const { service, say, kinds } = setUp()
    service.start()
    for (const second of [0, 1, 2]) say('collectl', 'web01', { load: 1 }, START + second * 1_000)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(kinds()).toEqual([])
    await vi.advanceTimersByTimeAsync(30_000)
    expect(kinds()).toEqual(['host-stale web01'])
    say('collectl', 'web01', { load: 1 })
    await vi.advanceTimersByTimeAsync(5_000)
    expect(kinds()).toEqual(['host-stale web01', 'host-back web01'])
    service.stop()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is what happened in the last quarter of an hour, newest first', async () => {
    const { service, changes } = setUp()
    changes.add({ kind: 'host-added', subject: 'old', detail: '' })
    await vi.advanceTimersByTimeAsync(900_000)
    changes.add({ kind: 'host-added', subject: 'new', detail: '', hostId: 3 })
    expect(service.get().changes.map(({ subject, hostId }) => [subject, hostId])).toEqual([
      ['new', 3],
      ['old', null],
    ])
    await vi.advanceTimersByTimeAsync(1)
    expect(service.get().changes.map(({ subject }) => subject)).toEqual(['new'])
  })

  it('keeps five hundred lines', () => {
    const { changes } = setUp()
    for (let line = 1; line <= 501; line++)
      changes.add({ kind: 'host-added', subject: `${line}`, detail: '' })
    const kept = changes.since(0)
    expect([kept.length, kept[0]?.subject, kept.at(-1)?.subject]).toEqual([500, '501', '2'])
  })
})
