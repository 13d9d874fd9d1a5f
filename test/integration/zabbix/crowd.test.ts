import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { host, item, SESSION, ZabbixWorld } from '../../support/zabbix-world.ts'

const CROWD = fileURLToPath(new URL('./idle-crowd.ts', import.meta.url))
const SUCCESS = { upload: 'enabled', response: 'success' }
const clock = (): number => Math.floor(Date.now() / 1_000)

let world: ZabbixWorld
beforeEach(async () => {
  world = await ZabbixWorld.start()
  await world.addProxy()
})
afterEach(() => world.dispose())

const notes = (): readonly string[] => world.services.activity.notesOf(1).map(({ text }) => text)

describe('a crowd of idle connections', () => {
  // A few files are open besides.
  const most = Number(spawnSync('sh', ['-c', 'ulimit -Hn']).stdout.toString()) || 1_000_000
  const wanted = Math.min(10_000, most - 1_000)

  it(
    `of ${wanted} is cut when it has said nothing for long, while a proxy goes on`,
    { timeout: 180_000 },
    async () => {
      await world.change({ maxConnections: 20_000 })
      const crowd = fork(CROWD, [String(world.port), String(wanted)])
      expect((await once(crowd, 'message'))[0]).toBe('open')
      await expect.poll(() => world.services.zabbix.listener.connections).toBe(wanted)
      const closed = once(crowd, 'message')
      let isOver = false
      void closed.then(() => (isOver = true))
      let id = 0
      while (!isOver) {
        const value = { id: ++id, itemid: 11, clock: clock(), ns: id * 1_000_000, value: String(id) }
        expect(await world.send({ session: SESSION, 'history data': [value] })).toEqual(SUCCESS)
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      expect((await closed)[0]).toBe(wanted)
      await expect.poll(() => world.services.zabbix.listener.connections).toBe(0)
      expect(id).toBeGreaterThan(10)
      expect((await world.samples('web01', 'count')).map(([, value]) => value)).toEqual(
        Array.from({ length: id }, (_, index) => index + 1),
      )
    },
  )
})

describe('two proxies with one name', () => {
  it('lose nothing, and the journal says that they are two', async () => {
    for (let turn = 0; turn < 4; turn++) {
      const isOne = turn % 2 === 0
      const value = { id: 1 + turn, itemid: 11, clock: clock() - 10 + turn, ns: 0, value: String(turn) }
      const session = isOne ? SESSION : SESSION.replace('a', 'b')
      const address = isOne ? '127.0.0.1' : '127.0.0.2'
      expect(await world.send({ session, 'history data': [value] }, address)).toEqual(SUCCESS)
    }
    expect((await world.samples('web01', 'count')).map(([, value]) => value)).toEqual([0, 1, 2, 3])
    expect(notes()).toContain(
      'Two programs use this name, from 127.0.0.1 and 127.0.0.2: give one of them another.',
    )
  })

  it('are not suspected where one has moved', async () => {
    for (const address of ['127.0.0.1', '127.0.0.1', '127.0.0.2', '127.0.0.2']) await world.send({}, address)
    expect(notes().filter((text) => text.startsWith('Two programs'))).toEqual([])
  })
})

describe('a console that cannot store', () => {
  it('asks the proxy to keep its values, and takes them once when it can again', async () => {
    const values = [1, 2].map((id) => ({
      id,
      itemid: 11,
      clock: clock() - 10 + id,
      ns: 0,
      value: String(id),
    }))
    const { storage } = world.services
    const away = new Error('The database is away.')
    Object.defineProperty(storage.store, 'commit', { value: () => Promise.reject(away), configurable: true })
    expect(await world.send({ session: SESSION, 'history data': values })).toEqual({
      upload: 'disabled',
      response: 'failed',
    })
    Reflect.deleteProperty(storage.store, 'commit')
    for (let turn = 0; turn < 2; turn++)
      expect(await world.send({ session: SESSION, 'history data': values })).toEqual(SUCCESS)
    expect((await world.samples('web01', 'count')).map(([, value]) => value)).toEqual([1, 2])
    expect(notes().join()).toMatch(/Not stored, and to be sent again/)
  })
})

describe('a packet of many megabytes', () => {
  it('is stored whole, and others are answered meanwhile', async () => {
    const words = (index: number): string => `${index} ${'x'.repeat(30_000)}`
    const rows = Array.from({ length: 1_000 }, (_, index) => ({
      id: index + 1,
      itemid: 13,
      clock: clock() - 2_000 + index,
      ns: 0,
      value: words(index),
    }))
    const large = world.send({ session: SESSION, 'history data': rows })
    expect(await world.ask({ request: 'proxy heartbeat', host: 'prx' })).toEqual({ response: 'success' })
    expect(await large).toEqual(SUCCESS)
    const stored = await world.states('web01', 'words')
    expect(stored).toHaveLength(1_000)
    expect(stored[999]).toBe(words(999))
  })

  it('of very many rows is stored once and in order, however often it comes at once', async () => {
    const count = 60_000
    const start = clock() - 2_000
    const rows = Array.from({ length: count }, (_, index) => ({
      id: index + 1,
      itemid: 11,
      clock: start + Math.floor(index / 1_000),
      ns: (index % 1_000) * 1_000_000,
      value: String(index + 1),
    }))
    const packet = { session: SESSION, 'history data': rows }
    expect(await Promise.all([world.send(packet), world.send(packet)])).toEqual([SUCCESS, SUCCESS])
    const stored = await world.samples('web01', 'count')
    expect(stored.map(([, value]) => value)).toEqual(rows.map(({ id }) => id))
    expect(stored[0]?.[0]).toBe(start * 1_000)
    expect(stored.at(-1)?.[0]).toBe(start * 1_000 + count - 1)
  })

  it('of an agent is not overtaken by the next one of its session', async () => {
    const items = [item(21, 'busy', { type: 'active' })]
    await world.services.inventory.putHosts([host(3, 'direct', null, items)])
    const ids = (first: number, last: number) =>
      Array.from({ length: last - first + 1 }, (_, index) => first + index)
    const packet = (first: number, last: number) => ({
      session: SESSION,
      sentAt: null,
      values: {
        rows: ids(first, last).map((id) => ({
          id,
          itemId: 0,
          host: 'direct',
          key: 'busy',
          at: Date.now() - 60_000 + id,
          value: String(id),
          isNotSupported: false,
          position: null,
        })),
        lastId: last,
        received: last - first + 1,
        broken: new Map(),
      },
    })
    const { intake } = world.services.wire
    const large = intake.takeAgentValues('agent', packet(1, 6_000), '127.0.0.1')
    const small = intake.takeAgentValues('agent', packet(6_001, 6_010), '127.0.0.1')
    expect(await Promise.all([large, small])).toEqual([
      { processed: 6_000, failed: 0 },
      { processed: 10, failed: 0 },
    ])
    await intake.settled()
    expect((await world.samples('direct', 'busy')).map(([, value]) => value)).toEqual(ids(1, 6_010))
  })
})
