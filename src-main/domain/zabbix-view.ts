import type { DiscoveryRuleView, InterfaceView, ItemView, MacroView, SnmpView } from '../contract/index.ts'
import type {
  DiscoveryRule,
  SnmpDefinition,
  ZabbixHost,
  ZabbixInterface,
  ZabbixItem,
  ZabbixMacro,
} from './zabbix-configuration.ts'
import { httpView } from './zabbix-http.ts'
import { isMacro } from './zabbix-macro.ts'

/** What pages and scripts are shown: that there is a secret, and never which. */
export function interfaceView({ id, type, address, port, snmp }: ZabbixInterface): InterfaceView {
  return { id, type, address, port, snmp: snmp === null ? null : snmpView(snmp) }
}

export function macroView({ macro, value, type }: ZabbixMacro): MacroView {
  return { macro, type, value: type === 'secret' ? null : value, hasValue: value !== '' }
}

/** What was measured last is known to the catalogue; here is what was asked for. */
export function itemView(
  item: ZabbixItem,
  host: ZabbixHost,
): Omit<ItemView, 'seriesId' | 'lastAt' | 'lastValue' | 'problem'> {
  const { id, key, name, type, valueType, delay, units, enabled, oid, url, http, allowedHosts } = item
  const master = item.masterItemId === null ? null : host.items.find((each) => each.id === item.masterItemId)
  return {
    id,
    key,
    name,
    type,
    valueType,
    delay,
    units,
    enabled,
    oid,
    masterKey: master?.key ?? null,
    url,
    http: http === null ? null : httpView(http),
    allowedHosts,
    interfaceId: item.interfaceId,
    preprocessing: item.preprocessing.map(({ type: step, params, onFail, onFailValue }) => ({
      type: step,
      params: [...params],
      onFail,
      onFailValue,
    })),
  }
}

export function discoveryRuleView(rule: DiscoveryRule): DiscoveryRuleView {
  const { id, name, range, delay, enabled, checks } = rule
  return {
    id,
    name,
    range,
    delay,
    enabled,
    checks: checks.map(({ id: checkId, type, ports, key, snmp }) => ({
      id: checkId,
      type,
      ports,
      key,
      snmp: snmp === null ? null : snmpView(snmp),
    })),
  }
}

function snmpView(snmp: SnmpDefinition): SnmpView {
  const isThree = snmp.version === 3
  return {
    version: snmp.version,
    bulk: snmp.bulk,
    community: !isThree && isMacro(snmp.community) ? snmp.community : null,
    securityName: isThree ? snmp.securityName : null,
    securityLevel: isThree ? snmp.securityLevel : null,
    authProtocol: isThree ? snmp.authProtocol : null,
    privacyProtocol: isThree ? snmp.privacyProtocol : null,
    contextName: isThree ? snmp.contextName : null,
    hasAuthPassphrase: isThree && snmp.authPassphrase !== '',
    hasPrivacyPassphrase: isThree && snmp.privacyPassphrase !== '',
  }
}
