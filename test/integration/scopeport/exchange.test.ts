import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TRANSCRIPTS } from '../../support/scopeport-transcripts.ts'
import { type Agent, LOGIN_INCORRECT, ScopePortWorld } from './scopeport-world.ts'

const STORED = 'OkayOkayOkay'

let world: ScopePortWorld
let web01: Agent

beforeAll(async () => {
  world = await ScopePortWorld.start()
  web01 = await world.addHost('web01')
})
afterAll(() => world.dispose())

describe('over a socket, every transcript', () => {
  /** The transcripts are those of host 16 with the password “secret”. */
  function asWeb01(text: string): string {
    return text.replaceAll('16', String(web01.id)).replaceAll('secret', web01.password)
  }

  it.concurrent.each(TRANSCRIPTS.map((transcript, index) => ({ ...transcript, index })))(
    '$name',
    async ({ turns, halfCloses, replies, index }) => {
      const agent = world.connect(`127.0.1.${index + 1}`)
      // A turn is sent once the replies to the ones before are there: the greeting first.
      for (const [turn, text] of turns.entries()) {
        await agent.length('Okay'.length * (turn + 1))
        agent.send(asWeb01(text))
      }
      if (halfCloses === true) agent.halfClose()
      expect(await agent.all()).toBe(replies)
      expect(await agent.closed).toBeNull()
    },
  )
})

describe('a value', () => {
  it('is stored and seen live', async () => {
    const host = await world.addHost('db01')
    expect(await world.send(host, 'free_memory', '100')).toBe(STORED)
    const memory = world.services.series.list({ limit: 10, host: 'db01' })[0]
    expect(memory).toMatchObject({
      host: 'db01',
      source: 'scopeport',
      metric: 'free_memory',
      unit: 'KB',
      label: 'Memory free',
      type: 'number',
      lastValue: 100,
    })
    const id = memory?.id ?? 0
    const watching = new AbortController()
    const frames = world.services.series.live([id], watching.signal)
    const seen: (number | null)[] = []
    expect(await world.send(host, 'free_memory', '200')).toBe(STORED)
    while (!seen.includes(200)) {
      const { value } = await frames.next()
      for (const series of value?.series ?? []) if (series.id === id) seen.push(...series.v)
    }
    watching.abort()
    expect(seen).toEqual([100, 200])
    expect((await world.services.series.samples(id, { maxPoints: 10 })).v).toEqual([100, 200])
  })

  it('of either spelling belongs to one series', async () => {
    const host = await world.addHost('spelled')
    await world.send(host, 'cpuload15', '3.25')
    await world.send(host, 'cpu_load_average_15', '3.5')
    const series = world.services.series.list({ limit: 10, host: 'spelled' })
    expect(series.map(({ metric }) => metric)).toEqual(['cpu_load_average_15'])
    expect((await world.services.series.samples(series[0]?.id ?? 0, { maxPoints: 10 })).v).toEqual([
      3.25, 3.5,
    ])
  })

  it('of a counter is kept as it came, and shown as a rate', async () => {
    const host = await world.addHost('counting')
    for (const count of ['1000', '1500', '200', '260']) {
      expect(await world.send(host, 'read_operations', count)).toBe(STORED)
      // Two readings of the same millisecond have no rate between them.
      const readAt = Date.now()
      while (Date.now() === readAt) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await world.stored('read_operations.count')).toEqual([1000, 1500, 200, 260])
    const rate = world.series('read_operations')
    expect(rate).toMatchObject({ unit: '/s', label: 'Disk reads' })
    // The first reading has no rate, nor has the one where the counter began anew.
    const rates = await world.stored('read_operations')
    expect(rates).toHaveLength(2)
    for (const value of rates) expect(value).toBeGreaterThan(0)
  })

  it('that is not available is a gap, and a text is a state', async () => {
    const host = await world.addHost('stateful')
    for (const value of ['5', '-0-', '7']) await world.send(host, 'frobs', value)
    for (const value of ['ok', 'ok', 'degraded, disk 2']) await world.send(host, 'array', value)
    expect(await world.stored('frobs')).toEqual([5, null, 7])
    const array = world.series('array')
    expect(array).toMatchObject({ type: 'text', lastValue: 'degraded, disk 2' })
    const states = await world.services.series.states(array?.id ?? 0, {})
    expect(states.map(({ value }) => value)).toEqual(['ok', 'degraded, disk 2'])
  })

  it('of which fifty come at once is never lost', async () => {
    const host = await world.addHost('busy')
    const values = Array.from({ length: 50 }, (_, index) => index)
    const replies = await Promise.all(values.map((value) => world.send(host, 'same_sensor', String(value))))
    expect(new Set(replies)).toEqual(new Set([STORED]))
    expect([...(await world.stored('same_sensor'))].sort((a, b) => Number(a) - Number(b))).toEqual(values)
  })
})

describe('a profile', () => {
  it('is filled field by field, its lists replaced as a whole', async () => {
    const host = await world.addHost('described')
    const profile = (): unknown => world.services.hosts.get(host.id).profile
    await world.send(host, 'profile_hostname', 'described')
    await world.send(host, 'profile_total_memory', '2061220')
    await world.send(host, 'profile_network_interfaces', 'eth0|1|2;lo|3|3')
    await world.send(
      host,
      'profile_cpus',
      'core:0|vendor:Intel|model:Xeon E5;core:1|vendor:Intel|model:Xeon E5',
    )
    await world.send(host, 'profile_network_interfaces', 'eth1|5|6')
    await world.send(host, 'profile_hostname', '-0-')
    const expected = {
      hostname: null,
      domainname: null,
      totalMemoryKb: 2_061_220,
      networkInterfaces: [{ name: 'eth1', receivedBytes: 5, sentBytes: 6 }],
      processors: [
        { core: '0', vendor: 'Intel', model: 'Xeon E5' },
        { core: '1', vendor: 'Intel', model: 'Xeon E5' },
      ],
    }
    expect(profile()).toMatchObject(expected)
    world = await world.restart()
    expect(profile()).toMatchObject(expected)
  })

  it('of which all parts come at once has all parts', async () => {
    const host = await world.addHost('hasty')
    const parts = [
      ['profile_hostname', 'hasty'],
      ['profile_domainname', 'example.org'],
      ['profile_kernel', '2.6.26'],
      ['profile_total_memory', '1'],
      ['profile_total_swap', '2'],
      ['profile_sp_client_version', '0.4'],
      ['profile_network_interfaces', 'lo|1|1'],
      ['profile_cpus', 'c:0|v:A|m:B'],
    ] as const
    const replies = await Promise.all(parts.map(([name, value]) => world.send(host, name, value)))
    expect(new Set(replies)).toEqual(new Set([STORED]))
    world = await world.restart()
    expect(world.services.hosts.get(host.id).profile).toMatchObject({
      hostname: 'hasty',
      domainname: 'example.org',
      kernel: '2.6.26',
      totalMemoryKb: 1,
      totalSwapKb: 2,
      clientVersion: '0.4',
      networkInterfaces: [{ name: 'lo' }],
      processors: [{ vendor: 'A' }],
    })
  })
})

describe('a host', () => {
  it('with a new password is refused with the old one', async () => {
    const host = await world.addHost('rotated')
    expect(await world.send(host, 'x', '1', '127.0.2.1')).toBe(STORED)
    const { password } = await world.services.hosts.rotatePassword(host.id)
    expect(await world.send(host, 'x', '2', '127.0.2.1')).toBe(`Okay${LOGIN_INCORRECT}`)
    expect(await world.send({ ...host, password }, 'x', '3', '127.0.2.1')).toBe(STORED)
  })

  it('that is disabled is refused, its address not blacklisted, and served again when enabled', async () => {
    const host = await world.addHost('disabled')
    await world.services.hosts.update(host.id, { enabled: false })
    for (let attempt = 0; attempt < 5; attempt++) {
      expect(await world.send(host, 'x', '1', '127.0.2.2')).toBe(`Okay${LOGIN_INCORRECT}`)
    }
    expect((await world.logins())[0]).toMatchObject({
      outcome: 'refused',
      reason: `host ${host.id} is disabled`,
    })
    await world.services.hosts.update(host.id, { enabled: true })
    expect(await world.send(host, 'x', '1', '127.0.2.2')).toBe(STORED)
  })

  it('that was removed is refused', async () => {
    const host = await world.addHost('removed')
    expect(await world.send(host, 'x', '1', '127.0.2.3')).toBe(STORED)
    await world.services.hosts.remove(host.id)
    expect(await world.send(host, 'x', '2', '127.0.2.3')).toBe(`Okay${LOGIN_INCORRECT}`)
  })

  it('that was merged keeps its login, also after a restart', async () => {
    const [kept, gone] = [await world.addHost('kept'), await world.addHost('gone')]
    expect(await world.send(gone, 'frob', '1')).toBe(STORED)
    await world.services.hosts.merge(kept.id, gone.id)
    expect(await world.send(gone, 'frob', '2')).toBe(STORED)
    world = await world.restart()
    expect(await world.send(gone, 'frob', '3')).toBe(STORED)
    expect(await world.send(kept, 'other', '4')).toBe(STORED)
    expect(world.series('frob')).toMatchObject({ host: 'kept', hostId: kept.id, lastValue: 3 })
    expect(await world.stored('frob')).toEqual([1, 2, 3])
  })

  it('that sends eleven sensors has a row in the journal for each', async () => {
    const host = await world.addHost('journaled')
    for (let sensor = 0; sensor < 11; sensor++) await world.send(host, `s${sensor}`, '1', '127.0.2.4')
    const rows = (await world.logins()).filter(({ identity }) => identity === String(host.id))
    expect(rows).toHaveLength(11)
    expect(rows[0]).toMatchObject({
      protocol: 'ScopePort',
      address: '127.0.2.4',
      outcome: 'accepted',
      reason: null,
      repeats: 1,
    })
  })
})
