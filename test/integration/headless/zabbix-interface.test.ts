import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, serveConsole, type ServedConsole } from '../../support/served-console.ts'
import { exchangeWith } from '../../support/zabbix-world.ts'

const anything = expect.anything() as unknown
const id = expect.any(Number) as number
const UTC_2020 = 1_577_836_800_000
const time = expect.toSatisfy(
  (value: unknown) => Number.isInteger(value) && Number(value) > UTC_2020,
  'epoch milliseconds',
) as number
const PSK = '00112233445566778899aabbccddeeff'

let console_: ServedConsole

beforeAll(async () => {
  console_ = await serveConsole({ zabbix: { host: '127.0.0.1', port: 0 } })
})

afterAll(() => console_.dispose())

const call = (method: string, path: string, body?: unknown): Promise<Answer> =>
  console_.call(method, `/api${path}`, body)
const say = (request: object) => exchangeWith(console_.services.zabbix.listener.port, request)

async function idOf(method: string, path: string, body: unknown): Promise<number> {
  const answer = await call(method, path, body)
  expect([path, answer.status]).toEqual([path, 201])
  return (answer.body as { id: number }).id
}

describe('the calls of proxies', () => {
  it('make, list, change and remove one', async () => {
    const tls = { mode: 'psk', pskIdentity: 'PSK west', psk: PSK }
    const made = await call('POST', '/proxies', { name: 'west', mode: 'active', tls })
    expect(made.status).toBe(201)
    const view = {
      ...{ id, name: 'west', mode: 'active', address: null, port: null, state: 'waiting', version: null },
      ...{ lastSeenAt: null, delaySeconds: null, valuesPerSecond: 0 },
      tls: { mode: 'psk', pskIdentity: 'PSK west', hasPsk: true, subject: null, issuer: null },
    }
    expect(made.body).toMatchObject(view)
    const list = await call('GET', '/proxies')
    expect([list.status, list.body]).toEqual([200, [made.body]])
    expect(JSON.stringify(list.body)).not.toContain(PSK)
    const { id: number } = made.body as { id: number }
    const reach = { mode: 'passive', address: '192.0.2.9', port: 10_052, tls: { mode: 'none' } }
    const changed = await call('PATCH', `/proxies/${number}`, reach)
    expect(changed).toMatchObject({ status: 200, body: { ...reach, id: number, tls: { hasPsk: false } } })
    expect(await call('DELETE', `/proxies/${number}`)).toMatchObject({ status: 200, body: { id: number } })
    expect((await call('GET', '/proxies')).body).toEqual([])
  })

  it('give one hosts with interfaces, items and macros, and say nothing of secrets', async () => {
    const proxy = await idOf('POST', '/proxies', { name: 'north', mode: 'active' })
    const snmp = { version: 2, community: 'swordfish' }
    const made = await call('POST', `/proxies/${proxy}/hosts`, {
      host: 'web01',
      interfaces: [
        { type: 'agent', address: '192.0.2.7', port: 10_050 },
        { type: 'snmp', address: 'web01.example', port: '161', snmp },
      ],
      items: [
        { key: 'agent.ping', type: 'agent', valueType: 'unsigned', delay: '30s' },
        { key: 'status', type: 'http', valueType: 'text', delay: 60, url: 'http://192.0.2.7/' },
        {
          ...{ key: 'load', type: 'dependent', valueType: 'float', masterKey: 'status', units: '%' },
          preprocessing: [{ type: 'jsonPath', params: ['$.load'], onFail: 'discard' }],
        },
        { key: 'uptime', type: 'snmp', valueType: 'unsigned', delay: '1m', oid: '1.3.6.1.2.1.1.3.0' },
      ],
      macros: [{ macro: '{$KEY}', value: 'opensesame', type: 'secret' }],
    })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      ...{ id, proxyId: proxy, host: 'web01', name: 'web01', enabled: true },
      interfaces: [
        { id, type: 'agent', address: '192.0.2.7', port: 10_050, snmp: null },
        { id, type: 'snmp', address: 'web01.example', port: 161, snmp: { version: 2, community: null } },
      ],
      items: [
        { id, key: 'agent.ping', type: 'agent', valueType: 'unsigned', delay: '30s', interfaceId: id },
        { id, key: 'status', delay: '60s', url: 'http://192.0.2.7/', http: { method: 'GET', timeout: '3s' } },
        {
          ...{ id, key: 'load', delay: '0', masterKey: 'status' },
          preprocessing: [{ type: 'jsonPath', params: ['$.load'], onFail: 'discard', onFailValue: '' }],
        },
        { id, key: 'uptime', oid: '1.3.6.1.2.1.1.3.0' },
      ],
      macros: [{ macro: '{$KEY}', value: null, type: 'secret', hasValue: true }],
    })
    const list = await call('GET', `/proxies/${proxy}/hosts`)
    expect([list.status, list.body]).toEqual([200, [made.body]])
    expect(JSON.stringify(list.body)).not.toMatch(/swordfish|opensesame/)
    const hostPath = `/proxies/${proxy}/hosts/${(made.body as { id: number }).id}`
    expect(await call('PATCH', hostPath, { enabled: false })).toMatchObject({ body: { enabled: false } })
    expect((await call('DELETE', hostPath)).status).toBe(200)
    expect((await call('DELETE', `/proxies/${proxy}`)).status).toBe(200)
  })

  it('tell what the proxy has found, with the times', async () => {
    const proxy = await idOf('POST', '/proxies', { name: 'finder', mode: 'active' })
    const interfaces = [{ type: 'agent', address: '192.0.2.7', port: 10_050 }]
    const host = await call('POST', `/proxies/${proxy}/hosts`, { host: 'web02', interfaces })
    const rule = await call('POST', `/proxies/${proxy}/discovery-rules`, {
      ...{ name: 'Office', range: '192.0.2.1-9', delay: '10m' },
      checks: [
        { type: 'tcp', ports: 22 },
        {
          type: 'snmpv3',
          ports: '161',
          key: '1.3.6.1.2.1.1.5.0',
          snmp: { version: 3, securityName: 'monitor' },
        },
      ],
    })
    expect(rule).toMatchObject({
      status: 201,
      body: {
        id,
        name: 'Office',
        checks: [
          { type: 'tcp', ports: '22' },
          { type: 'snmpv3', snmp: { version: 3 } },
        ],
      },
    })
    const { id: ruleId, checks } = rule.body as { id: number; checks: { id: number }[] }
    const [{ id: interfaceId } = { id: 0 }] = (host.body as { interfaces: { id: number }[] }).interfaces
    const clock = Math.floor(Date.now() / 1_000)
    await say({
      ...{ request: 'proxy data', host: 'finder', session: 'a'.repeat(32), version: '6.0.14', clock, ns: 0 },
      'interface availability': [{ interfaceid: interfaceId, available: 2, error: 'Connection refused' }],
      'discovery data': [{ clock, drule: ruleId, dcheck: checks[0]?.id, ip: '192.0.2.5', dns: '', port: 22 }],
      'auto registration': [{ clock, host: 'pi', ip: '192.0.2.6', dns: '', port: '10050', tls_accepted: 1 }],
    })
    const get = async (part: string) => (await call('GET', `/proxies/${proxy}/${part}`)).body
    expect(await get('availability')).toMatchObject([
      {
        host: 'web02',
        interfaceId,
        available: 'down',
        error: 'Connection refused',
        since: time,
        updatedAt: time,
      },
    ])
    expect(await get('discovery')).toMatchObject([
      {
        ruleId,
        check: 'tcp 22',
        ip: '192.0.2.5',
        status: 'up',
        since: time,
        firstSeenAt: time,
        lastSeenAt: time,
      },
    ])
    const [agent] = (await get('autoregistration')) as { id: number }[]
    expect(agent).toMatchObject({ host: 'pi', ip: '192.0.2.6', lastSeenAt: time, zabbixHostId: null })
    const accept = `/proxies/${proxy}/autoregistration/${agent?.id}/host`
    expect(await call('POST', accept, {})).toMatchObject({ status: 201, body: { host: 'pi' } })
    expect(await call('GET', `/proxies/${proxy}`)).toMatchObject({
      body: { state: 'online', version: '6.0.14', lastSeenAt: time },
    })
    expect(await get('journal')).toEqual(anything)
  })
})

describe('the calls of tasks', () => {
  it('queue a command, show it, and cancel it', async () => {
    const proxyId = await idOf('POST', '/proxies', { name: 'worker', mode: 'active' })
    await idOf('POST', `/proxies/${proxyId}/hosts`, { host: 'web03' })
    const command = { kind: 'command', host: 'web03', command: 'uptime', executeOn: 'proxy', ttlSeconds: 60 }
    const made = await call('POST', '/tasks', { proxyId, ...command })
    const view = {
      id,
      proxyId,
      ...command,
      state: 'waiting',
      createdAt: time,
      sentAt: null,
      finishedAt: null,
    }
    expect(made).toMatchObject({ status: 201, body: { ...view, output: null, error: null } })
    const path = `/tasks/${(made.body as { id: number }).id}`
    expect((await call('GET', path)).body).toEqual(made.body)
    expect((await call('GET', `/tasks?proxyId=${proxyId}&state=waiting`)).body).toEqual([made.body])
    expect((await call('GET', `/tasks?proxyId=${proxyId}&state=done`)).body).toEqual([])
    expect(await call('DELETE', path)).toMatchObject({ status: 200, body: { state: 'cancelled' } })
    expect(await call('DELETE', path)).toMatchObject({ status: 409, body: { code: 'TASK_NOT_WAITING' } })
    const again = await call('POST', `${path}/retry`)
    expect(again).toMatchObject({ status: 201, body: { state: 'waiting', command: 'uptime' } })
    const reply = await say({
      request: 'proxy data',
      host: 'worker',
      session: 'b'.repeat(32),
      version: '6.0.14',
    })
    const number = (again.body as { id: number }).id
    expect(reply).toMatchObject({ tasks: [{ type: 2, parent_taskid: number, execute_on: 2 }] })
    const results = [{ type: 3, clock: 1, status: -1, info: 'sh: uptime: not found', parent_taskid: number }]
    await say({
      request: 'proxy data',
      host: 'worker',
      session: 'b'.repeat(32),
      version: '6.0.14',
      tasks: results,
    })
    expect((await call('GET', `/tasks/${number}`)).body).toMatchObject({
      ...{ state: 'failed', sentAt: time, finishedAt: time, error: 'sh: uptime: not found' },
    })
    const { body } = await call('GET', `/task-journal?proxyId=${proxyId}`)
    expect((body as { act: string }[]).map(({ act }) => act)).toEqual([
      ...['failed', 'sent', 'queued', 'cancelled', 'queued'],
    ])
    expect(JSON.stringify(body)).toContain('script at 127.0.0.1')
  })
})

describe('the calls of agents without a proxy', () => {
  it('give one its items, and list it', async () => {
    const items = [{ key: 'agent.ping', type: 'active', valueType: 'unsigned', delay: '30s' }]
    const made = await call('POST', '/agents', { host: 'laptop', items })
    expect(made).toMatchObject({ status: 201, body: { id, proxyId: null, host: 'laptop', lastSeenAt: null } })
    expect(await call('GET', '/agents')).toMatchObject({ status: 200, body: [made.body] })
    const reply = await say({ request: 'active checks', host: 'laptop' })
    expect(reply).toMatchObject({ response: 'success', data: [{ key: 'agent.ping' }] })
  })
})

describe('every call of Zabbix', () => {
  const LIST = [
    '/proxies',
    '/tasks',
    '/agents',
    '/task-queue',
    '/task-journal',
    '/zabbix/macros',
    '/zabbix/presets',
  ]
  const PARTS = ['hosts', 'availability', 'discovery', 'autoregistration', 'discovery-rules', 'journal']

  it('wants the token', async () => {
    for (const path of LIST)
      expect([path, (await console_.request(`/api${path}`)).status]).toEqual([path, 401])
    const send = { method: 'POST', body: '{"name":"x","mode":"active"}' }
    expect((await console_.request('/api/proxies', send)).body).toMatchObject({ code: 'UNAUTHORIZED' })
    expect(JSON.stringify((await call('GET', '/proxies')).body)).not.toContain('"x"')
  })

  it('knows what is not there', async () => {
    for (const path of ['', ...PARTS.map((part) => `/${part}`)]) {
      const answer = await call('GET', `/proxies/999${path}`)
      expect([path, answer.status, answer.body]).toEqual([
        path,
        404,
        { code: 'NOT_FOUND', message: anything },
      ])
    }
    const rule = { name: 'x', range: '192.0.2.1', checks: [{ type: 'icmp' }] }
    for (const [method, path, body] of [
      ['POST', '/proxies/999/hosts', { host: 'x' }],
      ['POST', '/proxies/999/discovery-rules', rule],
      ['PATCH', '/proxies/999', { name: 'x' }],
      ['DELETE', '/proxies/999', undefined],
      ['GET', '/tasks/999', undefined],
      ['DELETE', '/tasks/999', undefined],
      ['PATCH', '/agents/999', { name: 'x' }],
    ] as const)
      expect([path, (await call(method, path, body)).status]).toEqual([path, 404])
  })

  it('names the field that is wrong', async () => {
    const proxy = await idOf('POST', '/proxies', { name: 'strict', mode: 'active' })
    const hosts = `/proxies/${proxy}/hosts`
    const item = { key: 'a', type: 'trapper', valueType: 'float' }
    const one = { host: 'x', items: [item] }
    for (const [method, path, body, field] of [
      ['POST', '/proxies', { mode: 'active' }, 'name'],
      ['POST', '/proxies', { name: 'a/b', mode: 'active' }, 'name'],
      ['POST', '/proxies', { name: 'x', mode: 'both' }, 'mode'],
      ['POST', '/proxies', { name: 'x', mode: 'passive', address: 'a', port: 70_000 }, 'port'],
      ['POST', '/proxies', { name: 'x', mode: 'active', tls: { mode: 'psk', psk: 'short' } }, 'tls.psk'],
      ['POST', hosts, {}, 'host'],
      [
        'POST',
        hosts,
        { host: 'x', interfaces: [{ type: 'jmx', address: 'a', port: 1 }] },
        'interfaces.0.type',
      ],
      ['POST', hosts, { ...one, items: [{ ...item, valueType: 'number' }] }, 'items.0.valueType'],
      [
        ...(['POST', hosts] as const),
        { ...one, items: [{ ...item, preprocessing: [{ type: 'multiplier', params: ['ten'] }] }] },
        'items.0.preprocessing.0.params.0',
      ],
      ['POST', hosts, { ...one, macros: [{ macro: 'KEY', value: '1' }] }, 'macros.0.macro'],
      ['POST', `/proxies/${proxy}/discovery-rules`, { name: 'x', range: '192.0.2.1', checks: [] }, 'checks'],
      [
        ...(['POST', `/proxies/${proxy}/discovery-rules`] as const),
        { name: 'x', range: '192.0.2.1', checks: [{ type: 'rdp', ports: '1' }] },
        'checks.0.type',
      ],
      ['POST', '/tasks', { proxyId: proxy, kind: 'reboot' }, 'kind'],
      ['POST', '/tasks', { proxyId: proxy, kind: 'command', executeOn: 'server' }, 'executeOn'],
      ['POST', '/tasks', { proxyId: proxy, kind: 'diagnostics', ttlSeconds: 0 }, 'ttlSeconds'],
      ['GET', '/tasks?state=lost-and-found', undefined, 'state'],
      ['POST', '/agents', { host: '' }, 'host'],
      ['PATCH', '/settings', { zabbix: { dataFrequencySeconds: 0 } }, 'zabbix.dataFrequencySeconds'],
    ] as const) {
      const answer = await call(method, path, body)
      expect([path, answer.status, answer.body]).toEqual([
        path,
        400,
        { code: 'BAD_REQUEST', message: expect.stringMatching(new RegExp(`(^|; |\\.)${field}: `)) as string },
      ])
    }
  })

  it('refuses what a proxy could not do, in words', async () => {
    const proxy = await idOf('POST', '/proxies', { name: 'able', mode: 'active' })
    const hosts = `/proxies/${proxy}/hosts`
    for (const [path, body, status, code, words] of [
      ['/proxies', { name: 'able', mode: 'active' }, 409, 'PROXY_NAME_TAKEN', 'able'],
      ['/proxies', { name: 'x', mode: 'passive' }, 422, 'PROXY_INVALID', 'address'],
      [
        hosts,
        { host: 'x', items: [{ key: 'a', type: 'snmp', valueType: 'float', oid: '1' }] },
        422,
        'ZABBIX_HOST_INVALID',
        'SNMP interface',
      ],
      [
        '/tasks',
        { proxyId: proxy, kind: 'command', host: 'nobody', command: 'id' },
        422,
        'TASK_INVALID',
        'nobody',
      ],
      ['/tasks', { proxyId: 999, kind: 'diagnostics' }, 422, 'TASK_INVALID', '999'],
    ] as const) {
      const answer = await call('POST', path, body)
      expect([answer.status, answer.body]).toEqual([
        status,
        { code, message: expect.stringContaining(words) as string },
      ])
    }
  })
})
