import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Host } from '../../../src-main/contract/index.ts'
import { sendPackage } from '../../support/scopeport-client.ts'
import { addValues, startTestEngine, type TestEngine } from '../../support/test-engine.ts'

let console_: TestEngine

beforeEach(async () => {
  console_ = await startTestEngine({ scopeport: { host: '127.0.0.1', port: 0 } })
})

afterEach(() => console_.dispose())

async function restart(): Promise<void> {
  console_ = await console_.restart()
}

async function addScopePortHost(name: string): Promise<{ id: number; password: string }> {
  const { id, password } = await console_.services.hosts.create(name)
  return { id, password }
}

function send(login: { id: number; password: string }, sensor: string, value: string): Promise<string> {
  return sendPackage({ port: console_.services.scopeport.listener.port, ...login }, sensor, value)
}

const hosts = () => console_.services.hosts.list()
const hostNamed = (name: string): Host => {
  const found = hosts().find((host) => host.name === name)
  if (found === undefined) throw new Error(`no host ${name} among ${hosts().map((host) => host.name)}`)
  return found
}
const seriesOf = (host: Host) =>
  console_.services.series
    .list({ host: String(host.id), limit: 100 })
    .map(({ source, metric, lastValue }) => [source, metric, lastValue])

describe('one host, many sources', () => {
  it('joins what ScopePort calls web01.example.org with what collectl calls web01', async () => {
    const login = await addScopePortHost('web01.example.org')
    addValues(console_, 'web01', { 'cputotals.total': 7 })
    expect(await send(login, 'cpuload15', '3.25')).toMatch(/Okay$/)
    expect(hosts()).toHaveLength(1)
    expect(hosts()[0]).toMatchObject({ id: login.id, sources: ['collectl', 'scopeport'], seriesCount: 2 })
    await restart()
    expect(hosts()).toHaveLength(1)
    expect(seriesOf(hosts()[0] as Host)).toEqual([
      ['collectl', 'cputotals.total', 7],
      ['scopeport', 'cpu_load_average_15', 3.25],
    ])
  })

  it('gives a host that collectl made a password, and its number is the login', async () => {
    addValues(console_, 'db01', { load: 1 })
    const { id } = hostNamed('db01')
    await expect(console_.services.hosts.create('DB01')).rejects.toMatchObject({
      code: 'HOST_NAME_TAKEN',
      message: expect.stringContaining('password of its own') as string,
    })
    const { password } = await console_.services.hosts.rotatePassword(id)
    expect(await send({ id, password }, 'cpuload1', '1')).toMatch(/Okay$/)
    expect(hostNamed('db01').sources).toEqual(['collectl', 'scopeport'])
  })
})

describe('merge and split', () => {
  it('keeps series and logins, also over a restart', async () => {
    const login = await addScopePortHost('front door')
    await send(login, 'cpuload15', '1')
    await send(login, 'profile_hostname', 'web01')
    addValues(console_, 'web02', { load: 5 })
    const target = hostNamed('web02')
    const before = console_.services.series.list({ limit: 10 }).map(({ id }) => id)

    const merged = await console_.services.hosts.merge(target.id, login.id)
    expect(merged).toMatchObject({
      id: target.id,
      name: 'web02',
      sources: ['collectl', 'scopeport'],
      hasPassword: true,
      profile: { hostname: 'web01' },
    })
    expect(hosts()).toHaveLength(1)
    expect(() => console_.services.hosts.get(login.id)).toThrow('There is no host')

    for (const value of ['2', '3']) {
      expect(await send(login, 'cpuload15', value)).toMatch(/Okay$/)
      expect(seriesOf(hosts()[0] as Host)).toContainEqual(['scopeport', 'cpu_load_average_15', Number(value)])
      await restart()
    }
    expect(
      console_.services.series
        .list({ limit: 10 })
        .map(({ id }) => id)
        .sort(),
    ).toEqual(before.sort())
    expect(hosts()).toMatchObject([{ id: target.id, profile: { hostname: 'web01' }, hasPassword: true }])
  })

  it('is undone by splitting: the old number, login and profile come back', async () => {
    const login = await addScopePortHost('front door')
    await send(login, 'cpuload15', '1')
    await send(login, 'profile_hostname', 'web01')
    addValues(console_, 'web02', { load: 5 })
    const target = hostNamed('web02')
    await console_.services.hosts.merge(target.id, login.id)
    const identity = console_.services.hosts
      .get(target.id)
      .identities.find(({ source }) => source === 'scopeport')

    const split = await console_.services.hosts.split(target.id, identity?.id ?? 0, 'front door')
    expect(split).toMatchObject({
      id: login.id,
      name: 'front door',
      hasPassword: true,
      sources: ['scopeport'],
    })
    for (const round of ['before', 'after a restart']) {
      expect([round, hostNamed('front door')]).toMatchObject([
        round,
        { id: login.id, profile: { hostname: 'web01' } },
      ])
      expect([round, hostNamed('web02')]).toMatchObject([
        round,
        { id: target.id, hasPassword: false, profile: null, sources: ['collectl'] },
      ])
      expect(await send(login, 'cpuload15', '9')).toMatch(/Okay$/)
      expect(seriesOf(hostNamed('front door'))).toEqual([['scopeport', 'cpu_load_average_15', 9]])
      if (round === 'before') await restart()
    }
    await console_.services.hosts.update(target.id, { enabled: false })
    expect(await send(login, 'cpuload15', '10')).toMatch(/Okay$/)
  })

  it('gives the part that is split off a name that nobody has', async () => {
    addValues(console_, 'a', { load: 1 })
    addValues(console_, 'b', { load: 2 })
    const merged = await console_.services.hosts.merge(hostNamed('a').id, hostNamed('b').id)
    const identity = merged.identities.find(({ name }) => name === 'b')
    addValues(console_, 'c', { load: 3 })
    await console_.services.hosts.update(hostNamed('c').id, { name: 'b' })
    const split = await console_.services.hosts.split(merged.id, identity?.id ?? 0, undefined)
    expect(split.name).toBe('b 2')
    addValues(console_, 'b', { load: 4 })
    expect(seriesOf(split)).toEqual([['collectl', 'load', 4]])
  })

  it('rotates one password for every login of the host', async () => {
    const [one, two] = [await addScopePortHost('one'), await addScopePortHost('two')]
    await console_.services.hosts.merge(one.id, two.id)
    const { password } = await console_.services.hosts.rotatePassword(one.id)
    for (const id of [one.id, two.id]) {
      expect(await send({ id, password }, 'cpuload1', '1')).toMatch(/Okay$/)
    }
    expect(await send(two, 'cpuload1', '1')).toContain('Login incorrect')
  })

  it('refuses what makes no sense', async () => {
    addValues(console_, 'a', { load: 1 })
    const { id, identities } = hostNamed('a')
    const { hosts: service } = console_.services
    const identityId = identities[0]?.id ?? 0
    await expect(service.merge(id, id)).rejects.toMatchObject({ code: 'HOST_MERGE_REFUSED' })
    await expect(service.merge(id, 99)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(service.split(id, identityId, undefined)).rejects.toMatchObject({
      code: 'HOST_MERGE_REFUSED',
    })
    await expect(service.split(id, 99, undefined)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(service.create('A')).rejects.toMatchObject({ code: 'HOST_NAME_TAKEN' })
  })
})

describe('removing a host', () => {
  it('takes everything that it had, and its number is never given again', async () => {
    addValues(console_, 'kept', { load: 1 })
    const login = await addScopePortHost('gone')
    await send(login, 'cpuload1', '1')
    const seriesId = console_.services.series.list({ host: 'gone', limit: 1 })[0]?.id ?? 0
    await console_.services.hosts.remove(login.id)
    expect(await send(login, 'cpuload1', '1')).toContain('Login incorrect')
    await restart()
    expect(hosts().map(({ name }) => name)).toEqual(['kept'])
    const again = await addScopePortHost('gone')
    await send(again, 'cpuload1', '2')
    expect(again.id).toBeGreaterThan(login.id)
    expect(console_.services.series.list({ host: 'gone', limit: 1 })[0]?.id).toBeGreaterThan(seriesId)
  })

  it('of one that still sends makes room for a new one, and loses nobody else’s values', async () => {
    addValues(console_, 'web01', { load: 1 })
    addValues(console_, 'db01', { load: 1 })
    const { id } = hostNamed('web01')
    const removed = console_.services.hosts.remove(id)
    let value = 1
    const pouring = setInterval(() => {
      value++
      for (const name of ['web01', 'db01']) addValues(console_, name, { load: value }, Date.now())
    }, 1)
    await removed
    clearInterval(pouring)
    addValues(console_, 'web01', { load: ++value })
    expect(hostNamed('web01').id).toBeGreaterThan(id)
    await restart()
    expect(
      hosts()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['db01', 'web01'])
    expect(seriesOf(hostNamed('web01'))).toEqual([['collectl', 'load', value]])
    expect(console_.services.status.get().ingest.dropped).toBe(0)
  })

  it('of two people with one wish makes one of them late', async () => {
    const results = await Promise.allSettled([
      console_.services.hosts.create('same'),
      console_.services.hosts.create('Same'),
    ])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const { id } = hosts()[0] as Host
    const removals = await Promise.allSettled([1, 2].map(() => console_.services.hosts.remove(id)))
    expect(removals.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(hosts()).toEqual([])
  })
})
