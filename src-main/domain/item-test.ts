import type { ItemType, ValueType } from '../contract/index.ts'
import type { ZabbixHost, ZabbixItem } from './zabbix-configuration.ts'

/** Numbers of zabbix.md §4.3. */
const ITEM_TYPES: Readonly<Partial<Record<ItemType, number>>> = {
  agent: 0,
  simple: 3,
  internal: 5,
  http: 19,
  snmp: 20,
}
const VALUE_TYPES: Readonly<Record<ValueType, number>> = { float: 0, char: 1, log: 2, unsigned: 3, text: 4 }

/** What the proxy says of its own work (zabbix.md §6.1). */
export const DIAGNOSTICS = JSON.stringify({
  historycache: { stats: 'extend', top: { values: 5 } },
  preprocessing: { stats: 'extend' },
})

/** Whether a proxy can be asked for the item at any time; what others push cannot. */
export function canBeAsked(type: ItemType): boolean {
  return ITEM_TYPES[type] !== undefined
}

/**
 * The text with which a proxy is asked to measure an item once, in the form
 * that the original server sends (recording `active-07`). Null for an item that
 * others push, and for SNMP and HTTP, whose form is in no recording.
 */
export function itemTestData(item: ZabbixItem, host: ZabbixHost): string | null {
  const type = ITEM_TYPES[item.type]
  if (type === undefined || item.type === 'snmp' || item.type === 'http') return null
  const target = host.interfaces.find(({ id }) => id === item.interfaceId) ?? null
  return JSON.stringify({
    type: String(type),
    key: item.key,
    interface: {
      address: target?.address ?? '127.0.0.1',
      port: String(target?.port ?? 0),
      interfaceid: String(target?.id ?? 0),
      useip: '1',
      type: target === null || target.snmp === null ? '1' : '2',
      details: {},
    },
    hostid: String(host.id),
    value_type: String(VALUE_TYPES[item.valueType]),
    http_authtype: '0',
    flags: '0',
    host: {
      host: host.host,
      proxy_hostid: '0',
      hostid: String(host.id),
      status: host.enabled ? '0' : '1',
      available: '0',
      tls_subject: '',
      tls_connect: '1',
    },
  })
}
