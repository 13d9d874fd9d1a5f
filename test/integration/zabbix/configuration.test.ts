import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readdirSync } from 'node:fs'
import { newItem } from '../../../src-main/contract/index.ts'
import { startTestEngine, type TestEngine } from '../../support/test-engine.ts'
import { host, item } from '../../support/zabbix-world.ts'

const PSK = '00112233445566778899aabbccddeeff'
let test: TestEngine
const clientOf = ({ router }: TestEngine) => createRouterClient(router, { context: { who: 'somebody' } })
let client: ReturnType<typeof clientOf>

beforeEach(async () => {
  test = await startTestEngine({ zabbix: 'off' })
  client = clientOf(test)
})
afterEach(() => test.dispose())

async function again(): Promise<void> {
  test = await test.restart()
  client = clientOf(test)
}

async function webHost(proxyId: number) {
  return client.proxies.addHost({
    id: proxyId,
    host: 'web01',
    interfaces: [{ type: 'agent', address: '192.0.2.7', port: 10_050 }],
    items: [
      { key: 'agent.ping', type: 'agent', valueType: 'unsigned', delay: 5 },
      { key: 'push', type: 'trapper', valueType: 'float' },
    ],
  })
}

describe('proxies', () => {
  it('are added, changed and kept, with the key in no answer and in no file in clear', async () => {
    const tls = { mode: 'psk', pskIdentity: 'PSK 1', psk: PSK } as const
    const made = await client.proxies.create({ name: 'north', mode: 'active', tls })
    expect(made).toMatchObject({ name: 'north', state: 'waiting', tls: { mode: 'psk', hasPsk: true } })
    await client.proxies.update({ id: made.id, name: 'north 2', tls: { mode: 'psk' } })
    await again()
    const list = await client.proxies.list()
    expect(list).toMatchObject([
      { id: made.id, name: 'north 2', tls: { pskIdentity: 'PSK 1', hasPsk: true } },
    ])
    expect(JSON.stringify(list)).not.toContain(PSK)
    expect(test.services.inventory.proxy(made.id)?.tls).toEqual(tls)
    const entries = readdirSync(test.directory, { recursive: true, withFileTypes: true })
    const names = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    for (const name of names)
      expect([name, readFileSync(name, 'latin1').includes(PSK)]).toEqual([name, false])
    expect(test.lines.join('\n')).not.toContain(PSK)
  })

  it('have one name and one PSK identity each, and need what their mode needs', async () => {
    const tls = { mode: 'psk', pskIdentity: 'PSK 1', psk: PSK } as const
    await client.proxies.create({ name: 'north', mode: 'active', tls })
    await expect(client.proxies.create({ name: 'north', mode: 'active' })).rejects.toMatchObject({
      code: 'PROXY_NAME_TAKEN',
    })
    await expect(client.proxies.create({ name: 'south', mode: 'active', tls })).rejects.toMatchObject({
      code: 'PROXY_INVALID',
    })
    await expect(client.proxies.create({ name: 'south', mode: 'passive' })).rejects.toMatchObject({
      code: 'PROXY_INVALID',
    })
    await expect(client.proxies.get({ id: 999 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('hosts of a proxy', () => {
  it('keep the numbers of what stays, and never give one away again', async () => {
    const { id } = await client.proxies.create({ name: 'north', mode: 'active' })
    const made = await webHost(id)
    const [ping, push] = made.items
    const changed = await client.proxies.updateHost({
      id,
      hostId: made.id,
      items: [
        { key: 'push', type: 'trapper', valueType: 'text' },
        { key: 'new', type: 'trapper', valueType: 'text' },
      ],
    })
    expect(changed.interfaces).toEqual(made.interfaces)
    expect(changed.items[0]).toMatchObject({ id: push?.id, valueType: 'text' })
    const used = [made.id, ping?.id, push?.id, made.interfaces[0]?.id, id]
    expect(used).not.toContain(changed.items[1]?.id)
    await client.proxies.removeHost({ id, hostId: made.id })
    await again()
    const next = await webHost(id)
    expect([...used, changed.items[1]?.id]).not.toContain(next.id)
  })

  it('are refused when they would not work on a proxy', async () => {
    const { id } = await client.proxies.create({ name: 'north', mode: 'active' })
    const item = { key: 'agent.ping', type: 'agent', valueType: 'unsigned' } as const
    const add = (host: object) => client.proxies.addHost({ id, host: 'x', ...host })
    for (const [host, words] of [
      [{ items: [item] }, 'agent interface'],
      [
        {
          items: [
            { ...item, type: 'trapper' },
            { ...item, type: 'trapper' },
          ],
        },
        'twice',
      ],
      [{ items: [{ ...item, type: 'dependent', masterKey: 'agent.ping' }] }, 'more than 3 steps'],
      [{ items: [{ ...item, type: 'dependent' }] }, 'made of'],
      [{ items: [{ ...item, type: 'active', delay: 'often' }] }, 'no time'],
      [{ items: [{ ...item, type: 'http' }] }, 'needs a URL'],
      [{ items: [{ ...item, type: 'http', url: 'web01/status' }] }, 'begins with neither'],
      [{ items: [{ ...item, type: 'http', url: 'http://a', http: { timeout: '2h' } }] }, 'timeout “2h”'],
      [{ items: [{ ...item, type: 'http', url: 'http://a', http: { statusCodes: 'ok' } }] }, 'codes “ok”'],
      [{ items: [{ ...item, type: 'http', url: 'http://a', http: { headers: { 'a b': '1' } } }] }, '“a b”'],
      [{ items: [{ ...item, type: 'http', url: 'http://a', http: { method: 'HEAD' } }] }, 'has no body'],
      [
        { items: [{ ...item, type: 'http', url: 'http://a', http: { authentication: 'basic' } }] },
        'user name',
      ],
      [{ interfaces: [{ type: 'snmp', address: 'a', port: 161, snmp: { version: 3 } }] }, 'name of a user'],
      [{ macros: [{ macro: '{$KEY}', type: 'secret' }] }, '{$KEY} needs a value'],
      [{ items: [{ ...item, type: 'trapper', key: 'a b' }] }, 'A key has'],
    ] as const) {
      await expect(add(host)).rejects.toMatchObject({
        code: 'ZABBIX_HOST_INVALID',
        message: expect.stringContaining(words) as string,
      })
    }
    await webHost(id)
    await expect(webHost(id)).rejects.toMatchObject({ code: 'ZABBIX_HOST_EXISTS' })
  })

  it('keep secret macros and passphrases that are not entered again, and show none', async () => {
    const { id } = await client.proxies.create({ name: 'north', mode: 'active' })
    const snmp = { version: 2, community: 'swordfish' } as const
    const made = await client.proxies.addHost({
      id,
      host: 'switch',
      interfaces: [{ type: 'snmp', address: '192.0.2.9', port: 161, snmp }],
      macros: [{ macro: '{$KEY}', value: 'opensesame', type: 'secret' }],
    })
    expect(JSON.stringify(made)).not.toMatch(/swordfish|opensesame/)
    await client.proxies.updateHost({
      id,
      hostId: made.id,
      interfaces: [{ type: 'snmp', address: '192.0.2.9', port: 161, snmp: { version: 2 } }],
      macros: [{ macro: '{$KEY}', type: 'secret' }],
    })
    const readable = await client.proxies.updateHost({
      id,
      hostId: made.id,
      macros: [{ macro: '{$KEY}', type: 'text' }],
    })
    expect(readable.macros).toEqual([{ macro: '{$KEY}', type: 'text', value: '', hasValue: false }])
    await client.proxies.updateHost({
      id,
      hostId: made.id,
      macros: [{ macro: '{$KEY}', value: 'opensesame', type: 'secret' }],
    })
    await again()
    const host = test.services.inventory.host(made.id)
    expect(host?.interfaces[0]?.snmp).toMatchObject({ community: 'swordfish' })
    expect(host?.macros).toMatchObject([{ value: 'opensesame' }])
  })

  it('keep the passwords of HTTP items, sealed, until they are entered anew or nothing needs them', async () => {
    const { id } = await client.proxies.create({ name: 'north', mode: 'active' })
    const login = { authentication: 'basic', username: 'reader', keyFile: 'a.key' } as const
    const itemWith = (http: object) => ({
      items: [{ key: 'page', type: 'http', valueType: 'text', url: 'http://a/', http } as const],
    })
    const secrets = { password: 'opensesame', keyPassword: 'swordfish' }
    const made = await client.proxies.addHost({ id, host: 'web', ...itemWith({ ...login, ...secrets }) })
    expect(made.items[0]?.http).toMatchObject({
      ...login,
      password: null,
      hasPassword: true,
      keyPassword: null,
      hasKeyPassword: true,
    })
    const changed = { ...login, queryFields: [{ name: 'q', value: '1' }] }
    await client.proxies.updateHost({ id, hostId: made.id, ...itemWith(changed) })
    const readable = JSON.stringify(await test.services.storage.store.zabbixHosts())
    expect(readable).not.toMatch(/opensesame|swordfish/)
    await again()
    const kept = () => test.services.inventory.host(made.id)?.items[0]?.http
    expect(kept()).toMatchObject({ ...changed, ...secrets })
    const macro = { ...login, password: '{$PASSWORD}', keyFile: '' }
    const open = await client.proxies.updateHost({ id, hostId: made.id, ...itemWith(macro) })
    expect(open.items[0]?.http).toMatchObject({ password: '{$PASSWORD}', hasKeyPassword: false })
    await client.proxies.updateHost({ id, hostId: made.id, ...itemWith({}) })
    expect(kept()).toMatchObject({ authentication: 'none', username: '', password: '', keyPassword: '' })
  })

  it('that were kept before a field of HTTP items was known get its default', async () => {
    const { id } = await client.proxies.create({ name: 'north', mode: 'active' })
    const made = await client.proxies.addHost({
      id,
      host: 'web',
      items: [{ key: 'page', type: 'http', valueType: 'text', url: 'http://a/' }],
    })
    const [stored] = await test.services.storage.store.zabbixHosts()
    const item = stored?.items[0]
    if (stored === undefined || item?.http === null || item === undefined) throw new Error('not stored')
    const { method, timeout, headers, body, bodyType, statusCodes, followRedirects, retrieve } = item.http
    const old = { method, timeout, headers, body, bodyType, statusCodes, followRedirects, retrieve }
    const http = { ...old, verifyCertificate: true } as unknown as typeof item.http
    await test.services.storage.store.putZabbixHosts([{ ...stored, items: [{ ...item, http }] }])
    await again()
    expect(test.services.inventory.host(made.id)?.items[0]?.http).toEqual({
      ...item.http,
      verifyCertificate: true,
      verifyHost: true,
    })
  })

  it('take every preset, and a second time nothing more', async () => {
    const { id } = await client.proxies.create({ name: 'north', mode: 'active' })
    const presets = await client.proxies.presets()
    expect(presets.map((preset) => preset.id)).toEqual([
      'linux-active',
      'linux-agent',
      'snmp-device',
      'web-server',
    ])
    for (const preset of presets) {
      const { id: hostId } = await client.proxies.addHost({
        id,
        host: preset.id,
        interfaces: [
          { type: 'agent', address: '192.0.2.7', port: 10_050 },
          { type: 'snmp', address: '192.0.2.7', port: 161 },
        ],
      })
      const once = await client.proxies.applyPreset({ hostId, preset: preset.id })
      expect(once.items).toHaveLength(preset.items.length)
      expect(await client.proxies.applyPreset({ hostId, preset: preset.id })).toEqual(once)
    }
  })
})

describe('an export of Zabbix', () => {
  const text = readFileSync(new URL('../../fixtures/zabbix-export/linux.yaml', import.meta.url), 'utf8')

  it('is looked at first, then its hosts are taken over', async () => {
    const { id } = await client.proxies.create({ name: 'north', mode: 'active' })
    const preview = await client.proxies.previewImport({ text })
    expect(preview.hosts).toMatchObject([
      { host: 'web01', isTemplate: false, itemCount: 4, exists: false },
      { host: 'CPU by agent', isTemplate: true },
    ])
    expect(await client.proxies.hosts({ id })).toEqual([])
    const { hosts } = await client.proxies.importHosts({ text, proxyId: id })
    expect(hosts.map(({ host, items }) => [host, items.length])).toEqual([['web01', 4]])
    expect((await client.proxies.previewImport({ text })).hosts[0]?.exists).toBe(true)
  })

  it('gives the items of a template to a host', async () => {
    const { id } = await client.proxies.create({ name: 'north', mode: 'active' })
    const made = await webHost(id)
    const { hosts } = await client.proxies.importHosts({
      text,
      proxyId: id,
      hosts: ['CPU by agent'],
      ontoHostId: made.id,
    })
    expect(hosts[0]?.items.map(({ key }) => key)).toContain('cpu.busy')
  })

  it('is refused when it is none', async () => {
    await expect(client.proxies.previewImport({ text: 'hello' })).rejects.toMatchObject({
      code: 'IMPORT_UNREADABLE',
    })
  })
})

describe('rules', () => {
  it('of discovery are checked before a proxy is told them', async () => {
    const { id } = await client.proxies.create({ name: 'north', mode: 'active' })
    const checks = [{ type: 'tcp', ports: '22,8000-8010' }] as const
    const rule = { id, name: 'Office', range: '192.0.2.1-50,198.51.100.0/24', checks: [...checks] }
    const made = await client.proxies.addDiscoveryRule(rule)
    expect(made.checks).toMatchObject([{ type: 'tcp', ports: '22,8000-8010' }])
    for (const wrong of [
      { range: '192.0.2.300' },
      { range: '10.0.0.0/8' },
      { checks: [{ type: 'tcp' as const, ports: '99999' }] },
      { checks: [{ type: 'agent' as const, ports: '10050' }] },
      { delay: 'never' },
    ])
      await expect(client.proxies.addDiscoveryRule({ ...rule, ...wrong })).rejects.toMatchObject({
        code: 'DISCOVERY_RULE_INVALID',
      })
    const off = await client.proxies.updateDiscoveryRule({ id, ruleId: made.id, enabled: false })
    expect(off).toEqual({ ...made, enabled: false })
    await again()
    expect(await client.proxies.discoveryRules({ id })).toEqual([off])
  })

  it('make hosts of agents whose metadata fit, and of no others', async () => {
    const { id } = await client.proxies.create({ name: 'north', mode: 'active' })
    await client.proxies.addRegistrationRule({ id, metadata: 'linux', preset: 'linux-agent' })
    const agent = { proxyId: id, ip: '192.0.2.7', dns: '', port: 10_050, tls: 'none' } as const
    await test.services.findings.registered({ ...agent, host: 'pi', metadata: 'Linux ARM' })
    await test.services.findings.registered({ ...agent, host: 'win', metadata: 'Windows' })
    const hosts = await client.proxies.hosts({ id })
    expect(hosts.map(({ host }) => host)).toEqual(['pi'])
    expect(hosts[0]?.interfaces).toMatchObject([{ address: '192.0.2.7', port: 10_050 }])
    expect(hosts[0]?.items.length).toBeGreaterThan(10)
  })
})

describe('agents without a proxy', () => {
  it('are given active and trapper items only', async () => {
    const made = await client.agents.create({
      host: 'pi',
      items: [{ key: 'agent.ping', type: 'active', valueType: 'unsigned', delay: '5s' }],
    })
    expect(await client.agents.list()).toMatchObject([{ id: made.id, host: 'pi', lastSeenAt: null }])
    await expect(
      client.agents.update({ id: made.id, items: [{ key: 'a', type: 'agent', valueType: 'float' }] }),
    ).rejects.toMatchObject({ code: 'ZABBIX_HOST_INVALID' })
    await client.agents.remove({ id: made.id })
    expect(await client.agents.list()).toEqual([])
  })

  it.each([
    [{ type: 'agent' }, 'Only a proxy gets values of this type'],
    [{ type: 'simple' }, 'Only a proxy gets values of this type'],
    [{ type: 'internal' }, 'Only a proxy gets values of this type'],
    [{ type: 'snmp', oid: '1.3.6.1' }, 'Only a proxy gets values of this type'],
    [{ type: 'http', url: 'http://a/' }, 'Only a proxy gets values of this type'],
    [{ type: 'dependent', masterKey: 'push' }, 'Only a proxy gets values of this type'],
    [
      { type: 'active', preprocessing: [{ type: 'multiplier', params: ['8'] }] },
      'Preprocessing is done by a proxy',
    ],
    [{ type: 'trapper', preprocessing: [{ type: 'changePerSecond' }] }, 'Preprocessing is done by a proxy'],
  ])('are refused an item that would never have a right value: %j', async (item, words) => {
    const push = { key: 'push', type: 'trapper', valueType: 'float' } as const
    await expect(
      client.agents.create({
        host: 'pi',
        items: [push, newItem.parse({ key: 'a', valueType: 'float', ...item })],
      }),
    ).rejects.toMatchObject({
      code: 'ZABBIX_HOST_INVALID',
      message: expect.stringContaining(`Item a: ${words}`) as string,
    })
    expect(await client.agents.list()).toEqual([])
  })

  it('that have such an item from before say on it what is wrong', async () => {
    const steps = [{ id: 3, type: 'changePerSecond', params: [], onFail: 'error', onFailValue: '' } as const]
    await test.services.inventory.putHosts([
      host(1, 'pi', null, [
        item(2, 'net', { type: 'active', preprocessing: steps.map((step) => ({ ...step, params: [] })) }),
        item(4, 'push'),
      ]),
    ])
    const [pi] = await client.agents.list()
    expect(pi?.items.map(({ problem }) => problem)).toEqual([
      'Preprocessing is done by a proxy. Without one a value is kept as it comes.',
      null,
    ])
  })

  it('get of a preset and of an export what needs no proxy, and are told of the rest', async () => {
    const presets = await client.proxies.presets()
    const active = presets.find(({ id }) => id === 'linux-active')
    const fitting = active?.items.filter(({ needsProxy }) => !needsProxy).map(({ key }) => key)
    const made = await client.agents.create({ host: 'pi' })
    const { items } = await client.proxies.applyPreset({ hostId: made.id, preset: 'linux-active' })
    expect(items.map(({ key }) => key)).toEqual(fitting)
    expect(items.every(({ problem }) => problem === null)).toBe(true)
    await expect(client.proxies.applyPreset({ hostId: made.id, preset: 'web-server' })).rejects.toMatchObject(
      { code: 'ZABBIX_HOST_INVALID' },
    )
    const text = readFileSync(new URL('../../fixtures/zabbix-export/linux.yaml', import.meta.url), 'utf8')
    const { hosts, leftOut } = await client.proxies.importHosts({ text, proxyId: null })
    expect(hosts.map(({ host: name, items: of }) => [name, of.length])).toEqual([['web01', 0]])
    expect(leftOut.filter(({ reason }) => reason.startsWith('Only a proxy')).map(({ what }) => what)).toEqual(
      ['system.cpu.load[all,avg1]', 'sysUpTime', 'cpu.busy', 'system.cpu.util[,idle]'],
    )
  })
})
