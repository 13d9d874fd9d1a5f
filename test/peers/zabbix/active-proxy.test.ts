import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DEFAULT_HTTP } from '../../../src-main/domain/zabbix-http.ts'
import { describeNeeding } from '../../support/needs.ts'
import { host, item, proxy, ZabbixWorld } from '../../support/zabbix-world.ts'
import { eventually, freePort, ZABBIX_AGENT, ZABBIX_PROXY, ZabbixProgram } from './zabbix-programs.ts'

const PATIENCE = { timeout: 120_000 }

describeNeeding([ZABBIX_PROXY, ZABBIX_AGENT], 'a real active proxy with a real agent', () => {
  let world: ZabbixWorld
  let theProxy: ZabbixProgram
  let agent: ZabbixProgram
  /** Says what it was asked, and by whom. */
  const web = createServer((request, response) => {
    response.end(`${request.url ?? ''} ${request.headers.authorization ?? ''}`)
  })
  const interfaces = (id: number, port: number) => [
    { id, type: 'agent', address: '127.0.0.1', port, snmp: null } as const,
  ]
  const polled = (id: number, key: string, interfaceId: number, change = {}) =>
    item(id, key, { type: 'agent', delay: '1s', interfaceId, ...change })

  beforeAll(async () => {
    world = await ZabbixWorld.start()
    const { inventory } = world.services
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
    const { port: webPort } = web.address() as AddressInfo
    const [agentPort, proxyPort, wrongPort] = [await freePort(), await freePort(), await freePort()]
    await inventory.putProxy(proxy(1, 'prx'))
    await inventory.putHosts([
      host(
        2,
        'web01',
        1,
        [
          polled(3, 'agent.ping', 4),
          polled(5, 'system.cpu.load', 4, { valueType: 'float' }),
          polled(6, 'no.such.key', 4),
          polled(12, 'agent.version', 4, { valueType: 'char' }),
          item(14, 'page', {
            type: 'http',
            delay: '1s',
            valueType: 'text',
            interfaceId: 4,
            url: `http://127.0.0.1:${webPort}/status`,
            http: {
              ...DEFAULT_HTTP,
              queryFields: [
                { name: 'q', value: 'a b' },
                { name: 'q', value: '2' },
              ],
              authentication: 'basic',
              username: 'reader',
              password: 'opensesame',
            },
          }),
          item(13, 'later', { type: 'internal', delay: '1h' }),
        ],
        { interfaces: interfaces(4, agentPort) },
      ),
      host(7, 'down01', 1, [polled(8, 'agent.ping', 9)], { interfaces: interfaces(9, wrongPort) }),
    ])
    const check = {
      id: 11,
      type: 'agent',
      ports: String(agentPort),
      key: 'agent.hostname',
      snmp: null,
    } as const
    const rule = { id: 10, proxyId: 1, name: 'loopback', range: '127.0.0.1', delay: '5s', enabled: true }
    await inventory.putDiscoveryRule({ ...rule, checks: [check] })
    theProxy = ZabbixProgram.proxy({
      Hostname: 'prx',
      Server: `127.0.0.1:${world.port}`,
      ListenPort: proxyPort,
    })
    // Its discoverer looks for rules when it starts, and then once a minute.
    await eventually(() => theProxy.log.includes('received configuration data'))
    await theProxy.restart()
    // An agent that finds no proxy asks it again after a minute.
    await theProxy.listensAt(proxyPort)
    agent = ZabbixProgram.agent({
      Hostname: 'web01',
      ListenPort: agentPort,
      ServerActive: `127.0.0.1:${proxyPort}`,
      HostMetadata: 'os=linux role=test',
      AllowKey: 'system.run[*]',
    })
  }, 60_000)
  afterAll(async () => {
    await theProxy.stop()
    await agent.stop()
    await world.dispose()
    web.close()
  })

  const finished = (id: number) =>
    eventually(async () => {
      const task = await world.services.tasks.get(id)
      return task.finishedAt === null ? null : task
    })
  const command = (text: string, executeOn: 'agent' | 'proxy') =>
    world.services.tasks.create(
      { proxyId: 1, kind: 'command', host: 'web01', command: text, executeOn },
      'test',
    )

  it('comes from empty to values of agent.ping and system.cpu.load', PATIENCE, async () => {
    const values = (key: string) =>
      eventually(async () => {
        const identity = world.services.catalogue.findIdentity('zabbix', 'web01')
        if (identity?.seriesByMetric.has(key) !== true) return null
        const stored = await world.samples('web01', key)
        return stored.length >= 3 ? stored : null
      })
    expect((await values('agent.ping')).every(([, value]) => value === 1)).toBe(true)
    expect((await values('system.cpu.load')).every(([, value]) => value >= 0)).toBe(true)
    expect(world.services.activity.of(1)).toMatchObject({ version: '6.0.14', error: null })
    await eventually(() => world.services.activity.problemOf(6))
    expect(world.services.activity.problemOf(6)).toBe('Unsupported item key.')
    expect(await eventually(async () => (await world.states('web01', 'agent.version'))[0])).toBe('6.0.14')
  })

  it('asks a web server with query fields and a login', PATIENCE, async () => {
    const answer = await eventually(async () => {
      const identity = world.services.catalogue.findIdentity('zabbix', 'web01')
      return identity?.seriesByMetric.has('page') === true ? (await world.states('web01', 'page'))[0] : null
    })
    const login = Buffer.from('reader:opensesame').toString('base64')
    expect(answer).toBe(`/status?q=a%20b&q=2 Basic ${login}`)
  })

  it('tells who is reachable and who is not', PATIENCE, async () => {
    const { sightings } = world.services.wire
    await eventually(() => sightings.availabilityOf(4)?.available === 'up')
    await eventually(() => sightings.availabilityOf(9)?.available === 'down')
    // The proxy may tell the reason with a later row, or never (zabbix.md, interface availability).
    expect(sightings.availabilityOf(9)?.error).toMatch(/^$|Connection refused/)
  })

  it('discovers this machine', PATIENCE, async () => {
    const { sightings } = world.services.wire
    const found = await eventually(() => {
      const rows = sightings.discoveredBy(new Set([10]))
      return rows.length >= 2 ? rows : null
    })
    expect(found).toMatchObject([
      { checkId: 11, ip: '127.0.0.1', value: 'web01', isUp: true },
      { checkId: null, ip: '127.0.0.1', isUp: true },
    ])
  })

  it('lets agents register', PATIENCE, async () => {
    const [row] = await eventually(() => {
      const rows = world.services.wire.sightings.registrationsOf(1)
      return rows.length > 0 ? rows : null
    })
    expect(row).toMatchObject({ host: 'web01', metadata: 'os=linux role=test' })
  })

  it('runs commands itself and through the agent, and tells what came of them', PATIENCE, async () => {
    const tasks = [
      await command('echo hi', 'proxy'),
      await command('echo hello', 'agent'),
      await command('exit 3', 'proxy'),
    ]
    expect(await finished(tasks[0]?.id ?? 0)).toMatchObject({ state: 'done', output: 'hi\n' })
    expect(await finished(tasks[1]?.id ?? 0)).toMatchObject({ state: 'done', output: 'hello' })
    expect(await finished(tasks[2]?.id ?? 0)).toMatchObject({
      state: 'failed',
      error: 'Process exited with code: 3.',
    })
  })

  it('finds a command expired that waited behind a long one', PATIENCE, async () => {
    const long = await command('sleep 4', 'proxy')
    await eventually(async () => (await world.services.tasks.get(long.id)).sentAt)
    const { tasks } = world.services
    const late = await tasks.create(
      { proxyId: 1, kind: 'command', host: 'web01', command: 'echo late', executeOn: 'proxy', ttlSeconds: 2 },
      'test',
    )
    expect(await finished(late.id)).toMatchObject({ state: 'expired' })
  })
})
