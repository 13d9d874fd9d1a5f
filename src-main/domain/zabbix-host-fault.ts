import type { ItemType, MacroInput } from '../contract/index.ts'
import { faultOfDelay } from './zabbix-delay.ts'
import {
  interfaceTypeFor,
  isTimed,
  type SnmpDefinition,
  type ZabbixHost,
  type ZabbixItem,
  type ZabbixMacro,
} from './zabbix-configuration.ts'
import { faultOfHttp } from './zabbix-http.ts'

/** Zabbix itself allows three steps from a dependent item to the one that is measured. */
const LONGEST_CHAIN = 3
/** A name, then parameters in brackets. */
const KEY = /^[0-9A-Za-z_.-]+(\[.*\])?$/s

/**
 * Why the host would not work, in words; null when it would. A proxy takes
 * what it is given and says nothing of what it cannot do (zabbix.md §4.2), so
 * everything is looked at before it is sent.
 */
export function faultOfHost(host: ZabbixHost): string | null {
  for (const { address, snmp } of host.interfaces) {
    if (/\s/.test(address)) return `“${address}” is neither an address nor a name.`
    const fault = snmp === null ? null : faultOfSnmp(snmp)
    if (fault !== null) return fault
  }
  return faultOfItems(host)
}

/** The same for macros as they were entered. `before`: a secret one that is known needs no value. */
export function faultOfMacros(inputs: readonly MacroInput[], before: readonly ZabbixMacro[]): string | null {
  const names = inputs.map(({ macro }) => macro)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return `The macro ${twice} is there twice.`
  const known = new Set(before.filter(({ type }) => type === 'secret').map(({ macro }) => macro))
  const bare = inputs.find(
    ({ macro, type, value }) => type === 'secret' && value === undefined && !known.has(macro),
  )
  return bare === undefined ? null : `The secret macro ${bare.macro} needs a value.`
}

export function faultOfSnmp(snmp: SnmpDefinition): string | null {
  if (snmp.version !== 3) return snmp.community === '' ? 'SNMP 1 and 2 need a community.' : null
  const { securityLevel, authPassphrase, privacyPassphrase } = snmp
  if (snmp.securityName === '') return 'SNMP 3 needs the name of a user.'
  if (securityLevel !== 'noAuthNoPriv' && authPassphrase.length < 8)
    return 'SNMP 3 with authentication needs a passphrase of at least 8 characters.'
  if (securityLevel === 'authPriv' && privacyPassphrase.length < 8)
    return 'SNMP 3 with privacy needs a passphrase of at least 8 characters.'
  return null
}

function faultOfItems(host: ZabbixHost): string | null {
  const byId = new Map<number, ZabbixItem>()
  for (const item of host.items) {
    if (byId.has(item.id)) return `The key ${item.key} is there twice.`
    byId.set(item.id, item)
  }
  for (const item of host.items) {
    const fault = faultOfItem(item, host) ?? faultOfMaster(item, byId)
    if (fault !== null) return `Item ${item.key}: ${fault}`
  }
  return null
}

function faultOfItem(item: ZabbixItem, { proxyId }: ZabbixHost): string | null {
  if (!KEY.test(item.key)) return 'A key has a name and perhaps parameters in brackets.'
  const missing = proxyId === null ? lackOfProxy(item) : null
  if (missing !== null) return missing
  const needed = interfaceTypeFor(item.type)
  if (needed !== null && item.interfaceId === null)
    return needed === 'snmp' ? 'It needs an SNMP interface.' : 'It needs an agent interface.'
  if (item.type === 'snmp' && item.oid === '') return 'It needs an OID.'
  const fault = item.http === null ? null : faultOfHttp(item.url ?? '', item.http)
  if (fault !== null) return fault
  return isTimed(item.type) ? faultOfDelay(item.delay) : null
}

/**
 * Why an item of a host without a proxy would never have a value, in words;
 * null when it has: the console asks nobody, and makes nothing of a value.
 */
export function lackOfProxy({
  type,
  preprocessing,
}: {
  readonly type: ItemType
  readonly preprocessing?: readonly unknown[] | undefined
}): string | null {
  if (type !== 'active' && type !== 'trapper')
    return 'Only a proxy gets values of this type. Without one there are active agent and trapper items.'
  return preprocessing === undefined || preprocessing.length === 0
    ? null
    : 'Preprocessing is done by a proxy. Without one a value is kept as it comes.'
}

function faultOfMaster(item: ZabbixItem, byId: ReadonlyMap<number, ZabbixItem>): string | null {
  if (item.type !== 'dependent') return null
  let current: ZabbixItem = item
  for (let step = 0; step <= LONGEST_CHAIN; step++) {
    if (current.type !== 'dependent') return null
    const master = byId.get(current.masterItemId ?? 0)
    if (master === undefined) return 'It needs the key of the item that it is made of.'
    current = master
  }
  return `There are more than ${LONGEST_CHAIN} steps to the item that is measured.`
}
