import { z } from 'zod'
import { rowId } from './common.ts'
import { httpSettings, httpView } from './http-item.ts'
import { CONTRACT_LIMITS } from './limits.ts'
import { preprocessingSteps, storedStep } from './preprocessing.ts'

/**
 * What a Zabbix proxy or agent is told to measure, as a person enters it and
 * as the console shows it. Secrets go in and never come out: an answer says
 * that there is one.
 */

/** A name as Zabbix allows it for hosts and proxies (zabbix.md §3). */
export const zabbixName = z
  .string()
  .trim()
  .min(1)
  .max(CONTRACT_LIMITS.zabbixNameLength)
  .regex(/^[0-9A-Za-z _.-]+$/, 'A name has letters, digits, blanks, dots, dashes and underscores only.')
export const visibleName = z
  .string()
  .trim()
  .max(CONTRACT_LIMITS.zabbixNameLength)
  .regex(/^\P{Cc}*$/u, 'A name has no control characters.')

export const itemType = z.enum([
  /** The proxy asks the agent. */
  'agent',
  /** The agent asks what to measure, and sends by itself. */
  'active',
  /** The proxy looks by itself: ping, TCP services. */
  'simple',
  /** `zabbix_sender` and others push values. */
  'trapper',
  /** Figures of the proxy itself. */
  'internal',
  'snmp',
  /** Made out of another item's value by its preprocessing. */
  'dependent',
  'http',
])
export type ItemType = z.infer<typeof itemType>

export const valueType = z.enum(['float', 'unsigned', 'char', 'log', 'text'])
export type ValueType = z.infer<typeof valueType>

/** `30s`, `5m`, `1h`, plain seconds, a macro; flexible and scheduled intervals after a semicolon. */
export const delay = z
  .union([z.string().trim().min(1).max(1_024), z.number().int().min(0).max(86_400)])
  .transform(String)

export const newItem = z.object({
  key: z.string().trim().min(1).max(CONTRACT_LIMITS.itemKeyLength),
  name: visibleName.optional(),
  type: itemType,
  valueType,
  delay: delay.default('60s'),
  units: z.string().trim().max(255).optional(),
  enabled: z.boolean().default(true),
  /** SNMP only. */
  oid: z.string().trim().max(512).optional(),
  /** Key of the item that a dependent one is made of. */
  masterKey: z.string().trim().max(CONTRACT_LIMITS.itemKeyLength).optional(),
  /** HTTP only. */
  url: z.string().trim().max(2_048).optional(),
  http: httpSettings.optional(),
  /** Trapper, and HTTP with traps: addresses that may send; everybody may unless said. */
  allowedHosts: z.string().trim().max(255).optional(),
  /** Position in the host's interfaces, where it has several that would do. */
  interface: z.number().int().min(0).max(19).optional(),
  preprocessing: preprocessingSteps.optional(),
})
export type ItemInput = z.output<typeof newItem>
export type NewItem = z.input<typeof newItem>

export const snmpSecurityLevel = z.enum(['noAuthNoPriv', 'authNoPriv', 'authPriv'])
export const snmpAuthProtocol = z.enum(['MD5', 'SHA1', 'SHA224', 'SHA256', 'SHA384', 'SHA512'])
export const snmpPrivacyProtocol = z.enum(['DES', 'AES128', 'AES192', 'AES256', 'AES192C', 'AES256C'])

const snmpSecret = z.string().max(64)
export const newSnmp = z.discriminatedUnion('version', [
  z.object({
    version: z.union([z.literal(1), z.literal(2)]),
    bulk: z.boolean().default(true),
    /** `{$SNMP_COMMUNITY}` unless said: a macro keeps it in one place. */
    community: snmpSecret.optional(),
  }),
  z.object({
    version: z.literal(3),
    bulk: z.boolean().default(true),
    securityName: z.string().max(64).default(''),
    securityLevel: snmpSecurityLevel.default('noAuthNoPriv'),
    authProtocol: snmpAuthProtocol.default('SHA1'),
    authPassphrase: snmpSecret.optional(),
    privacyProtocol: snmpPrivacyProtocol.default('AES128'),
    privacyPassphrase: snmpSecret.optional(),
    contextName: z.string().max(255).default(''),
  }),
])
export type SnmpInput = z.output<typeof newSnmp>
export type NewSnmp = z.input<typeof newSnmp>

export const newInterface = z.object({
  type: z.enum(['agent', 'snmp']),
  /** An address or a name in DNS. */
  address: z.string().trim().min(1).max(255),
  port: z.coerce.number().int().min(1).max(65_535),
  snmp: newSnmp.optional(),
})
export type InterfaceInput = z.output<typeof newInterface>
export type NewInterface = z.input<typeof newInterface>

/** `{$NAME}`, or `{$NAME:context}`. */
export const macroName = z
  .string()
  .trim()
  .max(255)
  .regex(/^\{\$[A-Z0-9_.]+(:.*)?\}$/, 'A macro has the form {$NAME}.')
export const newMacro = z.object({
  macro: macroName,
  /** Left out of a secret one that is known already: it stays as it is. */
  value: z.string().max(2_048).optional(),
  type: z.enum(['text', 'secret']).default('text'),
})
export type MacroInput = z.output<typeof newMacro>
export type NewMacro = z.input<typeof newMacro>

const hostParts = {
  host: zabbixName,
  name: visibleName,
  enabled: z.boolean(),
  interfaces: z.array(newInterface).max(20),
  items: z.array(newItem).max(CONTRACT_LIMITS.itemsPerHost),
  macros: z.array(newMacro).max(1_000),
}
export const newZabbixHost = z.object({
  ...hostParts,
  name: hostParts.name.optional(),
  enabled: hostParts.enabled.default(true),
  interfaces: hostParts.interfaces.default([]),
  items: hostParts.items.default([]),
  macros: hostParts.macros.default([]),
})
export type ZabbixHostInput = z.output<typeof newZabbixHost>
export type NewZabbixHost = z.input<typeof newZabbixHost>
/** Whole lists; what is left out stays as it is. */
export const zabbixHostPatch = z.object(hostParts).partial()
export type ZabbixHostPatch = z.output<typeof zabbixHostPatch>

/** A file in `resources/presets`. */
export const presetFile = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,64}$/),
  name: z.string().min(1),
  needs: z.enum(['agent', 'snmp', 'nothing']),
  items: z.array(newItem).min(1),
  macros: z.array(newMacro).default([]),
})

/** What an answer says of SNMP: which secrets there are, and none of them. */
export const snmpView = z.object({
  version: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  bulk: z.boolean(),
  /** Only where it is a macro; a community itself is a password. */
  community: z.string().nullable(),
  securityName: z.string().nullable(),
  securityLevel: snmpSecurityLevel.nullable(),
  authProtocol: snmpAuthProtocol.nullable(),
  privacyProtocol: snmpPrivacyProtocol.nullable(),
  contextName: z.string().nullable(),
  hasAuthPassphrase: z.boolean(),
  hasPrivacyPassphrase: z.boolean(),
})
export type SnmpView = z.infer<typeof snmpView>

export const interfaceView = z.object({
  id: rowId,
  type: z.enum(['agent', 'snmp']),
  address: z.string(),
  port: z.number().int(),
  snmp: snmpView.nullable(),
})
export type InterfaceView = z.infer<typeof interfaceView>

export const itemView = z.object({
  id: rowId,
  key: z.string(),
  name: z.string(),
  type: itemType,
  valueType,
  delay: z.string(),
  units: z.string(),
  enabled: z.boolean(),
  oid: z.string().nullable(),
  masterKey: z.string().nullable(),
  url: z.string().nullable(),
  http: httpView.nullable(),
  allowedHosts: z.string(),
  interfaceId: rowId.nullable(),
  preprocessing: z.array(storedStep),
  /** The series that its values go to; null until the first one. */
  seriesId: rowId.nullable(),
  lastAt: z.number().int().nullable(),
  lastValue: z.union([z.number(), z.string()]).nullable(),
  /** Why it cannot be measured, in the words of the proxy or agent; null while it can. */
  problem: z.string().nullable(),
})
export type ItemView = z.infer<typeof itemView>

export const macroView = z.object({
  macro: z.string(),
  /** Null for a secret one. */
  value: z.string().nullable(),
  /** False: it is empty, as a secret one is that came with an export. */
  hasValue: z.boolean(),
  type: z.enum(['text', 'secret']),
})
export type MacroView = z.infer<typeof macroView>

export const zabbixHostView = z.object({
  id: rowId,
  /** Null for a host that talks to the console without a proxy. */
  proxyId: rowId.nullable(),
  host: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  /** The console's own host that the values belong to; null until the first value. */
  hostId: rowId.nullable(),
  interfaces: z.array(interfaceView),
  items: z.array(itemView),
  macros: z.array(macroView),
})
export type ZabbixHostView = z.infer<typeof zabbixHostView>
