import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { START, testCatalogue } from '../../test/support/catalogue.ts'
import { RECORDINGS } from '../../test/support/test-engine.ts'
import { DemoService } from './demo-service.ts'
import type { HostsService } from './hosts-service.ts'
import type { IngestService } from './ingest-service.ts'

beforeEach(() => void vi.useFakeTimers({ now: START, toFake: ['setInterval', 'clearInterval', 'Date'] }))
afterEach(() => void vi.useRealTimers())

function setUp(directory: string | undefined = RECORDINGS) {
  const catalogue = testCatalogue()
  const added: { host: string; at: number; values: number; cpu: unknown }[] = []
  const ingest: Pick<IngestService, 'add'> = {
    add: ({ record }, at, readings) => {
      const cpu = readings.find(({ metric }) => metric === 'cputotals.total')?.value
      added.push({ host: record.name, at, values: readings.length, cpu })
    },
  }
  const removed: string[] = []
  const hosts = {
    remove: (id: number) => {
      const host = catalogue.host(id)
      if (host !== null) {
        removed.push(host.record.name)
        catalogue.removeHost(host)
      }
      return Promise.resolve({})
    },
    split: (id: number, identityId: number) => {
      const identity = [...(catalogue.host(id)?.identities ?? [])].find(
        ({ record }) => record.id === identityId,
      )
      const record = { id: catalogue.nextHostId(), name: 'split off', enabled: true, createdAt: START }
      const host = catalogue.addHost(record)
      if (identity !== undefined) catalogue.move([identity], host)
      return Promise.resolve({ id: record.id })
    },
  } as unknown as HostsService
  const onChange = vi.fn()
  const demo = new DemoService({
    catalogue,
    ingest: ingest as IngestService,
    hosts,
    directory,
    now: () => Date.now(),
    onChange,
  })
  return { demo, catalogue, added, removed, onChange }
}

describe('DemoService', () => {
  it('plays three machines through the real session, each second with the time of now', async () => {
    const { demo, added, onChange } = setUp()
    expect(await demo.start()).toEqual({ running: true })
    expect(demo.isRunning).toBe(true)
    expect(onChange).toHaveBeenCalledOnce()
    expect(added.map(({ host, at }) => [host, at])).toEqual([
      ['demo-web', START],
      ['demo-db', START],
      ['demo-build', START],
    ])
    expect(added.every(({ values }) => values > 50)).toBe(true)
    vi.advanceTimersByTime(3_000)
    expect(added.slice(-3).map(({ at }) => at)).toEqual([START + 3_000, START + 3_000, START + 3_000])
    expect(added).toHaveLength(12)
    expect(new Set(added.slice(-3).map(({ cpu }) => cpu)).size).toBeGreaterThan(1)
    await demo.pause()
  })

  it('plays in a circle', async () => {
    const { demo, added } = setUp()
    await demo.start()
    vi.advanceTimersByTime(120_000)
    const web = added.filter(({ host }) => host === 'demo-web').map(({ cpu }) => cpu)
    expect(web).toHaveLength(121)
    expect(web[120]).toBe(web[0])
    await demo.pause()
  })

  it('starts once, however often it is asked', async () => {
    const { demo, added } = setUp()
    await Promise.all([demo.start(), demo.start()])
    expect(added).toHaveLength(3)
    await demo.pause()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('takes its hosts along when it ends, whatever they are called by now', async () => {
    const { demo, catalogue, removed } = setUp()
    await demo.start()
    const host = catalogue.hostByName('demo-db')
    if (host !== null) host.record = { ...host.record, name: 'renamed' }
    catalogue.identity('collectl', 'web01')
    expect(await demo.stop()).toEqual({ running: false })
    expect(removed).toEqual(['demo-web', 'renamed', 'demo-build'])
    expect([...catalogue.hosts].map(({ record }) => record.name)).toEqual(['web01'])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('leaves what a person has merged with one of them', async () => {
    const { demo, catalogue, removed } = setUp()
    await demo.start()
    const demoHost = catalogue.hostByName('demo-web')
    if (demoHost !== null) catalogue.identityOf('scopeport', '7', demoHost)
    await demo.stop()
    expect(removed).toEqual(['split off', 'demo-db', 'demo-build'])
    expect([...catalogue.hosts].map(({ sources }) => sources)).toEqual([['scopeport']])
  })

  it('keeps the hosts when the console stops', async () => {
    const { demo, catalogue } = setUp()
    await demo.start()
    await demo.pause()
    expect([demo.isRunning, catalogue.hostCount]).toEqual([false, 3])
  })

  it('begins nothing after the console has stopped', async () => {
    const { demo } = setUp()
    await Promise.all([demo.start(), demo.pause()])
    expect([demo.isRunning, vi.getTimerCount()]).toEqual([false, 0])
  })

  it('says that there is nothing to play', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'scopedeck-test-'))
    await expect(setUp(empty).demo.start()).rejects.toMatchObject({ code: 'NOT_FOUND' })
    writeFileSync(join(empty, 'collectl-lexpr.txt'), 'nothing of use\n')
    await expect(setUp(empty).demo.start()).rejects.toMatchObject({ code: 'NOT_FOUND' })
    rmSync(empty, { recursive: true })
  })
})
