import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readExport } from './read-export.ts'
import { UnreadableExport } from './read-tree.ts'

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../test/fixtures/zabbix-export/${name}`, import.meta.url), 'utf8')

function hostOf(text: string, name: string) {
  const found = readExport(text).hosts.find(({ input }) => input.host === name)
  if (found === undefined) throw new Error(`There is no ${name}.`)
  return found.input
}

describe('an export as YAML', () => {
  const text = fixture('linux.yaml')
  const host = hostOf(text, 'web01')
  const itemOf = (key: string) => host.items.find((item) => item.key === key)

  it('gives the host with the items of its templates, its own first', () => {
    expect(host.items.map(({ key }) => key)).toEqual([
      'system.cpu.load[all,avg1]',
      'sysUpTime',
      'cpu.busy',
      'system.cpu.util[,idle]',
    ])
    expect(itemOf('system.cpu.load[all,avg1]')).toMatchObject({
      name: 'Own load',
      type: 'agent',
      delay: '5s',
    })
  })

  it('knows what goes without saying', () => {
    expect(itemOf('system.cpu.util[,idle]')).toMatchObject({ type: 'agent', valueType: 'float', delay: '1m' })
    expect(host.interfaces[0]).toMatchObject({ type: 'agent', address: '192.0.2.7', port: 10_050 })
  })

  it('takes over interfaces, masters, preprocessing and macros', () => {
    expect(itemOf('sysUpTime')).toMatchObject({
      type: 'snmp',
      oid: '1.3.6.1.2.1.1.3.0',
      interface: 1,
      preprocessing: [{ type: 'multiplier', params: ['0.01'] }],
    })
    expect(itemOf('cpu.busy')).toMatchObject({ type: 'dependent', masterKey: 'system.cpu.util[,idle]' })
    expect(host.macros).toEqual([
      { macro: '{$PASSWORD}', value: '', type: 'secret' },
      { macro: '{$LIMIT}', value: '007', type: 'text' },
    ])
  })

  it('gives the templates too, as such', () => {
    const { hosts, version } = readExport(text)
    expect(version).toBe('6.0')
    expect(hosts.map(({ input, isTemplate }) => [input.host, isTemplate])).toEqual([
      ['web01', false],
      ['CPU by agent', true],
    ])
  })

  it('says what was left out, and why', () => {
    const left = readExport(text).leftOut.filter(({ host: name }) => name === 'web01')
    expect(left.map(({ what, reason }) => `${what}: ${reason}`)).toEqual([
      'template Not in the export: It is linked, but not in the export.',
      '{$PASSWORD}: An export has no secret values: enter it on the host.',
      'interface: Interfaces of JMX are not taken over.',
      'calc.load: Items of the type “calculated” are not taken over.',
      'made.of.calculated: It is made of calc.load, which is not taken over.',
      '1 low-level discovery rules: They are not taken over.',
      '1 triggers: They are not taken over.',
    ])
  })
})

describe('an export as XML', () => {
  it('is read with the numbers of older versions', () => {
    const host = hostOf(fixture('old.xml'), 'old01')
    expect(host).toMatchObject({
      name: 'Old & slow',
      interfaces: [{ type: 'agent', address: 'old01.example.org', port: 10_050 }],
      items: [
        {
          key: 'net.if.in[eth0]',
          type: 'agent',
          valueType: 'unsigned',
          units: 'bps',
          preprocessing: [
            { type: 'changePerSecond', params: [] },
            { type: 'multiplier', params: ['8'] },
          ],
        },
      ],
    })
  })

  it('expands no entities of its own', () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><zabbix_export><version>&b;</version></zabbix_export>`
    expect(() => readExport(bomb)).toThrow('no DOCTYPE')
  })
})

describe('an export as JSON', () => {
  const httpOf = (change: object) => {
    const items = [{ key: 'page', type: 'HTTP_AGENT', url: 'http://x/', ...change }]
    const text = JSON.stringify({ zabbix_export: { version: '6.0', hosts: [{ host: 'a', items }] } })
    return hostOf(text, 'a').items[0]?.http
  }

  it('gives HTTP items with everything that they ask for', () => {
    const pairs = [
      { name: 'a', value: '1' },
      { name: 'a', value: '2' },
    ]
    expect(
      httpOf({
        query_fields: pairs,
        request_method: 'POST',
        post_type: 'JSON',
        posts: '{}',
        retrieve_mode: 'BOTH',
        output_format: 'JSON',
        authtype: 'NTLM',
        username: 'reader',
        password: 'opensesame',
        http_proxy: 'http://192.0.2.8',
        verify_peer: 'YES',
        ssl_cert_file: 'c.pem',
        ssl_key_file: 'c.key',
        ssl_key_password: 'swordfish',
        allow_traps: 'YES',
      }),
    ).toMatchObject({
      queryFields: pairs,
      method: 'POST',
      bodyType: 'json',
      body: '{}',
      retrieve: 'both',
      output: 'json',
      authentication: 'ntlm',
      username: 'reader',
      password: 'opensesame',
      httpProxy: 'http://192.0.2.8',
      verifyCertificate: true,
      verifyHost: false,
      certificateFile: 'c.pem',
      keyFile: 'c.key',
      keyPassword: 'swordfish',
      allowTraps: true,
    })
  })

  it('leaves the secrets as they are where it has none', () => {
    const http = httpOf({ authtype: '1', username: 'reader' })
    expect(http).toMatchObject({ authentication: 'basic', queryFields: [], output: 'raw' })
    expect(http?.password).toBeUndefined()
  })

  it('is read like the others', () => {
    const items = [{ key: 'agent.ping', name: 'Ping' }]
    const text = JSON.stringify({ zabbix_export: { version: '6.0', hosts: [{ host: 'a', items }] } })
    expect(hostOf(text, 'a').items).toMatchObject([
      { key: 'agent.ping', name: 'Ping', valueType: 'unsigned' },
    ])
  })
})

describe('what is no export', () => {
  it('is refused with the reason', () => {
    for (const [text, reason] of [
      ['{"zabbix_export":', 'cannot be read as JSON'],
      ['<zabbix_export>', 'cannot be read as XML'],
      ['a: [1', 'cannot be read as YAML'],
      ['hello', 'no “zabbix_export” in it'],
      ['a: &x [1]\nb: &y [*x, *x]\nzabbix_export: [*y, *y]', 'cannot be read as YAML'],
    ] as const) {
      expect(() => readExport(text)).toThrow(UnreadableExport)
      expect(() => readExport(text)).toThrow(reason)
    }
  })
})
