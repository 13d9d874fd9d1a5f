import type {
  DiscoveryRule,
  ProxyConfiguration,
  SnmpDefinition,
  ZabbixHost,
  ZabbixMacro,
  ZabbixProxy,
} from './zabbix-configuration.ts'
import { withHttpSecrets } from './zabbix-http.ts'

/** Begins a secret as it stands in the database. */
export const SEALED = 'sealed:'
/** With a nonce, a tag and at least one byte. */
const SEALED_TEXT = /^sealed:[A-Za-z0-9+/]{38,}={0,2}$/

/** A secret that could not be opened here: another console has sealed it, with a key of its own. */
export function isSealedElsewhere(secret: string): boolean {
  return SEALED_TEXT.test(secret)
}

/** Whose secrets cannot be opened here, in words; null when there are none. To be asked before a proxy is told. */
export function sealedElsewhere({ hosts, discoveryRules, globalMacros }: ProxyConfiguration): string | null {
  let isFound = false
  const look: Change = (secret) => {
    isFound ||= isSealedElsewhere(secret)
    return secret
  }
  withMacroSecrets(globalMacros, look)
  if (isFound) return 'macros of every proxy'
  for (const host of hosts) {
    withHostSecrets(host, look)
    if (isFound) return `the host ${host.host}`
  }
  for (const rule of discoveryRules) {
    withRuleSecrets(rule, look)
    if (isFound) return `the discovery rule ${rule.name}`
  }
  return null
}

/** What becomes of each secret: sealed on the way to the database, opened on the way back. */
export type Change = (secret: string) => string

export function withProxySecrets<Proxy extends ZabbixProxy>(proxy: Proxy, change: Change): Proxy {
  if (proxy.tls.mode !== 'psk') return proxy
  return { ...proxy, tls: { ...proxy.tls, psk: change(proxy.tls.psk) } }
}

export function withHostSecrets(host: ZabbixHost, change: Change): ZabbixHost {
  return {
    ...host,
    interfaces: host.interfaces.map((each) => ({ ...each, snmp: withSnmpSecrets(each.snmp, change) })),
    macros: withMacroSecrets(host.macros, change),
    // Of thousands of items few ask by HTTP, if any.
    items: host.items.some(({ http }) => http !== null)
      ? host.items.map((item) =>
          item.http === null ? item : { ...item, http: withHttpSecrets(item.http, change) },
        )
      : host.items,
  }
}

export function withRuleSecrets(rule: DiscoveryRule, change: Change): DiscoveryRule {
  return {
    ...rule,
    checks: rule.checks.map((check) => ({ ...check, snmp: withSnmpSecrets(check.snmp, change) })),
  }
}

export function withMacroSecrets(macros: readonly ZabbixMacro[], change: Change): readonly ZabbixMacro[] {
  return macros.map((macro) => (macro.type === 'secret' ? { ...macro, value: change(macro.value) } : macro))
}

function withSnmpSecrets(snmp: SnmpDefinition | null, change: Change): SnmpDefinition | null {
  if (snmp === null) return null
  if (snmp.version !== 3) return { ...snmp, community: change(snmp.community) }
  return {
    ...snmp,
    authPassphrase: change(snmp.authPassphrase),
    privacyPassphrase: change(snmp.privacyPassphrase),
  }
}
