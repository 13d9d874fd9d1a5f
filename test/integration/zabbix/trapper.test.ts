import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { host, item, proxy, SESSION, ZabbixWorld } from '../../support/zabbix-world.ts'

const SUCCESS = { upload: 'enabled', response: 'success' }
const clock = (): number => Math.floor(Date.now() / 1_000)

let world: ZabbixWorld
beforeEach(async () => {
  world = await ZabbixWorld.start()
  await world.addProxy()
})
afterEach(() => world.dispose())

const journal = async () =>
  (await world.services.journal.list({ limit: 100 })).map(({ outcome, identity, reason }) => [
    outcome,
    identity,
    reason,
  ])
const notes = (proxyId = 1) => world.services.activity.notesOf(proxyId).map(({ text }) => text)

describe('who may come in', () => {
  it.each([
    ['nope', 'proxy "nope" not found'],
    ['pas', 'proxy "pas" is configured for passive mode'],
    ['web01', 'proxy "web01" not found'],
  ])('the name %s is refused in the words of the original', async (name, info) => {
    await world.services.inventory.putProxy(proxy(5, 'pas', { mode: 'passive', address: '::1', port: 1 }))
    for (const request of ['proxy heartbeat', 'proxy config', 'proxy data']) {
      const reply = await world.ask({ request, host: name, version: '6.0.14' })
      expect(reply).toEqual({ response: 'failed', info })
    }
    expect(await journal()).toContainEqual(['refused', name, info])
  })

  it('an accepted proxy gets one row, and another one when it comes from elsewhere', async () => {
    for (const address of ['127.0.0.1', '127.0.0.1', '127.0.0.2', '127.0.0.2']) {
      expect(await world.send({}, address)).toEqual(SUCCESS)
    }
    expect(await journal()).toEqual([
      ['accepted', 'prx', null],
      ['accepted', 'prx', null],
    ])
  })

  it('three wrong names put an address on the blacklist, before a byte of the next is read', async () => {
    for (let turn = 0; turn < 3; turn++) {
      await world.ask({ request: 'proxy heartbeat', host: `x${turn}` }, '127.0.0.9')
    }
    expect(await world.ask({ request: 'proxy heartbeat', host: 'prx' }, '127.0.0.9')).toBeNull()
    expect((await journal())[0]).toEqual(['refused', null, 'on the blacklist (127.0.0.9)'])
    expect(await world.ask({ request: 'proxy heartbeat', host: 'prx' })).toEqual({ response: 'success' })
  })

  it('a proxy that asked before it was added comes in once it is, from where it asked', async () => {
    const { blacklist, proxies } = world.services
    const ask = () => world.ask({ request: 'proxy heartbeat', host: 'late' }, '127.0.0.8')
    for (let turn = 0; turn < 3; turn++) await ask()
    for (let turn = 0; turn < 3; turn++)
      await world.ask({ request: 'proxy heartbeat', host: 'else' }, '127.0.0.9')
    expect(await ask()).toBeNull()
    await blacklist.add({ host: '127.0.0.7' })
    await proxies.create({ name: 'late', mode: 'active' })
    expect(await ask()).toEqual({ response: 'success' })
    expect(blacklist.list().map(({ host: blocked }) => blocked)).toEqual(['127.0.0.7', '127.0.0.9'])
    // One more wrong name is the first again.
    await world.ask({ request: 'proxy heartbeat', host: 'nope' }, '127.0.0.8')
    expect(await ask()).toEqual({ response: 'success' })
  })

  it('a proxy that the operator has disabled is refused, and blamed for nothing', async () => {
    await world.services.inventory.putProxy(proxy(1, 'prx', { enabled: false }))
    for (let turn = 0; turn < 4; turn++) {
      expect(await world.send({})).toEqual({ response: 'failed', info: 'proxy "prx" not found' })
    }
    expect(world.services.blacklist.size).toBe(0)
  })

  it('a proxy that must use TLS is not let in without', async () => {
    const tls = { mode: 'psk', pskIdentity: 'prx', psk: '00'.repeat(16) } as const
    await world.services.inventory.putProxy(proxy(1, 'prx', { tls }))
    const info = 'connection of type "unencrypted" is not allowed for proxy "prx"'
    expect(await world.send({})).toEqual({ response: 'failed', info })
  })

  it.each([
    ['5.4.0', SUCCESS],
    ['6.2.0', { response: 'failed' }],
    [undefined, { response: 'failed' }],
  ])('data of version %s', async (version, reply) => {
    expect(await world.ask({ request: 'proxy data', host: 'prx', version })).toEqual(reply)
    if (version === '5.4.0') {
      expect(notes()).toContain('protocol version 5.4 differs from server version 6.0')
    }
  })
})

describe('values', () => {
  it('become samples and states of the host, with unit and name', async () => {
    const at = clock()
    const row = { clock: at, ns: 5_000_000 }
    const reply = await world.send({
      session: SESSION,
      'history data': [
        { id: 1, itemid: 11, ...row, value: '18446744073709551615' },
        { id: 2, itemid: '12', ...row, value: '0.687500' },
        { id: 3, itemid: 13, ...row, value: 'up' },
        { id: 4, itemid: 14, ...row, value: 'a line', lastlogsize: 9, mtime: 0 },
        { id: 5, itemid: 14, ...row, lastlogsize: 12 },
      ],
    })
    expect(reply).toEqual(SUCCESS)
    expect(await world.samples('web01', 'load')).toEqual([[at * 1_000 + 5, 0.6875]])
    expect(await world.samples('web01', 'count')).toEqual([[at * 1_000 + 5, 2 ** 64]])
    expect(world.series('web01', 'load').record).toMatchObject({ unit: '%', label: 'Load', type: 'number' })
    expect(world.series('web01', 'words').record.type).toBe('text')
    expect(await world.states('web01', 'words')).toEqual(['up'])
    expect(await world.states('web01', 'log[/x]')).toEqual(['a line'])
    expect(world.services.wire.sightings.positionOf(14)).toMatchObject({ size: 12 })
  })

  it('of items that are not supported are kept as states, and the item has a problem until a value fits', async () => {
    const send = (id: number, value: unknown, state?: number) =>
      world.send({
        session: SESSION,
        'history data': [{ id, itemid: 11, clock: clock() + id, value, state }],
      })
    await send(1, 'Unsupported item key.', 1)
    expect(world.services.activity.problemOf(11)).toBe('Unsupported item key.')
    await send(2, 'not a number')
    expect(world.services.activity.problemOf(11)).toBe(
      'Value of type "string" is not suitable for value type "Numeric (unsigned)". Value "not a number"',
    )
    await send(3, 7)
    expect(world.services.activity.problemOf(11)).toBeNull()
    expect((await world.samples('web01', 'count')).map(([, value]) => value)).toEqual([NaN, NaN, 7])
    expect(await world.states('web01', 'count')).toHaveLength(2)
  })

  it('that are sent again with the same session are not stored again; ids follow the rule of the original', async () => {
    const send = (ids: readonly number[], session = SESSION) =>
      world.send({
        session,
        'history data': ids.map((id) => ({ id, itemid: 11, clock: clock(), value: String(id) })),
      })
    const stored = async () => (await world.samples('web01', 'count')).map(([, value]) => value)
    await send([1, 2])
    await send([1, 2, 3])
    expect(await stored()).toEqual([1, 2, 3])
    // Out of order within one packet both are taken.
    await send([9, 7])
    expect(await stored()).toEqual([1, 2, 3, 9, 7])
    await send([1], 'f'.repeat(32))
    expect(await stored()).toEqual([1, 2, 3, 9, 7, 1])
  })

  it('of one millisecond are all kept, apart', async () => {
    const at = clock()
    const rows = Array.from({ length: 250 }, (_, index) => ({
      id: index + 1,
      itemid: 11,
      clock: at,
      ns: index,
      value: String(index),
    }))
    await world.send({ session: SESSION, 'history data': rows })
    const stored = await world.samples('web01', 'count')
    expect(stored.map(([, value]) => value)).toEqual(rows.map((_, index) => index))
    expect(stored[0]?.[0]).toBe(at * 1_000)
  })

  it('of a packet of which every second row is broken: the good ones are stored, the others counted', async () => {
    const good = { itemid: 11, value: '1' }
    const broken = [
      7,
      { value: '1' },
      { itemid: 999, value: '1' },
      { ...good, ns: 1e9, clock: 5 },
      { itemid: 11 },
    ]
    const rows = Array.from({ length: 10_000 }, (_, index) =>
      index % 2 === 0
        ? { ...good, id: index + 1, clock: clock() - 10_000 + index }
        : broken[((index - 1) / 2) % broken.length],
    )
    expect(await world.send({ session: SESSION, 'history data': rows })).toEqual(SUCCESS)
    expect(await world.samples('web01', 'count')).toHaveLength(5_000)
    expect(notes()[0]).toBe(
      'Rows left out or moved: not an object (1000), no item (1000), wrong time (1000), no value (1000), unknown item (1000).',
    )
  })

  it('of items of another proxy, and of disabled ones, are left out and the packet succeeds', async () => {
    const { inventory } = world.services
    await inventory.putProxy(proxy(20, 'other'))
    const items = [item(22, 'a'), item(23, 'b', { enabled: false })]
    await inventory.putHosts([
      host(21, 'db01', 20, items),
      host(24, 'off', 1, [item(25, 'c')], { enabled: false }),
    ])
    const rows = [22, 23, 25].map((itemid) => ({ itemid, value: '1' }))
    expect(await world.send({ 'history data': rows })).toEqual(SUCCESS)
    expect(notes()[0]).toBe('Rows left out or moved: item of another proxy (2), disabled item (1).')
    expect(world.services.catalogue.findIdentity('zabbix', 'db01')).toBeNull()
  })

  it('of a proxy whose clock is far off are moved by as much; impossible times become the time of arrival', async () => {
    const ahead = clock() + 7_200
    const rows = [
      { id: 1, itemid: 11, clock: ahead - 100, value: '1' },
      { id: 2, itemid: 11, clock: ahead + 10 * 86_400, value: '2' },
      { id: 3, itemid: 11, clock: 5, value: '3' },
    ]
    await world.send({ session: SESSION, 'history data': rows, clock: ahead, ns: 0 })
    const stored = await world.samples('web01', 'count')
    const ages = stored.map(([at, value]) => [value, Math.round((Date.now() - at) / 10_000) * 10])
    expect(ages).toEqual([
      [1, 100],
      [2, 0],
      [3, 0],
    ])
    expect(notes().join()).toMatch(/The clock of the proxy is 120 min ahead/)
    expect(world.services.activity.of(1).clockSkewMs).toBeGreaterThan(7_100_000)
  })

  it('outlive a restart, and so does the number up to which they are known', async () => {
    const row = { id: 8, itemid: 11, clock: clock(), value: '8' }
    await world.send({ session: SESSION, 'history data': [row] })
    world = await world.restart()
    const again = [row, { ...row, id: 9, value: '9' }]
    await world.send({ session: SESSION, 'history data': again })
    expect((await world.samples('web01', 'count')).map(([, value]) => value)).toEqual([8, 9])
  })
})

describe('what else a proxy tells', () => {
  it('is stored before the answer, and known after a restart', async () => {
    const { inventory } = world.services
    const interfaces = [{ id: 31, type: 'agent', address: '127.0.0.1', port: 10050, snmp: null } as const]
    await inventory.putHosts([host(30, 'db01', 1, [], { interfaces })])
    const check = { id: 41, type: 'agent', ports: '10050', key: 'agent.hostname', snmp: null } as const
    const rule = { id: 40, proxyId: 1, name: 'net', range: '127.0.0.1', delay: '1m', enabled: true }
    await inventory.putDiscoveryRule({ ...rule, checks: [check] })
    const at = clock()
    const service = { clock: at, drule: 40, ip: '127.0.0.1', dns: 'localhost' }
    await world.send({
      'interface availability': [
        { interfaceid: 31, available: 2, error: 'refused' },
        { interfaceid: 999, available: 1, error: '' },
      ],
      'discovery data': [
        { ...service, dcheck: 41, port: 10050, value: 'agent' },
        { ...service, dcheck: null },
        { ...service, dcheck: null, ip: '127.0.0.9', status: 1 },
        { ...service, drule: 99, dcheck: null },
      ],
      'auto registration': [{ clock: at, host: 'new01', ip: '127.0.0.1', dns: '', port: '10050' }],
    })
    await world.send({ 'discovery data': [{ ...service, clock: at + 60, dcheck: null, status: 1 }] })
    world = await world.restart()
    const { sightings } = world.services.wire
    expect(sightings.availabilityOf(31)).toMatchObject({ available: 'down', error: 'refused' })
    expect(sightings.availabilityOf(999)).toBeNull()
    expect(sightings.discoveredBy(new Set([40, 99]))).toMatchObject([
      { checkId: 41, value: 'agent', isUp: true, since: at * 1_000 },
      { checkId: null, isUp: false, since: (at + 60) * 1_000, lastSeenAt: at * 1_000 },
    ])
    expect(sightings.registrationsOf(1)).toMatchObject([{ host: 'new01', port: 10_050 }])
  })

  it('includes its version, its delay and its clock', async () => {
    await world.send({ proxy_delay: 3, clock: clock() })
    expect(world.services.activity.of(1)).toMatchObject({ version: '6.0.14', delaySeconds: 3, error: null })
  })
})

describe('configuration', () => {
  it('is sent to the proxy that asks, as the bare tables', async () => {
    const reply = await world.ask({ request: 'proxy config', host: 'prx', version: '6.0.14' })
    expect(Object.keys(reply ?? {})).toHaveLength(24)
    expect(reply).toMatchObject({ item_rtdata: { data: [11, 12, 13, 14].map((id) => [id, 0, 0]) } })
  })

  it('that would crash a proxy is not sent, and the journal says why', async () => {
    await world.services.inventory.putHosts([host(2, 'web01', 1, [item(11, 'a', { interfaceId: 77 })])])
    const reply = await world.ask({ request: 'proxy config', host: 'prx' })
    expect(reply).toMatchObject({ response: 'failed' })
    expect(notes().join()).toMatch(/not sent: items 11: there is no interface 77/)
  })
})

describe('tasks', () => {
  it('go out with the answer to data, once, and end with their result', async () => {
    const { tasks } = world.services
    const task = await tasks.create(
      { proxyId: 1, kind: 'command', host: 'web01', command: 'echo hi', executeOn: 'proxy' },
      'me',
    )
    const reply = await world.send({})
    expect(reply).toMatchObject({ tasks: [{ type: 2, command: 'echo hi', execute_on: 2, hostid: 2 }] })
    expect(await world.send({})).toEqual(SUCCESS)
    expect(await tasks.get(task.id)).toMatchObject({ state: 'sent' })
    await world.send({
      tasks: [{ type: 3, clock: 1, ttl: 0, status: 0, info: 'hi\n', parent_taskid: task.id }],
    })
    expect(await tasks.get(task.id)).toMatchObject({ state: 'done', output: 'hi\n' })
  })

  it('"check now" ends with the next value of its item', async () => {
    const { tasks, inventory } = world.services
    await inventory.putHosts([host(2, 'web01', 1, [item(11, 'count', { type: 'internal', delay: '1h' })])])
    const task = await tasks.create({ proxyId: 1, kind: 'checkNow', host: 'web01', itemKey: 'count' }, 'me')
    expect(await world.send({})).toMatchObject({ tasks: [{ type: 6, itemid: 11 }] })
    await world.send({ 'history data': [{ itemid: 11, value: '1' }] })
    expect(await tasks.get(task.id)).toMatchObject({ state: 'done' })
  })
})

describe('agents without a proxy', () => {
  beforeEach(async () => {
    const items = [
      item(51, 'agent.ping', { type: 'active', delay: '5s' }),
      item(52, 'trap', { allowedHosts: '127.0.0.1' }),
      item(53, 'log[/x]', { type: 'active', valueType: 'log', delay: '1s' }),
    ]
    await world.services.inventory.putHosts([host(50, 'direct', null, items)])
  })

  it('are told their items, with the place in each log', async () => {
    const value = {
      host: 'direct',
      key: 'log[/x]',
      value: 'line',
      lastlogsize: 9,
      id: 1,
      clock: clock(),
      ns: 0,
    }
    await world.ask({ request: 'agent data', session: SESSION, data: [value] })
    expect(await world.ask({ request: 'active checks', host: 'direct' })).toEqual({
      response: 'success',
      data: [
        { key: 'agent.ping', itemid: 51, delay: 5, lastlogsize: 0, mtime: 0 },
        { key: 'log[/x]', itemid: 53, delay: 1, lastlogsize: 9, mtime: 0 },
      ],
    })
  })

  it('that are not known register themselves', async () => {
    const request = { request: 'active checks', host: 'new02', host_metadata: 'os=linux', port: 20064 }
    expect(await world.ask(request)).toEqual({ response: 'failed', info: 'host [new02] not found' })
    expect(await world.ask({ request: 'active checks', host: 'web01' })).toEqual({
      response: 'failed',
      info: 'host [web01] not found',
    })
    expect(world.services.wire.sightings.registrationsOf(null)).toMatchObject([
      { host: 'new02', ip: '127.0.0.1', port: 20064, metadata: 'os=linux' },
    ])
    expect(world.services.blacklist.size).toBe(0)
  })

  it('bring values once, and are never refused for one of them', async () => {
    const data = [
      { host: 'direct', key: 'agent.ping', value: '1', id: 1, clock: clock(), ns: 1 },
      {
        host: 'direct',
        key: 'no.such.key',
        value: 'Unsupported item key.',
        state: 1,
        id: 2,
        clock: clock(),
        ns: 2,
      },
    ]
    for (let turn = 0; turn < 2; turn++) {
      const reply = await world.ask({ request: 'agent data', session: SESSION, data, clock: clock(), ns: 0 })
      expect(reply).toMatchObject({ response: 'success' })
      expect(reply?.['info']).toMatch(/^processed: [12]; failed: [01]; total: 2; seconds spent: \d+\.\d{6}$/)
    }
    expect(await world.samples('direct', 'agent.ping')).toHaveLength(1)
  })

  it('send to trapper items only, from the addresses that may', async () => {
    const infoOf = async (key: string, localAddress?: string) => {
      const data = [{ host: 'direct', key, value: '1' }]
      return (await world.ask({ request: 'sender data', data }, localAddress))?.['info']
    }
    expect(await infoOf('trap')).toMatch(/^processed: 1; failed: 0; total: 1/)
    expect(await infoOf('trap', '127.0.0.2')).toMatch(/^processed: 0; failed: 1; total: 1/)
    expect(await infoOf('agent.ping')).toMatch(/^processed: 0; failed: 1; total: 1/)
  })
})
