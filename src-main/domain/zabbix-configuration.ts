import type {
  DiscoveryCheckType,
  ItemType,
  PreprocessingStep,
  ProxyMode,
  ValueType,
} from '../contract/index.ts'
import type { HttpDefinition } from './zabbix-http.ts'

/**
 * What one proxy is told to do, with every secret in it: made by the services,
 * sent by the protocol, never part of an answer. Every row has a number of its
 * own that stays with it and is never given to another row: a proxy knows
 * items, interfaces and checks by nothing else (zabbix.md §4).
 */
export interface ProxyConfiguration {
  readonly proxy: ZabbixProxy
  readonly hosts: readonly ZabbixHost[]
  readonly discoveryRules: readonly DiscoveryRule[]
  readonly globalMacros: readonly ZabbixMacro[]
}

export interface ZabbixProxy {
  readonly id: number
  readonly name: string
  readonly mode: ProxyMode
  readonly enabled: boolean
  /** Where a passive proxy listens; null for an active one. */
  readonly address: string | null
  readonly port: number | null
  readonly tls: TlsDefinition
  /** The console that asks a passive proxy: two would take each other's rows. Undefined: there is only one. */
  readonly pollerId?: string | undefined
}

/** How the connection must be protected; another way is refused. */
export type TlsDefinition =
  | { readonly mode: 'none' }
  | {
      readonly mode: 'psk'
      readonly pskIdentity: string
      /** Hexadecimal. */
      readonly psk: string
    }
  | {
      readonly mode: 'cert'
      /** Null: any that the authority has signed. */
      readonly subject: string | null
      readonly issuer: string | null
    }

export interface ZabbixHost {
  readonly id: number
  /** Null: it talks to the console without a proxy. */
  readonly proxyId: number | null
  /** The name that agents and senders use. */
  readonly host: string
  /** What a person reads. */
  readonly name: string
  readonly enabled: boolean
  readonly interfaces: readonly ZabbixInterface[]
  readonly items: readonly ZabbixItem[]
  readonly macros: readonly ZabbixMacro[]
}

export interface ZabbixInterface {
  readonly id: number
  readonly type: 'agent' | 'snmp'
  /** An address or a DNS name. */
  readonly address: string
  readonly port: number
  /** Null for an agent. */
  readonly snmp: SnmpDefinition | null
}

export type SnmpDefinition =
  | { readonly version: 1 | 2; readonly bulk: boolean; readonly community: string }
  | {
      readonly version: 3
      readonly bulk: boolean
      readonly securityName: string
      readonly securityLevel: 'noAuthNoPriv' | 'authNoPriv' | 'authPriv'
      readonly authProtocol: 'MD5' | 'SHA1' | 'SHA224' | 'SHA256' | 'SHA384' | 'SHA512'
      readonly authPassphrase: string
      readonly privacyProtocol: 'DES' | 'AES128' | 'AES192' | 'AES256' | 'AES192C' | 'AES256C'
      readonly privacyPassphrase: string
      readonly contextName: string
    }

export interface ZabbixItem {
  readonly id: number
  readonly key: string
  readonly name: string
  readonly type: ItemType
  readonly valueType: ValueType
  /** As Zabbix writes it: `30s`, `1m;wd1-5h9`. `0` where nobody asks for it. */
  readonly delay: string
  readonly units: string
  readonly enabled: boolean
  /** Items that ask through an interface; null for the others. */
  readonly interfaceId: number | null
  readonly oid: string | null
  readonly masterItemId: number | null
  readonly url: string | null
  readonly http: HttpDefinition | null
  readonly allowedHosts: string
  readonly preprocessing: readonly ZabbixPreprocessing[]
}

export interface ZabbixPreprocessing extends Readonly<PreprocessingStep> {
  readonly id: number
}

export interface ZabbixMacro {
  readonly id: number
  readonly macro: string
  readonly value: string
  readonly type: 'text' | 'secret'
}

export interface DiscoveryRule {
  readonly id: number
  readonly proxyId: number
  readonly name: string
  readonly range: string
  readonly delay: string
  readonly enabled: boolean
  readonly checks: readonly DiscoveryCheck[]
}

export interface DiscoveryCheck {
  readonly id: number
  readonly type: DiscoveryCheckType
  readonly ports: string
  /** The agent's key, or the OID; empty for the others. */
  readonly key: string
  /** For the SNMP checks. */
  readonly snmp: SnmpDefinition | null
}

/** Which agents that register become hosts by themselves. */
export interface RegistrationRule {
  readonly id: number
  readonly proxyId: number
  /** Text that must occur in the metadata; empty for any. */
  readonly metadata: string
  readonly preset: string | null
}

/** Items that the proxy or the agent asks for by time; the others have no delay. */
export function isTimed(type: ItemType): boolean {
  return type !== 'trapper' && type !== 'dependent'
}

/** What kind of interface an item asks through; null when it needs none. */
export function interfaceTypeFor(type: ItemType): ZabbixInterface['type'] | null {
  if (type === 'agent') return 'agent'
  return type === 'snmp' ? 'snmp' : null
}
