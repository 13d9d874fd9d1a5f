import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { HeldCommits, storageWith } from '../../test/support/store-double.ts'
import type { Reading, SampleValue } from '../domain/sample.ts'
import { StoreError, type WriteBatch } from '../storage/store.ts'
import { Catalogue } from './catalogue.ts'
import { SERIES_PER_IDENTITY } from './catalogue-options.ts'
import { IngestService } from './ingest-service.ts'
import { LiveHub } from './live-hub.ts'

const START = 1_700_000_000_000
const FULL = new StoreError('full', 'no space left')

beforeEach(() => void vi.useFakeTimers({ now: START }))
afterEach(() => void vi.useRealTimers())

function reading(metric: string, value: SampleValue): Reading {
  return { metric, unit: '', label: metric, value }
}

function begin() {
  const nothing = (): void => undefined
  const commits = new HeldCommits()
  const catalogue = new Catalogue({
    now: Date.now,
    onHostAdded: nothing,
    onSeriesAdded: nothing,
    onHostChanged: nothing,
  })
  const ingest = new IngestService({
    catalogue,
    hub: new LiveHub(Date.now),
    storage: storageWith({ commit: commits.commit }),
    now: Date.now,
  })
  return { ingest, commits, catalogue, identity: catalogue.identity('scopeport', 'web01') }
}

/** Lets promises and setImmediate run, and no time pass. */
async function turn(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0)
  await vi.advanceTimersByTimeAsync(0)
}

function samplesOf({ samples }: WriteBatch): [number, number, number][] {
  return Array.from(samples.series, (series, index) => [
    series,
    samples.at[index] ?? NaN,
    samples.value[index] ?? NaN,
  ])
}

describe('values with an acknowledgement', () => {
  it('are acknowledged after the commit, and seen from then on', async () => {
    const { ingest, commits, identity } = begin()
    const acknowledged = vi.fn()
    const stored = ingest.store(identity, START, [reading('load', 1)]).then(acknowledged)
    await turn()
    expect(commits.all).toHaveLength(1)
    expect(samplesOf(commits.last.batch)).toEqual([[1, START, 1]])
    expect(acknowledged).not.toHaveBeenCalled()
    expect(identity.lastSampleAt).toBeNull()
    commits.last.succeed()
    await stored
    expect(identity.lastSampleAt).toBe(START)
    expect(ingest.status).toMatchObject({ samplesTotal: 1, lastSampleAt: START })
  })

  it('of one turn share a commit; those that come meanwhile share the next', async () => {
    const { ingest, commits, identity } = begin()
    const first = [1, 2, 3].map((value) => ingest.store(identity, START, [reading(`m${value}`, value)]))
    await turn()
    const second = [4, 5].map((value) => ingest.store(identity, START, [reading(`m${value}`, value)]))
    await turn()
    expect(commits.all.map(({ batch }) => batch.samples.series.length)).toEqual([3])
    commits.last.succeed()
    await Promise.all(first)
    await turn()
    expect(commits.all.map(({ batch }) => batch.samples.series.length)).toEqual([3, 2])
    commits.last.succeed()
    await Promise.all(second)
  })

  it('that could not be stored are not seen and not stored later', async () => {
    const { ingest, commits, identity } = begin()
    const refused = ingest.store(identity, START, [reading('load', 1)])
    const isRefused = expect(refused).rejects.toBe(FULL)
    await turn()
    commits.last.fail(FULL)
    await isRefused
    expect(identity.lastSampleAt).toBeNull()
    const stored = ingest.store(identity, START + 5, [reading('load', 2)])
    await turn()
    // The series itself is new still: its row comes along again.
    expect(samplesOf(commits.last.batch)).toEqual([[1, START + 5, 2]])
    expect(commits.last.batch.series.map(({ metric }) => metric)).toEqual(['load'])
    expect(commits.last.batch.identities).toHaveLength(1)
    commits.last.succeed()
    await stored
    expect(ingest.status.samplesTotal).toBe(1)
  })

  it('of one series in one millisecond are all kept, each at a time of its own', async () => {
    const { ingest, commits, identity } = begin()
    const all = [1, 2, 3].map((value) => ingest.store(identity, START, [reading('load', value)]))
    const later = ingest.store(identity, START + 1, [reading('load', 4)])
    const other = ingest.store(identity, START, [reading('memory', 5)])
    await turn()
    expect(samplesOf(commits.last.batch)).toEqual([
      [1, START, 1],
      [1, START + 1, 2],
      [1, START + 2, 3],
      [1, START + 3, 4],
      [2, START, 5],
    ])
    commits.last.succeed()
    await Promise.all([...all, later, other])
  })

  it('keep the time of a clock that was set back', async () => {
    const { ingest, commits, identity } = begin()
    const all = [START, START - 3_600_000].map((at) => ingest.store(identity, at, [reading('load', 1)]))
    await turn()
    expect(samplesOf(commits.last.batch).map(([, at]) => at)).toEqual([START, START - 3_600_000])
    commits.last.succeed()
    await Promise.all(all)
  })

  it('that are texts become states, and nothing available is one too', async () => {
    const { ingest, commits, identity } = begin()
    const all = ['ok', null, 'bad'].map((value, index) =>
      ingest.store(identity, START + index, [reading('raid', value)]),
    )
    await turn()
    expect(samplesOf(commits.last.batch)).toEqual([])
    expect(commits.last.batch.states).toEqual([
      { seriesId: 1, at: START, value: 'ok', gapMs: 150_000 },
      { seriesId: 1, at: START + 1, value: null, gapMs: 150_000 },
      { seriesId: 1, at: START + 2, value: 'bad', gapMs: 150_000 },
    ])
    commits.last.succeed()
    await Promise.all(all)
  })
})

describe('values without an acknowledgement', () => {
  it('are seen at once and wait half a second for company', async () => {
    const { ingest, commits, identity } = begin()
    ingest.start()
    ingest.add(identity, START, [reading('cpu', 1)])
    expect(identity.lastSampleAt).toBe(START)
    await vi.advanceTimersByTimeAsync(499)
    expect(commits.all).toHaveLength(0)
    ingest.add(identity, START + 499, [reading('cpu', 2)])
    await vi.advanceTimersByTimeAsync(1)
    expect(commits.all.map(({ batch }) => batch.samples.series.length)).toEqual([2])
    commits.last.succeed()
    await ingest.stop()
  })

  it('survive a database that is away, in their order', async () => {
    const { ingest, commits, identity } = begin()
    ingest.start()
    ingest.add(identity, START, [reading('cpu', 1), reading('raid', 'ok')])
    await vi.advanceTimersByTimeAsync(500)
    commits.last.fail(new StoreError('away', 'gone'))
    await turn()
    ingest.add(identity, START + 600, [reading('cpu', 2)])
    await vi.advanceTimersByTimeAsync(1_500)
    expect(commits.all).toHaveLength(2)
    expect(samplesOf(commits.last.batch).map(([, , value]) => value)).toEqual([1, 2])
    expect(commits.last.batch.states).toMatchObject([{ value: 'ok' }])
    commits.last.succeed()
    await turn()
    expect(ingest.status).toMatchObject({ spooled: 0, dropped: 0 })
    await ingest.stop()
  })

  it('that break a rule of the database are counted, not tried for ever', async () => {
    const { ingest, commits, identity } = begin()
    ingest.start()
    ingest.add(identity, START, [reading('cpu', 1)])
    await vi.advanceTimersByTimeAsync(500)
    commits.last.fail(new StoreError('conflict', 'a row of this id is there'))
    await vi.advanceTimersByTimeAsync(5_000)
    expect(ingest.status).toMatchObject({ spooled: 0, dropped: 1 })
    await Promise.all([ingest.stop(), turn().then(() => commits.last.succeed())])
  })

  it('go to the database before the engine stops', async () => {
    const { ingest, commits, identity } = begin()
    ingest.start()
    ingest.add(identity, START, [reading('cpu', 1)])
    const stopped = ingest.stop()
    await turn()
    expect(samplesOf(commits.last.batch)).toEqual([[1, START, 1]])
    commits.last.succeed()
    await stopped
    expect(vi.getTimerCount()).toBe(0)
  })
})

it('a database that is not open yet refuses and is asked again', async () => {
  const { commits, catalogue, identity } = begin()
  let isOpen = false
  const storage = storageWith({ commit: commits.commit })
  const { store } = storage
  const closed = Object.defineProperty(storage, 'store', {
    get: () => {
      if (!isOpen) throw FULL
      return store
    },
  })
  const ingest = new IngestService({ catalogue, hub: new LiveHub(Date.now), storage: closed, now: Date.now })
  const isRefused = expect(ingest.store(identity, START, [reading('load', 1)])).rejects.toBe(FULL)
  await turn()
  await isRefused
  isOpen = true
  const stored = ingest.store(identity, START, [reading('load', 2)])
  await turn()
  commits.last.succeed()
  await stored
})

describe('rows of the journal', () => {
  const login = {
    at: START,
    protocol: 'ScopePort',
    address: '10.0.0.1',
    identity: '16',
    outcome: 'accepted',
    reason: null,
    repeats: 1,
  } as const

  it('ride with the next commit, and come again after one that failed', async () => {
    const { ingest, commits, identity } = begin()
    ingest.journal(login)
    const refused = ingest.store(identity, START, [reading('load', 1)])
    const isRefused = expect(refused).rejects.toBe(FULL)
    await turn()
    expect(commits.last.batch.logins).toEqual([login])
    commits.last.fail(FULL)
    await isRefused
    const stored = ingest.store(identity, START, [reading('load', 1)])
    await turn()
    expect(commits.last.batch.logins).toEqual([login])
    commits.last.succeed()
    await stored
  })

  it('are kept up to a bound while the database is away, the newest of them', async () => {
    const { ingest, commits } = begin()
    for (let row = 0; row < 20_001; row++) ingest.journal({ ...login, identity: String(row) })
    const settled = ingest.settle()
    await turn()
    expect(commits.last.batch.logins).toHaveLength(20_000)
    expect(commits.last.batch.logins[0]).toMatchObject({ identity: '1' })
    commits.last.succeed()
    await settled
  })
})

describe('a peer that names series without end', () => {
  it('gets no more than the limit: the rest is counted, or refused where somebody waits', async () => {
    const { ingest, catalogue, identity } = begin()
    const names = Array.from({ length: SERIES_PER_IDENTITY - 1 }, (_, index) => reading(`m${index}`, 1))
    ingest.add(identity, START, names)
    ingest.add(identity, START, [reading('last', 1)])
    expect(catalogue.seriesCount).toBe(SERIES_PER_IDENTITY)
    expect(ingest.status.dropped).toBe(0)
    ingest.add(identity, START, [reading('one too many', 1), reading('last', 2)])
    expect(catalogue.seriesCount).toBe(SERIES_PER_IDENTITY)
    expect(ingest.status.dropped).toBe(1)
    await expect(ingest.store(identity, START, [reading('another', 1)])).rejects.toThrow(/different sensors/)
  })
})

describe('a reader of samples', () => {
  it('waits for what came before it, and not at all when nothing waits', async () => {
    const { ingest, commits, identity } = begin()
    await ingest.settleSamples()
    expect(commits.all).toHaveLength(0)
    ingest.add(identity, START, [reading('load', 1)])
    const settled = vi.fn()
    const settling = ingest.settleSamples().then(settled)
    await turn()
    expect(commits.all).toHaveLength(1)
    expect(settled).not.toHaveBeenCalled()
    commits.last.succeed()
    await settling
  })

  it('is not held up by a database that takes nothing', async () => {
    const { ingest, commits, identity } = begin()
    ingest.add(identity, START, [reading('load', 1)])
    const settling = ingest.settleSamples()
    await turn()
    commits.last.fail(FULL)
    await expect(settling).resolves.toBeUndefined()
    expect(ingest.status.spooled).toBe(1)
  })
})
