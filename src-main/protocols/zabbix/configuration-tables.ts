import type { DiscoveryCheckType } from '../../contract/index.ts'
import { parseNetwork } from '../../domain/ip-network.ts'
import type {
  DiscoveryCheck,
  DiscoveryRule,
  ProxyConfiguration,
  SnmpDefinition,
  ZabbixHost,
  ZabbixInterface,
  ZabbixMacro,
} from '../../domain/zabbix-configuration.ts'
import { itemRow, preprocessingRows } from './item-rows.ts'
import { faultsOf } from './table-check.ts'
import { type Cell, COLUMNS, TABLE_NAMES, type TableRows } from './table-shapes.ts'
import type { LogPosition } from './value-rows.ts'

type Tables =
  | { readonly ok: true; readonly text: string }
  /** What a proxy would stumble over; nothing may be sent. */
  | { readonly ok: false; readonly faults: readonly string[] }

/** The group that a proxy wants to hear of for discovery, though the console has none. */
const DISCOVERY_GROUP = 5
const INTERFACE_TYPE = { agent: 1, snmp: 2 } as const
const SECURITY_LEVEL = { noAuthNoPriv: 0, authNoPriv: 1, authPriv: 2 } as const
const AUTH_PROTOCOL = { MD5: 0, SHA1: 1, SHA224: 2, SHA256: 3, SHA384: 4, SHA512: 5 } as const
const PRIVACY_PROTOCOL = { DES: 0, AES128: 1, AES192: 2, AES256: 3, AES192C: 4, AES256C: 5 } as const
/** In the order of their numbers (zabbix.md §4.3). */
const CHECK_TYPES: readonly DiscoveryCheckType[] = [
  ...(['ssh', 'ldap', 'smtp', 'ftp', 'http', 'pop', 'nntp', 'imap', 'tcp', 'agent'] as const),
  ...(['snmpv1', 'snmpv2c', 'icmp', 'snmpv3', 'https', 'telnet'] as const),
]
const MACRO_TYPE = { text: 0, secret: 1 } as const
const NO_POSITION: LogPosition = { size: 0, modifiedAt: 0 }

/**
 * The configuration of a proxy as the JSON that it is sent: all 23 tables,
 * every time, since a row that is missing is deleted there (zabbix.md §4).
 *
 * @param positions how far the log of an item has been read, by item id
 */
export function configurationTables(
  configuration: ProxyConfiguration,
  positions: ReadonlyMap<number, LogPosition> = new Map(),
): Tables {
  const rows = rowsOf(configuration, positions)
  const faults = faultsOf(rows)
  if (faults.length > 0) return { ok: false, faults }
  const tables = TABLE_NAMES.map((name) => [
    name,
    { fields: COLUMNS[name].map((column) => column.name), data: rows[name] ?? [] },
  ])
  return { ok: true, text: JSON.stringify({ ...Object.fromEntries(tables), 'macro.secrets': {} }) }
}

function rowsOf(
  { hosts, discoveryRules, globalMacros }: ProxyConfiguration,
  positions: ReadonlyMap<number, LogPosition>,
): TableRows {
  const rules = discoveryRules.filter(({ enabled }) => enabled)
  const interfaces = hosts.flatMap((host) => host.interfaces)
  const items = hosts.flatMap((host) => host.items)
  return {
    globalmacro: globalMacros.map(({ id, ...macro }) => [id, ...macroCells(macro)]),
    hosts: hosts.map(hostRow),
    interface: hosts.flatMap(interfaceRows),
    interface_snmp: interfaces.flatMap(({ id, snmp }) => (snmp === null ? [] : [snmpRow(id, snmp)])),
    hostmacro: hosts.flatMap((host) =>
      host.macros.map(({ id, ...macro }) => [id, host.id, ...macroCells(macro)]),
    ),
    items: hosts.flatMap((host) => host.items.map((item) => itemRow(host, item))),
    item_rtdata: items.map(({ id }) => {
      const { size, modifiedAt } = positions.get(id) ?? NO_POSITION
      return [id, size, modifiedAt]
    }),
    item_preproc: items.flatMap(preprocessingRows),
    drules: rules.map(({ id, name, range, delay }) => [id, name, range, delay]),
    dchecks: rules.flatMap(checkRows),
    hstgrp: [[DISCOVERY_GROUP]],
    config: [[1, DISCOVERY_GROUP, 1, 0, '90d', 1]],
    config_autoreg_tls: [[1, '', '']],
  }
}

function macroCells({ macro, value, type }: Omit<ZabbixMacro, 'id'>): readonly Cell[] {
  return [macro, value, MACRO_TYPE[type]]
}

function hostRow({ id, host, name, enabled }: ZabbixHost): readonly Cell[] {
  return [id, host, enabled ? 0 : 1, -1, 2, '', '', name === '' ? host : name, 1, 1, '', '', '', '']
}

/** The first interface of each kind is the main one: without it no item of that kind is asked. */
function interfaceRows(host: ZabbixHost): readonly (readonly Cell[])[] {
  return host.interfaces.map((each) => {
    const isMain = host.interfaces.find(({ type }) => type === each.type) === each
    return [
      each.id,
      host.id,
      isMain ? 1 : 0,
      INTERFACE_TYPE[each.type],
      ...addressCells(each),
      String(each.port),
      0,
    ]
  })
}

function addressCells({ address }: ZabbixInterface): readonly Cell[] {
  const isAddress = parseNetwork(address) !== null
  return isAddress ? [1, address, ''] : [0, '', address]
}

function snmpRow(interfaceId: number, snmp: SnmpDefinition): readonly Cell[] {
  return [interfaceId, snmp.version, snmp.bulk ? 1 : 0, communityOf(snmp), ...versionThree(snmp).row]
}

function communityOf(snmp: SnmpDefinition | null): string {
  return snmp === null || snmp.version === 3 ? '' : snmp.community
}

/** The cells of SNMPv3, which the two tables that have them put in different orders. */
function versionThree(snmp: SnmpDefinition | null) {
  if (snmp === null || snmp.version !== 3) {
    return { name: '', level: 0, phrases: ['', ''], protocols: [0, 0], context: '', row: NO_VERSION_THREE }
  }
  const level = SECURITY_LEVEL[snmp.securityLevel]
  const phrases = [snmp.authPassphrase, snmp.privacyPassphrase]
  const protocols = [AUTH_PROTOCOL[snmp.authProtocol], PRIVACY_PROTOCOL[snmp.privacyProtocol]]
  const row: readonly Cell[] = [snmp.securityName, level, ...phrases, ...protocols, snmp.contextName]
  return { name: snmp.securityName, level, phrases, protocols, context: snmp.contextName, row }
}

const NO_VERSION_THREE: readonly Cell[] = ['', 0, '', '', 0, 0, '']

function checkRows(rule: DiscoveryRule): readonly (readonly Cell[])[] {
  return rule.checks.map((check) => checkRow(rule, check))
}

function checkRow(rule: DiscoveryRule, { id, type, ports, key, snmp }: DiscoveryCheck): readonly Cell[] {
  const { name, level, phrases, protocols, context } = versionThree(snmp)
  return [
    id,
    rule.id,
    CHECK_TYPES.indexOf(type),
    key,
    communityOf(snmp),
    ports,
    name,
    level,
    ...phrases,
    0,
    ...protocols,
    context,
    1,
    0,
  ]
}
