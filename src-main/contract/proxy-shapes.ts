import { z } from 'zod'
import { epochMs, rowId } from './common.ts'
import { CONTRACT_LIMITS } from './limits.ts'
import { delay, macroView, newSnmp, snmpView, zabbixName } from './zabbix.ts'

export const proxyMode = z.enum(['active', 'passive'])
export type ProxyMode = z.infer<typeof proxyMode>

export const proxyState = z.enum([
  /** Never seen yet. */
  'waiting',
  'online',
  /** Seen, but not of late. */
  'stale',
  /** A passive one that does not answer; the next try is due at `nextTryAt`. */
  'unreachable',
  'disabled',
])
export type ProxyState = z.infer<typeof proxyState>

const tlsMode = z.enum(['none', 'psk', 'cert'])
const tlsText = z.string().trim().max(1_024)
const newTls = z.object({
  mode: tlsMode,
  pskIdentity: z.string().trim().min(1).max(128).optional(),
  /** 16 to 256 bytes in hexadecimal. Left out of a change, it stays as it is. Never in an answer. */
  psk: z
    .string()
    .trim()
    .regex(/^([0-9a-fA-F]{2}){16,256}$/, 'A PSK has 32 to 512 hexadecimal digits.')
    .optional(),
  /** What the proxy's certificate must say; any that our authority signed, unless said. */
  subject: tlsText.optional(),
  issuer: tlsText.optional(),
})
export type NewTls = z.infer<typeof newTls>

const tlsView = z.object({
  mode: tlsMode,
  pskIdentity: z.string().nullable(),
  hasPsk: z.boolean(),
  subject: z.string().nullable(),
  issuer: z.string().nullable(),
})

export const proxy = z.object({
  id: rowId,
  name: z.string(),
  mode: proxyMode,
  enabled: z.boolean(),
  /** Where a passive proxy listens; where an active one was seen last. */
  address: z.string().nullable(),
  port: z.number().int().nullable(),
  tls: tlsView,
  state: proxyState,
  /** What is wrong and what helps; null while all is well. */
  error: z.string().nullable(),
  nextTryAt: epochMs.nullable(),
  version: z.string().nullable(),
  lastSeenAt: epochMs.nullable(),
  /** Age of what the proxy has not delivered yet, in seconds. */
  delaySeconds: z.number().nullable(),
  /** The proxy's clock minus ours. */
  clockSkewMs: z.number().nullable(),
  valuesPerSecond: z.number(),
  hostCount: z.number().int(),
  itemCount: z.number().int(),
  /** Items that cannot be measured. */
  problemCount: z.number().int(),
  /** Tasks that wait for the proxy or for its answer. */
  openTasks: z.number().int(),
  /** The other console on the same database that asks a passive proxy; any change of the proxy takes over from one that is gone. */
  polledBy: z.object({ name: z.string(), isThere: z.boolean() }).nullable(),
})
export type Proxy = z.infer<typeof proxy>

const port = z.coerce.number().int().min(1).max(65_535)
export const newProxy = z.object({
  name: zabbixName,
  mode: proxyMode,
  address: z.string().trim().min(1).max(255).optional(),
  port: port.optional(),
  tls: newTls.optional(),
})
export type NewProxy = z.output<typeof newProxy>

export const availabilityRow = z.object({
  hostId: rowId,
  host: z.string(),
  interfaceId: rowId,
  type: z.enum(['agent', 'snmp']),
  address: z.string(),
  port: z.number().int(),
  available: z.enum(['unknown', 'up', 'down']),
  error: z.string(),
  /** When it became so; null while the proxy has said nothing. */
  since: epochMs.nullable(),
  updatedAt: epochMs.nullable(),
})
export type AvailabilityRow = z.infer<typeof availabilityRow>

export const discoveryRow = z.object({
  ruleId: rowId,
  rule: z.string(),
  /** Null for the row of the host as a whole. */
  checkId: rowId.nullable(),
  /** The check in words, e.g. `agent 10050`. */
  check: z.string().nullable(),
  ip: z.string(),
  dns: z.string(),
  port: z.number().int(),
  value: z.string(),
  status: z.enum(['up', 'down']),
  /** Since when the status is as it is. */
  since: epochMs,
  firstSeenAt: epochMs,
  lastSeenAt: epochMs,
})
export type DiscoveryRow = z.infer<typeof discoveryRow>

export const registrationRow = z.object({
  id: rowId,
  host: z.string(),
  ip: z.string(),
  dns: z.string(),
  port: z.number().int(),
  metadata: z.string(),
  tls: tlsMode,
  firstSeenAt: epochMs,
  lastSeenAt: epochMs,
  /** The host that it has become; null while it is none. */
  zabbixHostId: rowId.nullable(),
})
export type RegistrationRow = z.infer<typeof registrationRow>

export const discoveryCheckType = z.enum([
  'ssh',
  'ldap',
  'smtp',
  'ftp',
  'http',
  'pop',
  'nntp',
  'imap',
  'tcp',
  'agent',
  'snmpv1',
  'snmpv2c',
  'icmp',
  'snmpv3',
  'https',
  'telnet',
])
export type DiscoveryCheckType = z.infer<typeof discoveryCheckType>

const newCheck = z.object({
  type: discoveryCheckType,
  /** `10050`, `22,2222`, `8000-8010`; nothing for a ping. */
  ports: z
    .union([z.string().trim().max(255), z.number().int()])
    .transform(String)
    .default('0'),
  /** The agent's item key, or the OID of SNMP. */
  key: z.string().trim().max(2_048).optional(),
  snmp: newSnmp.optional(),
})

const ruleParts = {
  name: z.string().trim().min(1).max(255),
  /** Addresses, ranges and networks with commas: `192.0.2.1-50,198.51.100.0/24`. */
  range: z.string().trim().min(1).max(2_048),
  delay,
  enabled: z.boolean(),
  checks: z.array(newCheck).min(1).max(50),
}
export const newDiscoveryRule = z.object({
  ...ruleParts,
  delay: ruleParts.delay.default('1h'),
  enabled: ruleParts.enabled.default(true),
})
export const discoveryRulePatch = z.object(ruleParts).partial()
export type DiscoveryRuleInput = z.output<typeof newDiscoveryRule>
export type DiscoveryRulePatch = z.output<typeof discoveryRulePatch>
export type NewDiscoveryRule = z.input<typeof newDiscoveryRule>

export const discoveryRuleView = z.object({
  id: rowId,
  name: z.string(),
  range: z.string(),
  delay: z.string(),
  enabled: z.boolean(),
  checks: z.array(
    z.object({
      id: rowId,
      type: discoveryCheckType,
      ports: z.string(),
      key: z.string(),
      snmp: snmpView.nullable(),
    }),
  ),
})
export type DiscoveryRuleView = z.infer<typeof discoveryRuleView>

export const registrationRule = z.object({
  /** Text that must occur in the host's metadata; empty for any. */
  metadata: z.string().trim().max(255),
  /** Preset of the host that is made; null for one without items. */
  preset: z.string().max(64).nullable(),
})
export const registrationRuleView = registrationRule.extend({ id: rowId })
export type RegistrationRuleView = z.infer<typeof registrationRuleView>

export const connectionNote = z.object({
  id: rowId,
  /** When it happened last. */
  at: epochMs,
  firstAt: epochMs,
  /** How often it has happened in a row. */
  count: z.number().int(),
  level: z.enum(['info', 'warning', 'problem']),
  /** What happened, in words. */
  text: z.string(),
})
export type ConnectionNote = z.infer<typeof connectionNote>

export const presetView = z.object({
  id: z.string(),
  name: z.string(),
  /** What a host must have for it. */
  needs: z.enum(['agent', 'snmp', 'nothing']),
  items: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      type: z.string(),
      /** A host without a proxy does not get it. */
      needsProxy: z.boolean(),
    }),
  ),
  macros: z.array(macroView),
})
export type PresetView = z.infer<typeof presetView>

/** What was not taken over of an export, and why. */
export const leftOut = z.object({
  /** The host or template. */
  host: z.string(),
  what: z.string(),
  reason: z.string(),
})
export type LeftOut = z.infer<typeof leftOut>

export const importPreview = z.object({
  format: z.enum(['yaml', 'xml', 'json']),
  version: z.string().nullable(),
  hosts: z.array(
    z.object({
      host: z.string(),
      name: z.string(),
      /** A template: its items go onto a host (`ontoHostId`). */
      isTemplate: z.boolean(),
      interfaceCount: z.number().int(),
      itemCount: z.number().int(),
      macroCount: z.number().int(),
      /** There is a host of this name: its items are replaced. */
      exists: z.boolean(),
    }),
  ),
  leftOut: z.array(leftOut),
})
export type ImportPreview = z.infer<typeof importPreview>

export const importText = z.object({ text: z.string().min(1).max(CONTRACT_LIMITS.importLength) })
export const importChoice = importText.extend({
  /** Null: to the agents that talk to the console without a proxy. */
  proxyId: rowId.nullable(),
  /** Names of the hosts and templates to take; all hosts unless said. */
  hosts: z.array(z.string().max(CONTRACT_LIMITS.zabbixNameLength)).optional(),
  /** What is taken goes onto this host, as templates do, instead of becoming hosts. */
  ontoHostId: rowId.optional(),
})
