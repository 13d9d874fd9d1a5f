import type { InterfaceInput, ItemInput, MacroInput, SnmpInput, ZabbixHostInput } from '../contract/index.ts'
import {
  interfaceTypeFor,
  isTimed,
  type SnmpDefinition,
  type ZabbixHost,
  type ZabbixInterface,
  type ZabbixItem,
  type ZabbixMacro,
  type ZabbixPreprocessing,
} from './zabbix-configuration.ts'
import { httpInputOf, makeHttp } from './zabbix-http.ts'

/** A macro keeps the community in one place. */
const DEFAULT_COMMUNITY = '{$SNMP_COMMUNITY}'

export interface HostParts {
  readonly id: number
  readonly proxyId: number | null
  /** What it was before; null for a new one. */
  readonly before: ZabbixHost | null
  /** Gives a number that no row has had; at most `idsNeeded` times. */
  readonly takeId: () => number
}

/** How many numbers a host takes at most. */
export function idsNeeded(input: ZabbixHostInput): number {
  const steps = input.items.reduce((sum, item) => sum + (item.preprocessing?.length ?? 0), 0)
  return 1 + input.interfaces.length + input.items.length + steps + input.macros.length
}

/**
 * The host as a proxy is told of it. What was there before under the same key,
 * address or name keeps its number, and the secrets that nobody has entered
 * anew. Whether it would work is said by `faultOfHost`.
 */
export function makeHost(input: ZabbixHostInput, parts: HostParts): ZabbixHost {
  const { id, proxyId, before, takeId } = parts
  const interfaces = makeInterfaces(input.interfaces, before?.interfaces ?? [], takeId)
  return {
    id,
    proxyId,
    host: input.host,
    name: input.name === undefined || input.name === '' ? input.host : input.name,
    enabled: input.enabled,
    interfaces,
    items: makeItems(input.items, { interfaces, before: before?.items ?? [], takeId }),
    macros: makeMacros(input.macros, before?.macros ?? [], takeId),
  }
}

export function makeMacros(
  inputs: readonly MacroInput[],
  before: readonly ZabbixMacro[],
  takeId: () => number,
): readonly ZabbixMacro[] {
  const known = new Map(before.map((macro) => [macro.macro, macro]))
  return inputs.map(({ macro, value, type }) => {
    const old = known.get(macro)
    // Nobody makes a secret readable by calling it a text.
    const kept = type === 'secret' && old?.type === 'secret' ? old.value : ''
    return { id: old?.id ?? takeId(), macro, type, value: value ?? kept }
  })
}

export function makeSnmp(input: SnmpInput, before: SnmpDefinition | null): SnmpDefinition {
  if (input.version !== 3) {
    const known = before !== null && before.version !== 3 ? before.community : DEFAULT_COMMUNITY
    return { version: input.version, bulk: input.bulk, community: input.community ?? known }
  }
  const known = before?.version === 3 ? before : null
  return {
    ...input,
    authPassphrase: input.authPassphrase ?? known?.authPassphrase ?? '',
    privacyPassphrase: input.privacyPassphrase ?? known?.privacyPassphrase ?? '',
  }
}

function makeInterfaces(
  inputs: readonly InterfaceInput[],
  before: readonly ZabbixInterface[],
  takeId: () => number,
): readonly ZabbixInterface[] {
  const left = new Set(before)
  const take = (matches: (old: ZabbixInterface) => boolean): ZabbixInterface | null => {
    const found = [...left].find(matches) ?? null
    if (found !== null) left.delete(found)
    return found
  }
  // Those that stay as they are first, so that a changed one does not take the number of another.
  const same = inputs.map((input) =>
    take(
      ({ type, address, port }) => type === input.type && address === input.address && port === input.port,
    ),
  )
  return inputs.map((input, index) => {
    const old = same[index] ?? take(({ type }) => type === input.type)
    return {
      id: old?.id ?? takeId(),
      type: input.type,
      address: input.address,
      port: input.port,
      snmp:
        input.type === 'snmp' ? makeSnmp(input.snmp ?? { version: 2, bulk: true }, old?.snmp ?? null) : null,
    }
  })
}

interface ItemContext {
  readonly interfaces: readonly ZabbixInterface[]
  readonly before: readonly ZabbixItem[]
  readonly takeId: () => number
}

function makeItems(inputs: readonly ItemInput[], context: ItemContext): readonly ZabbixItem[] {
  const known = new Map(context.before.map((item) => [item.key, item]))
  const idByKey = new Map<string, number>()
  for (const { key } of inputs)
    if (!idByKey.has(key)) idByKey.set(key, known.get(key)?.id ?? context.takeId())
  return inputs.map((input) => ({
    id: idByKey.get(input.key) ?? 0,
    key: input.key,
    name: input.name === undefined || input.name === '' ? input.key : input.name,
    type: input.type,
    valueType: input.valueType,
    delay: isTimed(input.type) ? delayOf(input.delay) : '0',
    units: input.units ?? '',
    enabled: input.enabled,
    interfaceId: interfaceOf(input, context.interfaces)?.id ?? null,
    oid: input.type === 'snmp' ? (input.oid ?? '') : null,
    masterItemId: input.type === 'dependent' ? (idByKey.get(input.masterKey ?? '') ?? null) : null,
    url: input.type === 'http' ? (input.url ?? '') : null,
    http: input.type === 'http' ? makeHttp(input.http, known.get(input.key)?.http ?? null) : null,
    allowedHosts: takesTraps(input) ? (input.allowedHosts ?? '') : '',
    preprocessing: makeSteps(input, known.get(input.key)?.preprocessing ?? [], context.takeId),
  }))
}

function takesTraps({ type, http }: ItemInput): boolean {
  return type === 'trapper' || (type === 'http' && http?.allowTraps === true)
}

/** Plain seconds get their unit, as everybody reads them. */
function delayOf(delay: string): string {
  return /^[1-9]\d*$/.test(delay) ? `${delay}s` : delay
}

function makeSteps(
  input: ItemInput,
  before: readonly ZabbixPreprocessing[],
  takeId: () => number,
): readonly ZabbixPreprocessing[] {
  return (input.preprocessing ?? []).map((step, index) => ({ ...step, id: before[index]?.id ?? takeId() }))
}

/** The interface that is asked for; without a wish the first of its kind. A simple check takes any. */
function interfaceOf(input: ItemInput, interfaces: readonly ZabbixInterface[]): ZabbixInterface | null {
  const needed = interfaceTypeFor(input.type)
  const wished = input.interface === undefined ? undefined : interfaces[input.interface]
  if (needed === null)
    return input.type === 'simple' || input.type === 'http' ? (wished ?? interfaces[0] ?? null) : null
  return wished?.type === needed ? wished : (interfaces.find(({ type }) => type === needed) ?? null)
}

/** What a person would have to enter for this host, but for the secrets: those stay as they are. */
export function inputOf(host: ZabbixHost): ZabbixHostInput {
  const keyOf = new Map(host.items.map((item) => [item.id, item.key]))
  const positionOf = new Map(host.interfaces.map(({ id }, index) => [id, index]))
  return {
    host: host.host,
    name: host.name,
    enabled: host.enabled,
    interfaces: host.interfaces.map(({ type, address, port, snmp }) => ({
      type,
      address,
      port,
      snmp: snmp === null ? undefined : snmpInputOf(snmp),
    })),
    items: host.items.map((item) => ({
      key: item.key,
      name: item.name,
      type: item.type,
      valueType: item.valueType,
      delay: item.delay,
      units: item.units,
      enabled: item.enabled,
      oid: item.oid ?? undefined,
      masterKey: item.masterItemId === null ? undefined : keyOf.get(item.masterItemId),
      url: item.url ?? undefined,
      http: item.http === null ? undefined : httpInputOf(item.http),
      allowedHosts: item.allowedHosts,
      interface: item.interfaceId === null ? undefined : positionOf.get(item.interfaceId),
      preprocessing: item.preprocessing.map(({ type, params, onFail, onFailValue }) => ({
        type,
        params: [...params],
        onFail,
        onFailValue,
      })),
    })),
    macros: host.macros.map(({ macro, type, value }) => ({
      macro,
      type,
      value: type === 'secret' ? undefined : value,
    })),
  }
}

function snmpInputOf(snmp: SnmpDefinition): SnmpInput {
  if (snmp.version !== 3) return { version: snmp.version, bulk: snmp.bulk, community: undefined }
  const { authPassphrase: _, privacyPassphrase: __, ...shown } = snmp
  return { ...shown, authPassphrase: undefined, privacyPassphrase: undefined }
}
