import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { START, testCatalogue } from '../../test/support/catalogue.ts'
import { storageWith } from '../../test/support/store-double.ts'
import type { SourceName, TopFrame } from '../contract/index.ts'
import type { SampleValue } from '../domain/sample.ts'
import type { MomentQuery } from '../storage/store.ts'
import { ExpectedError } from './expected-error.ts'
import type { IngestService } from './ingest-service.ts'
import { TopService } from './top-service.ts'

beforeEach(() => void vi.useFakeTimers({ now: START }))
afterEach(() => void vi.useRealTimers())

const UNITS: Readonly<Record<string, string>> = {
  'cputotals.total': '%',
  'meminfo.free': 'KB',
  free_memory: 'KB',
  'disk.temperature': '°C',
}

function setUp() {
  const now = () => Date.now()
  const catalogue = testCatalogue()
  const samplesAt = vi.fn((_: MomentQuery) =>
    Promise.resolve({ series: new Int32Array(), at: new Float64Array(), value: new Float64Array() }),
  )
  const ingest: Pick<IngestService, 'settleSamples'> = { settleSamples: () => Promise.resolve() }
  const service = new TopService({
    catalogue,
    storage: storageWith({ samplesAt }),
    ingest: ingest as IngestService,
    now,
  })
  const say = (
    source: SourceName,
    host: string,
    values: Readonly<Record<string, SampleValue>>,
    at = now(),
  ) => {
    const identity = catalogue.identity(source, host)
    for (const [metric, value] of Object.entries(values)) {
      const unit = UNITS[metric] ?? ''
      catalogue.seriesOf(identity, { metric, unit, label: metric, value })?.note(at, value)
    }
  }
  return { service, catalogue, say, samplesAt }
}

function cell(frame: TopFrame, host: string, key: string) {
  const row = frame.hosts.name.indexOf(host)
  const column = frame.columns.find((each) => each.key === key)
  if (row < 0 || column === undefined) throw new Error(`There is no ${key} of ${host}.`)
  return { v: column.v[row], ageMs: column.ageMs[row], isStale: column.stale.includes(row) }
}

describe('the table now', () => {
  it('has one row a host and one column a quantity, in the unit of the column', async () => {
    const { service, say } = setUp()
    say('scopeport', 'web02', { free_memory: 10, cpu_load_average_1: 2 })
    say('collectl', 'web10', { 'meminfo.free': 20, 'cputotals.total': 7 })
    say('collectl', 'web1', { 'cpuload.avg1': 0.5 })
    const frame = await service.get({ columns: 'cpu,load,memory-free' })
    expect(frame).toMatchObject({
      at: START,
      total: 3,
      hosts: {
        name: ['web1', 'web02', 'web10'],
        sources: [['collectl'], ['scopeport'], ['collectl']],
        state: ['good', 'good', 'good'],
        ageMs: [0, 0, 0],
      },
    })
    expect(frame.columns.map(({ key, unit, v }) => [key, unit, v])).toEqual([
      ['cpu', '%', [null, null, 7]],
      ['load', '', [0.5, 2, null]],
      ['memory-free', 'B', [null, 10_240, 20_480]],
    ])
  })

  it('takes the better of two sources of one host, and the other one when it falls silent', async () => {
    const { service, say } = setUp()
    say('collectl', 'web', { 'cpuload.avg1': 1 })
    say('scopeport', 'web', { cpu_load_average_1: 3 })
    expect(cell(await service.get({ columns: 'load' }), 'web', 'load')).toMatchObject({ v: 1 })
    vi.setSystemTime(START + 200_000)
    say('scopeport', 'web', { cpu_load_average_1: 4 })
    expect(cell(await service.get({ columns: 'load' }), 'web', 'load')).toEqual({
      v: 4,
      ageMs: 0,
      isStale: false,
    })
  })

  it('says which values are stale, and how old they are', async () => {
    const { service, say } = setUp()
    for (const second of [0, 1, 2, 3])
      say('collectl', 'old', { 'cputotals.total': second }, START + second * 1_000)
    vi.setSystemTime(START + 60_000)
    const frame = await service.get({ columns: 'cpu' })
    expect(cell(frame, 'old', 'cpu')).toEqual({ v: 3, ageMs: 57_000, isStale: true })
    expect(frame.hosts.state).toEqual(['stale'])
  })

  it('has hosts that never sent anything, and nothing of words', async () => {
    const { service, catalogue, say } = setUp()
    catalogue.addHost({ id: 50, name: 'new', enabled: true, createdAt: START })
    say('scopeport', 'web', { mood: 'fine', 'disk.temperature': 40 })
    const frame = await service.get({})
    expect(frame.hosts.name).toEqual(['new', 'web'])
    expect(frame.hosts.state).toEqual(['silent', 'good'])
    expect(frame.columns.map(({ key }) => key)).toEqual(['disk-temperature.c'])
  })

  it('keeps the columns asked for that nobody has (yet)', async () => {
    const { service, say } = setUp()
    say('collectl', 'web', { 'cputotals.total': 1 })
    const frame = await service.get({ columns: 'nothing-like-this, cpu,cpu' })
    expect(frame.columns.map(({ key, v }) => [key, v])).toEqual([
      ['nothing-like-this', [null]],
      ['cpu', [1]],
    ])
  })

  it('refuses more columns than anybody can see', async () => {
    const { service } = setUp()
    const columns = Array.from({ length: 61 }, (_, index) => `c${index}`).join(',')
    await expect(service.get({ columns })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

describe('the filter', () => {
  it('keeps hosts by name, source, state and by values that are not even shown', async () => {
    const { service, say } = setUp()
    say('collectl', 'web01', { 'cputotals.total': 90 })
    say('collectl', 'web02', { 'cputotals.total': 10 })
    say('scopeport', 'db01', { cpu_load_average_1: 9 })
    const names = async (filter: string) => (await service.get({ columns: 'load', filter })).hosts.name
    expect(await names('cpu>80')).toEqual(['web01'])
    expect(await names('host:web* cpu<80')).toEqual(['web02'])
    expect(await names('source:scopeport')).toEqual(['db01'])
    expect(await names('state:good -source:scopeport')).toEqual(['web01', 'web02'])
    expect(await names('db')).toEqual(['db01'])
    expect((await service.get({ filter: 'db' })).total).toBe(3)
  })

  it('knows found columns without the unit behind their name, and short names', async () => {
    const { service, say } = setUp()
    say('scopeport', 'web01', { 'disk.temperature': 60, free_memory: 100 })
    expect(service.checkFilter('disk-temperature>50')).toEqual({ mistake: null })
    expect((await service.get({ filter: 'disk-temperature>50 mem<1MB' })).hosts.name).toEqual(['web01'])
    expect((await service.get({ filter: 'disk-temperature>70' })).hosts.name).toEqual([])
  })

  it('says what it does not understand', async () => {
    const { service } = setUp()
    expect(service.checkFilter('cpuu>1')).toEqual({
      mistake: { at: 0, problem: 'unknown-field', part: 'cpuu' },
    })
    const failure = await service.get({ filter: 'cpuu>1' }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ExpectedError)
    expect(failure).toMatchObject({ code: 'BAD_REQUEST', message: expect.stringContaining('cpuu') as string })
  })
})

describe('the catalogue of columns', () => {
  it('has each quantity once, what most hosts have first, and finds words', () => {
    const { service, say } = setUp()
    say('collectl', 'a', { 'cpuload.avg1': 1, 'cputotals.total': 1 })
    say('scopeport', 'b', { cpu_load_average_1: 1 })
    expect(service.columns({ limit: 9 })).toEqual({
      total: 2,
      columns: [
        {
          key: 'load',
          label: 'cpuload.avg1',
          group: 'load',
          unit: '',
          hosts: 2,
          sources: ['collectl', 'scopeport'],
        },
        { key: 'cpu', label: 'cputotals.total', group: 'cpu', unit: '%', hosts: 1, sources: ['collectl'] },
      ],
    })
    expect(service.columns({ search: 'TOTAL cpu', limit: 9 }).columns.map(({ key }) => key)).toEqual(['cpu'])
    expect(service.columns({ limit: 1 })).toMatchObject({ total: 2, columns: [{ key: 'load' }] })
  })

  it('knows a series that came a moment ago', () => {
    const { service, say } = setUp()
    say('collectl', 'a', { 'cpuload.avg1': 1 })
    expect(service.columns({ limit: 9 }).total).toBe(1)
    say('collectl', 'a', { 'cputotals.total': 1 })
    expect(service.columns({ limit: 9 }).total).toBe(2)
  })
})

describe('the table at a moment of the past', () => {
  it('comes from the store, with the ages of that moment', async () => {
    const { service, say, samplesAt } = setUp()
    say('collectl', 'web', { 'cputotals.total': 99 })
    say('collectl', 'db', { 'cputotals.total': 98 })
    const at = START + 100_000
    samplesAt.mockResolvedValueOnce({
      series: Int32Array.of(1),
      at: Float64Array.of(at - 2_000),
      value: Float64Array.of(42),
    })
    vi.setSystemTime(START + 500_000)
    const frame = await service.get({ columns: 'cpu', at })
    expect(samplesAt).toHaveBeenCalledWith({ seriesIds: [1, 2], at, since: at - 900_000 })
    expect(cell(frame, 'web', 'cpu')).toEqual({ v: 42, ageMs: 2_000, isStale: false })
    expect(cell(frame, 'db', 'cpu')).toMatchObject({ v: null, ageMs: null })
    expect(frame.hosts.state).toEqual(['silent', 'good'])
    expect(frame.at).toBe(at)
  })

  it('has no host that came later', async () => {
    const { service, say } = setUp()
    say('collectl', 'web', { 'cputotals.total': 1 })
    const frame = await service.get({ columns: 'cpu', at: START - 1 })
    expect(frame).toMatchObject({ total: 0, hosts: { name: [] } })
  })

  it('is the table now for a moment that is still to come', async () => {
    const { service, say, samplesAt } = setUp()
    say('collectl', 'web', { 'cputotals.total': 5 })
    expect(cell(await service.get({ columns: 'cpu', at: START + 1_000 }), 'web', 'cpu').v).toBe(5)
    expect(samplesAt).not.toHaveBeenCalled()
  })
})

describe('the live table', () => {
  it('gives a frame at once, then one when something has changed, four a second at most', async () => {
    const { service, say } = setUp()
    say('collectl', 'web', { 'cputotals.total': 1 })
    const controller = new AbortController()
    const frames: number[] = []
    const reading = (async () => {
      for await (const frame of service.live({ columns: 'cpu' }, controller.signal))
        frames.push(frame.columns[0]?.v[0] ?? NaN)
    })()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(frames).toEqual([1])
    for (let value = 2; value <= 11; value += 1) {
      say('collectl', 'web', { 'cputotals.total': value })
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(frames.length).toBeGreaterThanOrEqual(4)
    expect(frames.length).toBeLessThanOrEqual(6)
    await vi.advanceTimersByTimeAsync(300)
    expect(frames.at(-1)).toBe(11)
    controller.abort()
    await reading
  })

  it('tells of a host that is new, and of one that has become stale', async () => {
    const { service, say } = setUp()
    for (const second of [-3, -2, -1]) say('collectl', 'a', { 'cputotals.total': 1 }, START + second * 1_000)
    const frames = service.live({ columns: 'cpu' }, undefined)
    expect((await frames.next()).value).toMatchObject({ hosts: { name: ['a'], state: ['good'] } })
    say('scopeport', 'b', { cpu_load_average_1: 1 })
    const second = frames.next()
    await vi.advanceTimersByTimeAsync(250)
    expect((await second).value).toMatchObject({ hosts: { name: ['a', 'b'] } })
    const third = frames.next()
    await vi.advanceTimersByTimeAsync(12_000)
    expect((await third).value).toMatchObject({
      hosts: { state: ['stale', 'good'] },
      columns: [{ stale: [0] }],
    })
    await frames.return()
  })

  it('ends with a filter that is not understood', async () => {
    const { service } = setUp()
    await expect(service.live({ filter: 'x>1' }, undefined).next()).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })
})
