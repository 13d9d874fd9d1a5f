import type {
  DiscoveryRule,
  SnmpDefinition,
  ZabbixHost,
  ZabbixMacro,
  ZabbixProxy,
} from './zabbix-configuration.ts'

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
