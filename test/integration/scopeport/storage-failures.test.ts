import { chmodSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Status } from '../../../src-main/contract/index.ts'
import { RawClient } from '../../support/raw-client.ts'
import { type Agent, NOT_STORED, ScopePortWorld } from './scopeport-world.ts'
import { type KillableConsole, startKillableConsole } from './killable-console.ts'

const STORED = 'OkayOkayOkay'
const REFUSED = `OkayOkay${NOT_STORED}`

let world: ScopePortWorld | null = null
afterEach(async () => {
  await world?.dispose()
  world = null
})

describe('a disk that is full', () => {
  /** A database with so much room left, and two hosts in it. */
  async function startWithRoom(bytes: number): Promise<{ good: Agent; fat: Agent }> {
    const before = await ScopePortWorld.start()
    const [good, fat] = [await before.addHost('good'), await before.addHost('fat')]
    world = await before.restart()
    await world.services.storage.stop()
    const { size } = statSync(join(world.console.directory, 'scopedeck.sqlite'))
    world = await world.restart({ databaseLimitBytes: size + bytes })
    return { good, fat }
  }

  /** Thirty-two at a time until one is refused; gives the values that were answered okay. */
  async function fill(agent: Agent, sensor: string): Promise<number[]> {
    const okay: number[] = []
    for (let round = 0; round < 500; round++) {
      const values = Array.from({ length: 32 }, (_, index) => round * 32 + index)
      const replies = await Promise.all(
        values.map((value) => (world as ScopePortWorld).send(agent, sensor, String(value))),
      )
      okay.push(...values.filter((_, index) => replies[index] === STORED))
      const others = replies.filter((reply) => reply !== STORED)
      expect(new Set(others).size, `only one other reply: ${[...new Set(others)].join()}`).toBeLessThan(2)
      if (others[0] === REFUSED) return okay
    }
    throw new Error('It never became full.')
  }

  it('is refused in the documented words, is a state of the console, and no okay is lost', async () => {
    const { fat } = await startWithRoom(150_000)
    const okay = await fill(fat, 'padding')
    const { services } = world as ScopePortWorld
    expect(services.status.get().storage).toMatchObject({ state: 'full' })
    expect(services.status.get().storage.reason).toContain('no space left')
    // Not a value more, not a value less than was promised; it is not shown as the newest either.
    const stored = await (world as ScopePortWorld).stored('padding')
    expect(new Set(stored)).toEqual(new Set(okay))
    expect(stored).toHaveLength(okay.length)
    expect(okay).toContain((world as ScopePortWorld).series('padding')?.lastValue)
  })

  it('takes values again when a host has been removed to make room', async () => {
    const { good, fat } = await startWithRoom(150_000)
    await fill(fat, 'padding')
    const { services } = world as ScopePortWorld
    await services.hosts.remove(fat.id)
    expect(await (world as ScopePortWorld).send(good, 'load', '1')).toBe(STORED)
    expect(services.status.get().storage).toMatchObject({ state: 'ok', reason: null })
    expect(await (world as ScopePortWorld).stored('load')).toEqual([1])
    // Why values were refused is written down as well, once there is room for it.
    expect((await (world as ScopePortWorld).logins()).map(({ reason }) => reason)).toContainEqual(
      expect.stringContaining('no space left'),
    )
  })
})

describe('a database that can only be read', () => {
  let running: KillableConsole | null = null
  afterEach(async () => {
    await running?.kill('SIGTERM')
    running = null
  })

  it('lets nobody believe that a value was stored', async () => {
    const before = await ScopePortWorld.start()
    const agent = await before.addHost('web01')
    expect(await before.send(agent, 'load', '1')).toBe(STORED)
    await before.services.scopeport.stop()
    world = before
    await before.console.engine.stop()
    const { directory } = before.console
    chmodSync(join(directory, 'scopedeck.sqlite'), 0o444)
    // Root may write anything: then the console runs without that privilege.
    const weak = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all'] : []
    running = await startKillableConsole(directory, [...weak, process.execPath])
    const { storage } = (await running.api('/status')) as Status
    expect(storage.state).toBe('read-only')
    expect(storage.reason).toContain('check the permissions')
    const { id, password } = agent
    for (let attempt = 0; attempt < 5; attempt++) {
      const client = new RawClient({ port: running.scopeportPort })
      expect(await client.send(`${id},login,${password}\n${id},load,2\n`).all()).toBe(REFUSED)
    }
    const { v } = (await running.api('/series/1/samples')) as { v: number[] }
    expect(v).toEqual([1])
  })
})
