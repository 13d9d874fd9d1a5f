import { expect, it } from 'vitest'
import type { ZabbixHost, ZabbixItem } from '../../domain/zabbix-configuration.ts'
import { activeChecksOf } from './active-checks.ts'
import { activeChecks } from './replies.ts'

const item = (id: number, key: string, change: Partial<ZabbixItem> = {}): ZabbixItem => ({
  id,
  key,
  name: '',
  type: 'active',
  valueType: 'unsigned',
  delay: '1m',
  units: '',
  enabled: true,
  interfaceId: null,
  oid: null,
  masterItemId: null,
  url: null,
  http: null,
  allowedHosts: '',
  preprocessing: [],
  ...change,
})

const HOST: ZabbixHost = {
  id: 1,
  proxyId: null,
  host: 'web01',
  name: 'web01',
  enabled: true,
  interfaces: [],
  items: [
    item(1, 'agent.ping'),
    item(2, 'log[{$LOG},{$NONE}]', { valueType: 'log', delay: '{$EVERY}' }),
    item(3, 'timetable', { delay: '0;wd1-5h9' }),
    item(4, 'trap', { type: 'trapper' }),
    item(5, 'off', { enabled: false }),
  ],
  macros: [{ id: 9, macro: '{$LOG}', value: '/var/log/x', type: 'text' }],
}

it('tells an agent its own enabled items, with macros put in and the place in each log', () => {
  const globalMacros = [
    { id: 1, macro: '{$LOG}', value: '/other', type: 'text' },
    { id: 2, macro: '{$EVERY}', value: '2s', type: 'text' },
  ] as const
  const position = { size: 9, modifiedAt: 5 }
  const checks = activeChecksOf(HOST, globalMacros, (id) => (id === 2 ? position : null))
  expect(JSON.parse(activeChecks(checks))).toEqual({
    response: 'success',
    data: [
      { key: 'agent.ping', itemid: 1, delay: 60, lastlogsize: 0, mtime: 0 },
      {
        key: 'log[/var/log/x,{$NONE}]',
        key_orig: 'log[{$LOG},{$NONE}]',
        itemid: 2,
        delay: 2,
        lastlogsize: 9,
        mtime: 5,
      },
      { key: 'timetable', itemid: 3, delay: 60, lastlogsize: 0, mtime: 0 },
    ],
  })
})
