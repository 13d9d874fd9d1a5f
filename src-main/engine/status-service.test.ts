import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { START, testCatalogue } from '../../test/support/catalogue.ts'
import type { IngestService } from './ingest-service.ts'
import { StatusService } from './status-service.ts'
import type { StorageService } from './storage-service.ts'

beforeEach(() => void vi.useFakeTimers({ now: START }))
afterEach(() => void vi.useRealTimers())

function setUp() {
  const catalogue = testCatalogue()
  const service = new StatusService({
    version: '1.2.3',
    hostedBy: 'headless',
    storage: { state: { engine: 'sqlite', state: 'ok' } } as StorageService,
    ingest: { status: { samplesTotal: 7 } } as IngestService,
    catalogue,
    listeners: () => [],
    consoles: () => [],
    counts: () => ({ blacklisted: 1, plugins: 5, endpoints: 2, refusedToday: 3 }),
    isDemo: () => false,
    now: () => Date.now(),
  })
  return { service, catalogue }
}

describe('StatusService', () => {
  it('puts together how the console is', async () => {
    const { service, catalogue } = setUp()
    catalogue.identity('collectl', 'web01')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(service.get()).toMatchObject({
      version: '1.2.3',
      startedAt: START,
      now: START + 5_000,
      hostedBy: 'headless',
      storage: { state: 'ok' },
      ingest: { samplesTotal: 7 },
      counts: { hosts: 1, series: 0, blacklisted: 1, plugins: 5, endpoints: 2, refusedToday: 3 },
      demo: false,
    })
    expect(service.get().machine.name).not.toContain('.')
  })

  it('is watched at once and then every second, until the watcher goes', async () => {
    const { service } = setUp()
    const controller = new AbortController()
    const states = service.watch(controller.signal)
    expect((await states.next()).value?.now).toBe(START)
    const second = states.next()
    await vi.advanceTimersByTimeAsync(1_000)
    expect((await second).value?.now).toBe(START + 1_000)
    const third = states.next()
    controller.abort()
    expect((await third).done).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('gives a slow watcher the state of now and not the ones in between', async () => {
    const { service } = setUp()
    const states = service.watch(undefined)
    await states.next()
    await vi.advanceTimersByTimeAsync(60_000)
    const next = states.next()
    await vi.advanceTimersByTimeAsync(1_000)
    expect((await next).value?.now).toBe(START + 61_000)
    await states.return()
  })
})
