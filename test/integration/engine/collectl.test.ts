import { hostname } from 'node:os'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Endpoint } from '../../../src-main/contract/index.ts'
import { CollectlDouble } from '../../support/collectl-double.ts'
import { startTestEngine, type TestEngine } from '../../support/test-engine.ts'

let console_: TestEngine
let machines: CollectlDouble[]

beforeEach(async () => {
  console_ = await startTestEngine()
  machines = []
})

afterEach(async () => {
  await console_.dispose()
  await Promise.all(machines.map((machine) => machine.stop()))
})

async function machine(port = 0): Promise<CollectlDouble> {
  const started = await CollectlDouble.start(port)
  machines.push(started)
  return started
}

const endpoint = (id: number): Endpoint => {
  const found = console_.services.collectl.list().find((one) => one.id === id)
  if (found === undefined) throw new Error(`no endpoint ${id}`)
  return found
}
const hostNames = () =>
  console_.services.hosts
    .list()
    .map(({ name }) => name)
    .sort()
const lastOf = (host: string) =>
  console_.services.series.list({ host, limit: 10 }).map(({ metric, lastValue }) => `${metric} ${lastValue}`)

/** Adds an endpoint and waits until the console reads it. */
async function add(double: CollectlDouble, name?: string): Promise<number> {
  const { id } = await console_.services.collectl.add({
    address: `127.0.0.1:${double.port}`,
    ...(name === undefined ? {} : { name }),
  })
  await vi.waitFor(() => expect(double.hasReader).toBe(true))
  return id
}

/** Has the machine speak until the console has its words. */
async function heard(double: CollectlDouble, host: string, metric: string, value: number): Promise<void> {
  await vi.waitFor(() => {
    double.say({ [metric]: value })
    expect(lastOf(host)).toContain(`${metric} ${value}`)
  })
}

describe('a collectl', () => {
  it('becomes a host with its values, and the endpoint says how it is', async () => {
    const web = await machine()
    const id = await add(web, 'web01')
    await heard(web, 'web01', 'load', 1)
    await vi.waitFor(() => {
      web.say({ load: 2 })
      expect(endpoint(id).intervalMs).not.toBeNull()
    })
    expect(endpoint(id)).toMatchObject({
      name: 'web01',
      host: 'web01',
      state: 'streaming',
      format: 'lexpr',
      error: null,
      valuesPerRecord: 1,
    })
    expect(console_.services.hosts.list()).toMatchObject([{ sources: ['collectl'], state: 'good' }])
  })

  it('that nobody named has the name of its machine; a second one on it has its port as well', async () => {
    const [first, second] = [await machine(), await machine()]
    const firstId = await add(first)
    const secondId = await add(second)
    const own = hostname().split('.', 1)[0] ?? ''
    const other = `${own}:${second.port}`
    // The second speaks first, and is the second all the same.
    await heard(second, other, 'load', 2)
    await heard(first, own, 'load', 1)
    expect([endpoint(firstId).host, endpoint(secondId).host]).toEqual([own, other])
    console_ = await console_.restart()
    await heard(second, other, 'load', 4)
    await heard(first, own, 'load', 3)
    expect(hostNames()).toEqual([own, other].sort())
  })

  it('shares its host with another one that a person named alike', async () => {
    const [first, second] = [await machine(), await machine()]
    await add(first, 'web01')
    await add(second, 'WEB01')
    await heard(first, 'web01', 'load', 1)
    await heard(second, 'web01', 'free', 2)
    expect(hostNames()).toEqual(['web01'])
    expect(console_.services.hosts.list()[0]?.identities).toHaveLength(2)
  })

  it('that is renamed sends to the host of the new name from then on', async () => {
    const web = await machine()
    const id = await add(web, 'web01')
    await heard(web, 'web01', 'load', 1)
    await console_.services.collectl.update(id, { name: 'web02' })
    await heard(web, 'web02', 'load', 2)
    expect(lastOf('web01')).toEqual(['load 1'])
  })

  it('whose host is removed while it sends comes back as a new host', async () => {
    const web = await machine()
    await add(web, 'web01')
    await heard(web, 'web01', 'load', 1)
    const { id } = console_.services.hosts.list()[0] ?? { id: 0 }
    await console_.services.hosts.remove(id)
    await heard(web, 'web01', 'load', 2)
    expect(console_.services.hosts.list()).toMatchObject([{ name: 'web01' }])
    expect(console_.services.hosts.list()[0]?.id).not.toBe(id)
  })

  it('follows its host when that is merged', async () => {
    const web = await machine()
    await add(web, 'web01')
    await heard(web, 'web01', 'load', 1)
    const { id: target } = await console_.services.hosts.create('front door')
    await console_.services.hosts.merge(target, console_.services.hosts.list()[0]?.id ?? 0)
    await heard(web, 'front door', 'load', 2)
    expect(hostNames()).toEqual(['front door'])
  })
})

describe('endpoints', () => {
  it('can be paused, which closes the connection, and go on', async () => {
    const web = await machine()
    const id = await add(web, 'web01')
    expect(await console_.services.collectl.update(id, { enabled: false })).toMatchObject({ state: 'paused' })
    await vi.waitFor(() => expect(web.hasReader).toBe(false))
    console_ = await console_.restart()
    expect(endpoint(id)).toMatchObject({ enabled: false, state: 'paused' })
    await console_.services.collectl.update(id, { enabled: true })
    await vi.waitFor(() => expect(web.hasReader).toBe(true))
  })

  it('say why nothing comes, when the next try is, and try at once when asked', async () => {
    const gone = await machine()
    const { port } = gone
    await gone.stop()
    machines = []
    const { id } = await console_.services.collectl.add({ address: `127.0.0.1:${port}` })
    await vi.waitFor(() => expect(endpoint(id).state).toBe('retrying'))
    expect(endpoint(id)).toMatchObject({
      error: expect.stringContaining(`127.0.0.1:${port}`) as string,
      nextTryAt: expect.any(Number) as number,
    })
    const back = await machine(port)
    await console_.services.collectl.retry(id)
    await vi.waitFor(() => expect(back.hasReader).toBe(true))
  })

  it('are there once: the same address in another spelling, or twice at once, is refused', async () => {
    const web = await machine()
    const address = `127.0.0.1:${web.port}`
    const results = await Promise.allSettled(
      [address, ` ${address} `].map((text) => console_.services.collectl.add({ address: text })),
    )
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    await expect(console_.services.collectl.add({ address })).rejects.toMatchObject({
      code: 'ENDPOINT_EXISTS',
    })
    expect(console_.services.collectl.list()).toHaveLength(1)
  })

  it('are refused when there is no address in what was typed', async () => {
    for (const address of ['', 'host:port', '127.0.0.1:0', '127.0.0.1:65536', 'a b:1', '::1:2655:1:zz']) {
      await expect(console_.services.collectl.add({ address })).rejects.toMatchObject({
        code: 'ENDPOINT_ADDRESS_INVALID',
      })
    }
  })

  it('that are removed close their connection and stay away', async () => {
    const web = await machine()
    const id = await add(web, 'web01')
    await heard(web, 'web01', 'load', 1)
    expect(await console_.services.collectl.remove(id)).toMatchObject({ id, host: 'web01' })
    await vi.waitFor(() => expect(web.hasReader).toBe(false))
    console_ = await console_.restart()
    expect(console_.services.collectl.list()).toEqual([])
    expect(lastOf('web01')).toEqual(['load 1'])
    await expect(console_.services.collectl.remove(id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('the demo', () => {
  it('brings three hosts with their values, and takes all of it away again', async () => {
    const { demo, hosts, overview, status, series } = console_.services
    await hosts.create('web01')
    await demo.start()
    expect(hostNames()).toEqual(['demo-build', 'demo-db', 'demo-web', 'web01'])
    expect(status.get().demo).toBe(true)
    expect(overview.get().hosts.filter(({ cpu }) => cpu !== null)).toHaveLength(3)
    const id = series.list({ host: 'demo-web', search: 'cputotals.total', limit: 1 })[0]?.id ?? 0
    expect((await series.samples(id, { maxPoints: 100 })).v.length).toBeGreaterThan(0)
    await demo.stop()
    expect([hostNames(), status.get().demo]).toEqual([['web01'], false])
    console_ = await console_.restart()
    expect(hostNames()).toEqual(['web01'])
    expect(console_.services.series.list({ limit: 10 })).toEqual([])
  })
})
