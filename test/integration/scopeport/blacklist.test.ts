import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Agent, BLACKLISTED, LOGIN_INCORRECT, ScopePortWorld } from './scopeport-world.ts'

let world: ScopePortWorld
let web01: Agent

beforeAll(async () => {
  world = await ScopePortWorld.start()
  web01 = await world.addHost('web01')
})
afterAll(() => world.dispose())

describe('a wrong password', () => {
  const ADDRESS = '127.0.3.1'

  it('three times puts the address on the list with the reason, in force for the very next connection', async () => {
    const intruder = { ...web01, password: 'wrong' }
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(await world.send(intruder, 'x', '1', ADDRESS)).toBe(`Okay${LOGIN_INCORRECT}`)
    }
    expect(await world.send(web01, 'x', '1', ADDRESS)).toBe(BLACKLISTED)
    expect(await world.send(web01, 'x', '1', '127.0.3.2')).toBe('OkayOkayOkay')
    expect(world.services.blacklist.list()).toMatchObject([
      {
        host: ADDRESS,
        reason: `3 failures within 10 min on ScopePort, the last: wrong password for host ${web01.id}`,
        origin: 'rule',
        expiresAt: null,
        hits: 1,
      },
    ])
  })

  it('is in the table as the documentation has it', () => {
    const database = new DatabaseSync(join(world.console.directory, 'scopedeck.sqlite'), { readOnly: true })
    const columns = database.prepare('pragma table_info(blacklisted_hosts)').all()
    const rows = database.prepare('select host, created_at, updated_at from blacklisted_hosts').all()
    database.close()
    expect(columns.map(({ name }) => name)).toEqual(['id', 'host', 'created_at', 'updated_at'])
    expect(rows).toMatchObject([{ host: ADDRESS }])
  })

  it('is in the journal, each time, and so is every refusal after it', async () => {
    const rows = (await world.logins()).filter(({ address }) => address === ADDRESS)
    expect(rows.map(({ outcome, identity, reason }) => [outcome, identity, reason])).toEqual([
      ['refused', null, `on the blacklist (${ADDRESS})`],
      ...Array.from({ length: 3 }, () => [
        'refused',
        String(web01.id),
        `wrong password for host ${web01.id}`,
      ]),
    ])
  })

  it('survives a restart on the list, until it is removed', async () => {
    world = await world.restart()
    expect(await world.send(web01, 'x', '1', ADDRESS)).toBe(BLACKLISTED)
    const entry = world.services.blacklist.list()[0]
    expect(entry).toMatchObject({ host: ADDRESS, hits: 2 })
    await world.services.blacklist.remove(entry?.id ?? 0)
    expect(await world.send(web01, 'x', '1', ADDRESS)).toBe('OkayOkayOkay')
  })

  it('of an allowed network never does', async () => {
    const { blacklist } = world.services.settings.current
    await world.services.settings.update({ blacklist: { ...blacklist, allow: ['127.0.9.0/24'] } })
    for (let attempt = 0; attempt < 10; attempt++) {
      await world.send({ ...web01, password: 'wrong' }, 'x', '1', '127.0.9.9')
    }
    expect(await world.send(web01, 'x', '1', '127.0.9.9')).toBe('OkayOkayOkay')
  })
})

describe('the list', () => {
  it('holds networks', async () => {
    const entry = await world.services.blacklist.add({ host: '127.0.4.0/24', reason: 'the lab' })
    expect(await world.send(web01, 'x', '1', '127.0.4.200')).toBe(BLACKLISTED)
    expect(await world.send(web01, 'x', '1', '127.0.5.1')).toBe('OkayOkayOkay')
    await world.services.blacklist.remove(entry.id)
    expect(await world.send(web01, 'x', '1', '127.0.4.200')).toBe('OkayOkayOkay')
  })

  it('honours a row that another ScopePort tool writes into the table', async () => {
    const database = new DatabaseSync(join(world.console.directory, 'scopedeck.sqlite'))
    const insert = 'insert into blacklisted_hosts (host, created_at, updated_at) values (?, ?, ?)'
    database.prepare(insert).run('127.0.6.1', '2009-12-29 12:00:00', '2009-12-29 12:00:00')
    database.close()
    await vi.waitUntil(() => world.services.blacklist.find('127.0.6.1') !== null, { timeout: 10_000 })
    expect(await world.send(web01, 'x', '1', '127.0.6.1')).toBe(BLACKLISTED)
    expect(world.services.blacklist.list()).toMatchObject([
      { host: '127.0.6.1', origin: 'other', reason: null },
    ])
  })
})

describe('connect and close', () => {
  it('a thousand times blacklists nobody, journals nothing, and leaves the server healthy', async () => {
    const noteFailure = vi.spyOn(world.services.blacklist, 'noteFailure')
    const rowsBefore = (await world.logins()).length
    for (let round = 0; round < 20; round++) {
      const probes = Array.from({ length: 50 }, (_, index) => {
        const probe = world.connect('127.0.7.1')
        // Every way to leave: at once, after the greeting, with a reset.
        if (index % 3 === 0) probe.halfClose()
        else void probe.length(4).then(() => (index % 3 === 1 ? probe.halfClose() : probe.reset()))
        return probe
      })
      await Promise.all(probes.map((probe) => probe.closed))
    }
    expect(noteFailure).not.toHaveBeenCalled()
    expect(await world.logins()).toHaveLength(rowsBefore)
    await vi.waitUntil(() => world.services.scopeport.listener.connections === 0)
    expect(await world.send(web01, 'x', '1', '127.0.7.1')).toBe('OkayOkayOkay')
  })
})
