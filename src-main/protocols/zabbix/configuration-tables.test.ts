import { describe, expect, it } from 'vitest'
import { captureJson } from '../../../test/support/zabbix-captures.ts'
import type { ProxyConfiguration, ZabbixHost, ZabbixItem } from '../../domain/zabbix-configuration.ts'
import { configurationTables } from './configuration-tables.ts'
import { faultsOf } from './table-check.ts'
import { COLUMNS, TABLE_NAMES } from './table-shapes.ts'

type Table = { readonly fields: readonly string[]; readonly data: readonly (readonly unknown[])[] }
type Sent = Readonly<Record<string, Table>>

const item = (id: number, key: string, change: Partial<ZabbixItem> = {}): ZabbixItem => ({
  id,
  key,
  name: '',
  type: 'agent',
  valueType: 'unsigned',
  delay: '5s',
  units: '',
  enabled: true,
  interfaceId: 931101,
  oid: null,
  masterItemId: null,
  url: null,
  http: null,
  allowedHosts: '',
  preprocessing: [],
  ...change,
})

const HOST: ZabbixHost = {
  id: 921101,
  proxyId: 1,
  host: 'host-ok-a',
  name: 'Host OK a',
  enabled: true,
  interfaces: [
    { id: 931101, type: 'agent', address: '127.0.0.1', port: 20050, snmp: null },
    { id: 931102, type: 'agent', address: 'web01.example', port: 10050, snmp: null },
    {
      id: 931104,
      type: 'snmp',
      address: '127.0.0.1',
      port: 20161,
      snmp: { version: 2, bulk: true, community: '{$SNMP_COMMUNITY}' },
    },
  ],
  items: [item(940101, 'agent.ping')],
  macros: [{ id: 7, macro: '{$A}', value: 'b', type: 'secret' }],
}

const CONFIGURATION: ProxyConfiguration = {
  proxy: {
    id: 1,
    name: 'prx',
    mode: 'active',
    enabled: true,
    address: null,
    port: null,
    tls: { mode: 'none' },
  },
  hosts: [HOST],
  discoveryRules: [],
  globalMacros: [{ id: 2, macro: '{$SNMP_COMMUNITY}', value: 'public', type: 'text' }],
}

function tablesOf(change: Partial<ProxyConfiguration>, host: Partial<ZabbixHost> = {}): Sent {
  const tables = configurationTables({ ...CONFIGURATION, hosts: [{ ...HOST, ...host }], ...change })
  if (!tables.ok) throw new Error(tables.faults.join('\n'))
  return JSON.parse(tables.text) as Sent
}

const cells = (sent: Sent, table: string, row = 0): Readonly<Record<string, unknown>> => {
  const { fields = [], data = [] } = sent[table] ?? {}
  return Object.fromEntries(fields.map((field, index) => [field, data[row]?.[index]]))
}

describe('configuration tables', () => {
  const recorded = captureJson('active-01-proxy-config')[1]?.json as unknown as Sent

  it('are those of the real server, with their columns, in their order', () => {
    const sent = tablesOf({})
    expect(Object.keys(sent)).toEqual(Object.keys(recorded))
    for (const name of TABLE_NAMES) expect(sent[name]?.fields).toEqual(recorded[name]?.fields)
    expect(sent['macro.secrets']).toEqual({})
  })

  it('have the rows that the real server sent of the same host', () => {
    const sent = tablesOf({})
    const first = (tables: Sent, name: string) => tables[name]?.data[0]
    for (const name of ['globalmacro', 'hosts', 'interface', 'items', 'item_rtdata', 'hstgrp', 'config']) {
      expect(first(sent, name), name).toEqual(first(recorded, name))
    }
    expect(sent['config_autoreg_tls']?.data).toEqual([[1, '', '']])
    expect(sent['hostmacro']?.data).toEqual([[7, 921101, '{$A}', 'b', 1]])
  })

  it('name one main interface of each kind, by address or by name', () => {
    const sent = tablesOf({})
    expect(cells(sent, 'interface', 1)).toMatchObject({ main: 0, useip: 0, ip: '', dns: 'web01.example' })
    expect(cells(sent, 'interface', 2)).toMatchObject({ main: 1, type: 2, port: '20161' })
    expect(cells(sent, 'interface_snmp')).toMatchObject({
      version: 2,
      bulk: 1,
      community: '{$SNMP_COMMUNITY}',
    })
  })

  it('have every kind of item, with what belongs to it', () => {
    const items = [
      item(1, 'trap', { type: 'trapper', interfaceId: null, delay: '0', allowedHosts: '10.0.0.1' }),
      item(2, 'cpu', { type: 'active', valueType: 'float' }),
      item(3, 'tcp', { type: 'simple', enabled: false }),
      item(4, 'snmp', { type: 'snmp', oid: '1.3.6.1', interfaceId: 931104 }),
      item(5, 'part', { type: 'dependent', masterItemId: 2, interfaceId: null, valueType: 'text' }),
      item(6, 'page', {
        type: 'http',
        url: 'http://x/',
        http: {
          method: 'POST',
          timeout: '9s',
          queryFields: [
            { name: 'q', value: 'a "b"' },
            { name: 'q', value: '2' },
          ],
          headers: { A: 'b', C: 'd' },
          body: '{}',
          bodyType: 'json',
          statusCodes: '200-399',
          followRedirects: false,
          retrieve: 'both',
          output: 'json',
          authentication: 'digest',
          username: 'reader',
          password: 'opensesame',
          httpProxy: 'http://192.0.2.8:3128',
          verifyCertificate: true,
          verifyHost: false,
          certificateFile: 'reader.pem',
          keyFile: 'reader.key',
          keyPassword: 'swordfish',
          allowTraps: true,
        },
      }),
      item(7, 'queue', { type: 'internal', interfaceId: null, valueType: 'log' }),
    ]
    const sent = tablesOf({}, { items })
    const types = items.map((_, row) => cells(sent, 'items', row)['type'])
    expect(types).toEqual([2, 7, 3, 20, 18, 19, 5])
    expect(cells(sent, 'items', 0)).toMatchObject({
      interfaceid: null,
      trapper_hosts: '10.0.0.1',
      delay: '0',
    })
    expect(cells(sent, 'items', 2)).toMatchObject({ status: 1 })
    expect(cells(sent, 'items', 3)).toMatchObject({ snmp_oid: '1.3.6.1', interfaceid: 931104 })
    expect(cells(sent, 'items', 4)).toMatchObject({ master_itemid: 2, value_type: 4 })
    expect(cells(sent, 'items', 5)).toMatchObject({
      url: 'http://x/',
      timeout: '9s',
      query_fields: '[{"q":"a \\"b\\""},{"q":"2"}]',
      posts: '{}',
      post_type: 2,
      headers: 'A: b\r\nC: d',
      status_codes: '200-399',
      follow_redirects: 0,
      retrieve_mode: 2,
      request_method: 1,
      output_format: 1,
      authtype: 4,
      username: 'reader',
      password: 'opensesame',
      http_proxy: 'http://192.0.2.8:3128',
      ssl_cert_file: 'reader.pem',
      ssl_key_file: 'reader.key',
      ssl_key_password: 'swordfish',
      verify_peer: 1,
      verify_host: 0,
      allow_traps: 1,
    })
    expect(cells(sent, 'items', 6)).toMatchObject({
      query_fields: '',
      authtype: 0,
      password: '',
      timeout: '3s',
    })
    expect(sent['item_rtdata']?.data).toHaveLength(items.length)
  })

  it('have preprocessing steps in their order', () => {
    const preprocessing = [
      { id: 11, type: 'multiplier', params: ['60'], onFail: 'error', onFailValue: '' },
      { id: 12, type: 'regex', params: ['a(.*)', '\\1'], onFail: 'setValue', onFailValue: '0' },
    ] as const
    const steps = preprocessing.map((step) => ({ ...step, params: [...step.params] }))
    const sent = tablesOf({}, { items: [item(1, 'a', { preprocessing: steps })] })
    expect(sent['item_preproc']?.data).toEqual([
      [11, 1, 1, 1, '60', 0, ''],
      [12, 1, 2, 5, 'a(.*)\n\\1', 2, '0'],
    ])
  })

  it('have enabled discovery rules with their checks', () => {
    const rule = { id: 5, proxyId: 1, name: 'net', range: '127.0.0.1', delay: '1m', enabled: true }
    const checks = [
      { id: 1, type: 'agent', ports: '20050', key: 'agent.hostname', snmp: null },
      { id: 2, type: 'icmp', ports: '0', key: '', snmp: null },
      { id: 3, type: 'snmpv2c', ports: '161', key: '1.3', snmp: { version: 2, bulk: true, community: 'c' } },
    ] as const
    const sent = tablesOf({
      discoveryRules: [
        { ...rule, checks },
        { ...rule, id: 6, enabled: false, checks: [] },
      ],
    })
    expect(sent['drules']?.data).toEqual([[5, 'net', '127.0.0.1', '1m']])
    expect(cells(sent, 'dchecks', 0)).toMatchObject({ type: 9, key_: 'agent.hostname', ports: '20050' })
    expect(cells(sent, 'dchecks', 1)).toMatchObject({ type: 12 })
    expect(cells(sent, 'dchecks', 2)).toMatchObject({ type: 11, snmp_community: 'c', host_source: 1 })
  })

  it('of SNMPv3 put the same secrets into the two orders that their tables have', () => {
    const snmp = {
      version: 3,
      bulk: false,
      securityName: 'u',
      securityLevel: 'authPriv',
      authProtocol: 'SHA256',
      authPassphrase: 'aa',
      privacyProtocol: 'AES256',
      privacyPassphrase: 'pp',
      contextName: 'ctx',
    } as const
    const check = { id: 1, type: 'snmpv3', ports: '161', key: '1.3', snmp } as const
    const rule = { id: 5, proxyId: 1, name: 'net', range: '::1', delay: '1m', enabled: true, checks: [check] }
    const interfaces = [{ id: 931101, type: 'snmp', address: '::1', port: 161, snmp } as const]
    const sent = tablesOf({ discoveryRules: [rule] }, { interfaces })
    expect(sent['interface_snmp']?.data).toEqual([[931101, 3, 0, '', 'u', 2, 'aa', 'pp', 3, 3, 'ctx']])
    expect(cells(sent, 'dchecks')).toMatchObject({
      snmpv3_securitylevel: 2,
      snmpv3_authprotocol: 3,
      snmpv3_privpassphrase: 'pp',
      snmpv3_contextname: 'ctx',
    })
  })

  it('tell how far logs have been read', () => {
    const tables = configurationTables(CONFIGURATION, new Map([[940101, { size: 9, modifiedAt: 5 }]]))
    expect(tables.ok && (JSON.parse(tables.text) as Sent)['item_rtdata']?.data).toEqual([[940101, 9, 5]])
  })
})

describe('what would crash a proxy or stop it (zabbix.md §4.2) is not sent', () => {
  it.each([
    ['an interface that is not there', { items: [item(1, 'a', { interfaceId: 4 })] }, /no interface 4/],
    ['a master item that is not there', { items: [item(1, 'a', { masterItemId: 9 })] }, /no items 9/],
    ['two rows with one id', { items: [item(1, 'a'), item(1, 'b')] }, /the id 1 is there twice/],
    ['an id that is none', { items: [item(0, 'a')] }, /begins with no id/],
  ])('%s', (_, host, words) => {
    const tables = configurationTables({ ...CONFIGURATION, hosts: [{ ...HOST, ...host }] })
    expect(tables.ok).toBe(false)
    expect(tables.ok ? '' : tables.faults.join()).toMatch(words)
  })

  it('a short row, a null in a text, an item that would never be measured', () => {
    const row = COLUMNS.drules.map(({ kind }) => (kind === 'text' ? '' : 1))
    expect(faultsOf({ drules: [row] })).toEqual([])
    expect(faultsOf({ drules: [row.slice(1)] })[0]).toMatch(/cells, 4 are needed/)
    expect(faultsOf({ drules: [[1, null, '', '']] })[0]).toMatch(/name may not be null/)
    expect(faultsOf({ drules: [[1, 'a', '', 7]] })[0]).toMatch(/delay may not be 7/)
    expect(faultsOf({ item_rtdata: [[1, 0, 0]] })[0]).toMatch(/there is no items 1/)
    const items = [COLUMNS.items.map(({ kind }) => (kind === 'text' ? '' : 1))]
    expect(faultsOf({ items, hosts: [], item_rtdata: [] }).join()).toMatch(/it has no item_rtdata/)
  })
})
