import { describe, expect, it } from 'vitest'
import { reading, START, testCatalogue } from '../../test/support/catalogue.ts'
import { storageWith } from '../../test/support/store-double.ts'
import type { SampleRange } from '../domain/sample.ts'
import type { RangeQuery } from '../storage/store.ts'
import type { IngestService } from './ingest-service.ts'
import { LiveHub } from './live-hub.ts'
import { SeriesService } from './series-service.ts'

const DAY_MS = 86_400_000

function setUp(answer: Partial<SampleRange> = {}) {
  const catalogue = testCatalogue()
  const add = (host: string, metric: string, value: number | string | null = 1) =>
    catalogue.seriesOf(catalogue.identity('collectl', host), reading(metric, value, '%'))
  const queries: RangeQuery[] = []
  const range: SampleRange = {
    tier: 'raw',
    t: new Float64Array(),
    v: new Float64Array(),
    min: null,
    max: null,
    ...answer,
  }
  const service = new SeriesService({
    catalogue,
    storage: storageWith({
      samplesInRange: (query) => {
        queries.push(query)
        return Promise.resolve(query.seriesIds.map(() => range))
      },
      states: () => Promise.resolve([]),
    }),
    ingest: { settleSamples: () => Promise.resolve() } as IngestService,
    hub: new LiveHub(() => START),
    rawDays: () => 2,
    now: () => START,
  })
  return { service, catalogue, add, queries }
}

describe('the catalogue', () => {
  it('finds series whose host, metric or label have every word', () => {
    const { service, add } = setUp()
    add('web01', 'cputotals.user')
    add('web01', 'meminfo.free')
    add('db01', 'cputotals.user')
    const metricsOf = (search: string) =>
      service.list({ search, limit: 10 }).map(({ host, metric }) => `${host} ${metric}`)
    expect(metricsOf('')).toHaveLength(3)
    expect(metricsOf('  CPU  ')).toEqual(['web01 cputotals.user', 'db01 cputotals.user'])
    expect(metricsOf('cpu web')).toEqual(['web01 cputotals.user'])
    expect(metricsOf('cpu free')).toEqual([])
  })

  it('narrows to a source and to a host by name or number', () => {
    const { service, add } = setUp()
    add('web01', 'load')
    add('db01', 'load')
    const count = (query: { source?: 'collectl' | 'scopeport'; host?: string }) =>
      service.list({ ...query, limit: 10 }).length
    expect([count({ source: 'collectl' }), count({ source: 'scopeport' })]).toEqual([2, 0])
    expect([
      count({ host: 'WEB01 ' }),
      count({ host: '2' }),
      count({ host: 'web' }),
      count({ host: '3' }),
    ]).toEqual([1, 1, 0, 0])
  })

  it.each([
    [1, 1],
    [2, 2],
    [3, 2],
  ])('of two series gives %s at most: %s', (limit, expected) => {
    const { service, add } = setUp()
    add('a', 'one')
    add('a', 'two')
    expect(service.list({ limit })).toHaveLength(expected)
  })

  it('shows what a page asks of a series', () => {
    const { service, add } = setUp()
    const series = add('web01', 'load', 0)
    for (const second of [0, 1, 2]) series?.note(START + second * 1_000, second)
    expect(service.list({ limit: 1 })).toEqual([
      {
        id: 1,
        host: 'web01',
        hostId: 1,
        source: 'collectl',
        metric: 'load',
        unit: '%',
        label: 'load',
        type: 'number',
        intervalMs: 1_000,
        lastAt: START + 2_000,
        lastValue: 2,
      },
    ])
  })
})

describe('samples', () => {
  it('are those of the last quarter of an hour unless a range is named', async () => {
    const { service, add, queries } = setUp()
    add('a', 'm')
    const ask = async (range: { from?: number; to?: number }) => {
      await service.samples(1, { ...range, maxPoints: 10 })
      const { from, to } = queries.at(-1) ?? { from: 0, to: 0 }
      return [from - START, to - START]
    }
    expect(await ask({})).toEqual([-900_000, 0])
    expect(await ask({ to: START - 1_000 })).toEqual([-901_000, -1_000])
    expect(await ask({ from: START - 5 })).toEqual([-5, 0])
    expect(await ask({ from: START, to: START })).toEqual([0, 0])
    expect(queries.at(-1)).toMatchObject({ seriesIds: [1], maxPoints: 10, rawFrom: START - 2 * DAY_MS })
    await expect(ask({ from: START + 1, to: START })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('that were not available are null, because JSON knows no NaN', async () => {
    const { service, add } = setUp({
      t: Float64Array.of(1, 2),
      v: Float64Array.of(NaN, 2),
      min: Float64Array.of(NaN, 1),
      max: Float64Array.of(NaN, 3),
    })
    add('a', 'm')
    expect(await service.samples(1, { maxPoints: 10 })).toMatchObject({
      t: [1, 2],
      v: [null, 2],
      min: [null, 1],
      max: [null, 3],
    })
  })

  it('that stand for themselves have no min and max', async () => {
    const { service, add } = setUp({ t: Float64Array.of(1), v: Float64Array.of(5) })
    add('a', 'm')
    expect(Object.keys(await service.samples(1, { maxPoints: 10 })).sort()).toEqual([
      'gapMs',
      't',
      'tier',
      'v',
    ])
  })

  it.each([
    ['1m', 150_000],
    ['1h', 9_000_000],
  ] as const)('of tier %s have no gap within %s ms', async (tier, gapMs) => {
    const { service, add } = setUp({ tier, min: new Float64Array(), max: new Float64Array() })
    add('a', 'm')
    expect((await service.samples(1, { maxPoints: 1_000 })).gapMs).toBe(gapMs)
  })

  it('of a series that comes seldom have no gap between them, in a coarse tier and not measured either', async () => {
    const minutes = Float64Array.of(0, 600_000, 1_200_000, 1_800_000)
    const { service, add } = setUp({ tier: '1m', t: minutes, v: minutes, min: minutes, max: minutes })
    add('a', 'm')
    expect((await service.samples(1, { maxPoints: 20_000 })).gapMs).toBe(1_500_000)
  })

  it('of many come in the order asked, null for one that is gone, and cost one question', async () => {
    const { service, add, queries } = setUp({ t: Float64Array.of(1), v: Float64Array.of(5) })
    add('a', 'm')
    add('a', 'n')
    const answers = await service.samplesOfMany([2, 99, 1], { maxPoints: 10 })
    expect(answers.map((answer) => answer?.v ?? null)).toEqual([[5], null, [5]])
    expect(queries.map(({ seriesIds }) => seriesIds)).toEqual([[2, 1]])
  })

  it('that stand for several have a gap between them by the width of their buckets', async () => {
    const few = { min: new Float64Array(), max: new Float64Array() }
    const { service, add, queries } = setUp(few)
    add('a', 'm')
    const range = { from: START - 9_900_000, to: START, maxPoints: 200, maxBuckets: 100 }
    const [answer] = await service.samplesOfMany([1], { ...range, maxBuckets: 10 })
    expect(answer?.gapMs).toBe(2_200_000)
    expect((await service.samplesOfMany([1], { ...range, maxPoints: 1, maxBuckets: 1 }))[0]?.gapMs).toBe(
      19_800_000,
    )
    expect(queries.map(({ maxBuckets }) => maxBuckets)).toEqual([10, 1])
  })

  it('and states of a series that is not there are an error with a code', async () => {
    const { service } = setUp()
    await expect(service.samples(1, { maxPoints: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(service.states(1, {})).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('live values', () => {
  it('follow each series once, however often it is asked for, and pass over what is gone', async () => {
    const { service, add } = setUp()
    const series = add('a', 'm')
    series?.note(START, 4)
    const frames = service.live([1, 1, 99], undefined)
    expect((await frames.next()).value).toEqual({ now: START, series: [{ id: 1, t: [START], v: [4] }] })
    expect(series?.followers?.size).toBe(1)
    await frames.return()
    expect(series?.followers).toBeNull()
  })
})
