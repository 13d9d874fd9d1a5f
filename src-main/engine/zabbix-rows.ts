import type {
  DiscoveryRule,
  RegistrationRule,
  ZabbixHost,
  ZabbixMacro,
  ZabbixProxy,
} from '../domain/zabbix-configuration.ts'
import { type Change, withMacroSecrets, withProxySecrets, withRuleSecrets } from '../domain/zabbix-secrets.ts'
import type { Store } from '../storage/store.ts'
import type { ProxyRecord } from '../storage/zabbix-records.ts'

/** Setting: the macros of every proxy. */
export const MACROS = 'zabbix-macros'

/** What proxies are told apart from their hosts, with open secrets. */
export interface ZabbixRows {
  readonly records: readonly ProxyRecord[]
  readonly proxies: readonly ZabbixProxy[]
  readonly discovery: readonly DiscoveryRule[]
  readonly registration: readonly RegistrationRule[]
  readonly macros: readonly ZabbixMacro[]
  readonly settings: Readonly<Record<string, unknown>>
}

/** All of it as a database holds it, secrets sealed. */
export interface InventoryRecords {
  readonly proxies: readonly ZabbixProxy[]
  readonly hosts: readonly ZabbixHost[]
  readonly discoveryRules: readonly DiscoveryRule[]
  readonly registrationRules: readonly RegistrationRule[]
  readonly settings: Readonly<Record<string, unknown>>
}

export async function readZabbixRows(store: Store, open: Change): Promise<ZabbixRows> {
  const [records, discovery, registration, settings] = await Promise.all([
    store.proxies(),
    store.discoveryRules(),
    store.registrationRules(),
    store.settings(),
  ])
  return {
    records,
    proxies: records.map(({ version: _, lastSeenAt: __, ...proxy }) => withProxySecrets(proxy, open)),
    discovery: discovery.map((rule) => withRuleSecrets(rule, open)),
    registration,
    macros: withMacroSecrets((settings[MACROS] ?? []) as readonly ZabbixMacro[], open),
    settings,
  }
}
