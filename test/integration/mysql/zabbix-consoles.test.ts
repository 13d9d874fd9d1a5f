import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { createRouterClient } from '@orpc/server'
import { MariadbServer } from '../../support/mariadb.ts'
import { MARIADB, describeNeeding } from '../../support/needs.ts'
import { PassiveProxyDouble } from '../../support/passive-proxy-double.ts'
import { startTestEngine, type TestEngine } from '../../support/test-engine.ts'
import { exchangeWith } from '../../support/zabbix-world.ts'
import { until } from './mysql-under-test.ts'

/** A database that says nothing for so long is away. */
const SHORT = { acquireMs: 2_000, statementMs: 4_000 }

const clientOf = ({ router }: TestEngine) => createRouterClient(router, { context: { who: 'somebody' } })
type Client = ReturnType<typeof clientOf>

describeNeeding([MARIADB], 'proxies of several consoles on one database', () => {
  let server: MariadbServer
  let one: TestEngine
  let two: TestEngine
  let first: Client
  let second: Client
  beforeAll(async () => {
    server = await MariadbServer.start()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    const connection = server.connection(await server.createDatabase())
    ;[one, two] = await Promise.all(
      ['lab-1', 'lab-2'].map((consoleName) =>
        startTestEngine({
          database: connection,
          databaseTimeouts: SHORT,
          consoleName,
          zabbix: { host: '127.0.0.1', port: 0 },
        }),
      ) as [Promise<TestEngine>, Promise<TestEngine>],
    )
    first = clientOf(one)
    second = clientOf(two)
  })
  afterEach(async () => {
    await Promise.all([one.dispose(), two.dispose()])
  })

  const seen = (isTrue: () => boolean): Promise<void> => until(async () => isTrue())
  const inventory = ({ services }: TestEngine) => services.inventory

  async function proxyAtBoth(name = 'north'): Promise<number> {
    const { id } = await first.proxies.create({ name, mode: 'active' })
    await seen(() => inventory(two).proxy(id) !== null)
    return id
  }

  const hostInput = (host: string) => ({
    host,
    interfaces: [{ type: 'agent' as const, address: '192.0.2.7', port: 10_050 }],
    items: Array.from({ length: 20 }, (_, index) => ({
      key: `${host}.${index}`,
      type: 'trapper' as const,
      valueType: 'unsigned' as const,
      preprocessing: [{ type: 'multiplier' as const, params: ['2'] }],
    })),
  })

  it('never give one number to two rows, though both make hosts at once', async () => {
    const id = await proxyAtBoth()
    const made = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        (index % 2 === 0 ? first : second).proxies.addHost({ id, ...hostInput(`web${index}`) }),
      ),
    )
    const numbers = made.flatMap((host) => [
      host.id,
      ...host.interfaces.map((each) => each.id),
      ...host.items.map((each) => each.id),
    ])
    expect(new Set(numbers).size).toBe(12 * 22)
    await seen(() => inventory(one).hostsOf(id).length === 12 && inventory(two).hostsOf(id).length === 12)
    const stepsOf = (engine: TestEngine) =>
      inventory(engine)
        .hostsOf(id)
        .flatMap(({ items }) => items.flatMap(({ preprocessing }) => preprocessing.map((step) => step.id)))
    expect(new Set([...numbers, ...stepsOf(one)]).size).toBe(12 * 42)
    two = await two.restart()
    const later = await clientOf(two).proxies.addHost({ id, ...hostInput('late') })
    expect([...numbers, ...stepsOf(one)]).not.toContain(later.id)
  })

  it('see what the other changes, and tell their proxies at once', async () => {
    const id = await proxyAtBoth()
    const revision = () => inventory(two).revisionOf(id)
    const changed = async (work: () => Promise<unknown>, isTrue: () => boolean): Promise<void> => {
      const before = revision()
      await work()
      await seen(() => revision() > before && isTrue())
    }
    const host = await first.proxies.addHost({ id, ...hostInput('web') })
    await seen(() => inventory(two).host(host.id) !== null)
    const patch = { id, hostId: host.id }
    await changed(
      () => first.proxies.updateHost({ ...patch, host: 'renamed', items: [] }),
      () => inventory(two).hostByName('renamed')?.items.length === 0,
    )
    expect([inventory(two).hostByName('web'), inventory(two).item(host.items[0]?.id ?? 0)]).toEqual([
      null,
      null,
    ])
    await changed(
      () => first.proxies.setMacros({ macros: [{ macro: '{$PORT}', value: '8080' }] }),
      () => inventory(two).globalMacros[0]?.value === '8080',
    )
    const rule = { id, name: 'Office', range: '192.0.2.1-9', checks: [{ type: 'tcp' as const, ports: '22' }] }
    await changed(
      () => first.proxies.addDiscoveryRule(rule),
      () => inventory(two).discoveryRulesOf(id).length === 1,
    )
    await changed(
      () => first.proxies.addRegistrationRule({ id, metadata: 'linux', preset: null }),
      () => inventory(two).registrationRulesOf(id).length === 1,
    )
    await changed(
      () => first.proxies.removeHost(patch),
      () => inventory(two).host(host.id) === null,
    )
    await changed(
      () => first.proxies.update({ id, name: 'south' }),
      () => inventory(two).proxyByName('south')?.id === id && inventory(two).proxyByName('north') === null,
    )
    await second.proxies.remove({ id })
    await seen(() => inventory(one).proxy(id) === null)
    expect(inventory(one).discoveryRulesOf(id)).toEqual([])
  })

  it('hand over tasks that were queued at the other, once', async () => {
    const id = await proxyAtBoth()
    const host = await first.proxies.addHost({ id, ...hostInput('web') })
    await seen(() => inventory(two).host(host.id) !== null)
    const command = { kind: 'command' as const, host: 'web', command: 'uptime', executeOn: 'proxy' as const }
    const task = await second.tasks.create({ proxyId: id, ...command })
    await seen(() => one.services.tasks.hasWaiting(id))
    const request = { request: 'proxy data', host: 'north', session: 'a'.repeat(32), version: '6.0.14' }
    const reply = await exchangeWith(one.services.zabbix.listener.port, request)
    expect(reply).toMatchObject({
      response: 'success',
      tasks: [{ parent_taskid: task.id, command: 'uptime' }],
    })
    await seen(() => !two.services.tasks.hasWaiting(id))
    const again = await exchangeWith(two.services.zabbix.listener.port, {
      ...request,
      session: 'b'.repeat(32),
    })
    expect(again).not.toHaveProperty('tasks')
    const results = { tasks: [{ type: 3, clock: 1, status: 0, info: 'up 3 days', parent_taskid: task.id }] }
    await exchangeWith(one.services.zabbix.listener.port, { ...request, ...results })
    await seen(() => two.services.tasks.openTasks === 0)
    expect(await second.tasks.get({ id: task.id })).toMatchObject({ state: 'done', output: 'up 3 days' })
  })

  it('show what only the other has heard, and keep what both have found apart', async () => {
    const north = await proxyAtBoth('north')
    const south = await proxyAtBoth('south')
    const ruleOf = async (id: number) => {
      const checks = [{ type: 'tcp' as const, ports: '22' }]
      const rule = await first.proxies.addDiscoveryRule({ id, name: 'Office', range: '192.0.2.1-9', checks })
      await seen(() => inventory(two).discoveryRule(rule.id) !== null)
      return rule
    }
    const tell = async (engine: TestEngine, host: string, id: number, agent: string) => {
      const rule = await ruleOf(id)
      const clock = Math.floor(Date.now() / 1000)
      const found = { clock, drule: rule.id, dcheck: rule.checks[0]?.id, ip: '192.0.2.7', dns: '', port: 22 }
      const registered = { clock, host: agent, ip: '192.0.2.8', dns: '', port: '10050', tls_accepted: 1 }
      await exchangeWith(engine.services.zabbix.listener.port, {
        ...{ request: 'proxy data', host, session: 'c'.repeat(32), version: '6.0.14' },
        ...{ 'discovery data': [found], 'auto registration': [registered] },
      })
    }
    await tell(one, 'north', north, 'pi-north')
    await tell(two, 'south', south, 'pi-south')
    for (const engine of [one, two]) {
      const { findings } = engine.services
      await seen(
        () =>
          findings.registrations(north)[0]?.host === 'pi-north' &&
          findings.registrations(south)[0]?.host === 'pi-south' &&
          [north, south].every((id) => findings.discovery(id)[0]?.ip === '192.0.2.7'),
      )
    }
    const [agent] = two.services.findings.registrations(north)
    const accepted = await second.proxies.acceptRegistration({ id: north, registrationId: agent?.id ?? 0 })
    await seen(() => inventory(one).host(accepted.id) !== null)
  })

  it('know that a proxy is there which only the other serves', async () => {
    const id = await proxyAtBoth()
    await exchangeWith(one.services.zabbix.listener.port, {
      ...{ request: 'proxy heartbeat', host: 'north', version: '6.0.14' },
    })
    await one.services.proxies.rememberSeen()
    await seen(() => two.services.proxies.get(id).state === 'online')
    expect(two.services.proxies.get(id)).toMatchObject({ version: '6.0.14' })
    // What that one knows better is not overwritten.
    const { lastSeenAt } = two.services.proxies.get(id)
    await two.services.proxies.rememberSeen()
    const [record] = await two.services.storage.store.proxies()
    expect(record?.lastSeenAt).toBe(lastSeenAt)
  })

  it('ask a passive proxy from one console, and from the other when a person takes it over', async () => {
    const double = await PassiveProxyDouble.start()
    const reach = { mode: 'passive' as const, address: '127.0.0.1', port: double.port }
    const { id, polledBy } = await first.proxies.create({ name: 'west', ...reach })
    await double.untilAsked(2)
    await seen(() => inventory(two).proxy(id) !== null)
    expect([polledBy, (await second.proxies.get({ id })).polledBy]).toEqual([
      null,
      { name: 'lab-1', isThere: true },
    ])
    await second.proxies.update({ id, name: 'west 2' })
    expect((await second.proxies.get({ id })).polledBy).toMatchObject({ name: 'lab-1' })
    await one.engine.stop()
    await seen(() => two.services.proxies.get(id).polledBy?.isThere === false)
    const before = double.requests.length
    await second.proxies.update({ id, enabled: true })
    expect((await second.proxies.get({ id })).polledBy).toBeNull()
    await double.untilAsked(before + 2)
    expect(double.requests.slice(before)).toContain('proxy config')
    await double.stop()
  })

  it('keep secrets that the other has sealed, and never tell a proxy without them', async () => {
    const id = await proxyAtBoth()
    const secret = { macro: '{$KEY}', value: 'opensesame', type: 'secret' as const }
    const host = await first.proxies.addHost({ id, ...hostInput('web'), macros: [secret] })
    await seen(() => inventory(two).host(host.id) !== null)
    const { value: _, ...kept } = secret
    await second.proxies.updateHost({ id, hostId: host.id, name: 'Web', macros: [kept] })
    await seen(() => inventory(one).host(host.id)?.name === 'Web')
    expect(inventory(one).host(host.id)?.macros).toMatchObject([{ value: 'opensesame' }])
    const request = { request: 'proxy config', host: 'north', version: '6.0.14' }
    const reply = await exchangeWith(two.services.zabbix.listener.port, request)
    expect(reply).not.toHaveProperty('hosts')
    expect(JSON.stringify(await second.proxies.journal({ id }))).toContain(
      'has sealed the secrets of the host web',
    )
    expect(JSON.stringify(await exchangeWith(one.services.zabbix.listener.port, request))).toContain(
      'opensesame',
    )
    await second.proxies.updateHost({ id, hostId: host.id, macros: [{ ...secret, value: 'again' }] })
    expect(JSON.stringify(await exchangeWith(two.services.zabbix.listener.port, request))).toContain('again')
  })

  it('show what they know while the database hangs, and say so where they have to ask it', async () => {
    const id = await proxyAtBoth()
    await first.proxies.addHost({ id, ...hostInput('web') })
    server.hang()
    try {
      const of = { id }
      const shown = await Promise.all([
        first.proxies.list(),
        first.proxies.hosts(of),
        first.proxies.availability(of),
        first.proxies.discovery(of),
        first.proxies.autoregistration(of),
        first.proxies.journal(of),
        first.agents.list(),
      ])
      expect(shown.map((rows) => rows.length)).toEqual([1, 1, 1, 0, 0, 0, 0])
      const asked = await Promise.allSettled([
        first.tasks.list({}),
        first.tasks.queue(),
        first.tasks.journal({}),
        first.proxies.create({ name: 'south', mode: 'active' }),
        first.tasks.create({ proxyId: id, kind: 'diagnostics' }),
      ])
      const away = { status: 'rejected', reason: { code: 'STORAGE_AWAY' } }
      expect(asked).toMatchObject(asked.map(() => away))
      expect(inventory(one).proxyByName('south')).toBeNull()
    } finally {
      server.goOn()
    }
    await until(async () => (await first.tasks.list({}).catch(() => null)) !== null)
  })
})
