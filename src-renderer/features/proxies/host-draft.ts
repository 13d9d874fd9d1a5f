import type {
  InterfaceView,
  ItemType,
  ItemView,
  NewInterface,
  NewItem,
  NewMacro,
  ValueType,
  ZabbixHostView,
} from '../../../src-main/contract/index.ts'

/** An interface while it is being edited. */
export interface InterfaceDraft {
  type: 'agent' | 'snmp'
  address: string
  port: string
  version: '1' | '2' | '3'
  /** Empty: as it is, or the macro. */
  community: string
  securityName: string
  authPassphrase: string
  privacyPassphrase: string
}

/** An item while it is being edited; what the form has no field for is kept. */
export interface ItemDraft {
  key: string
  type: ItemType
  valueType: ValueType
  delay: string
  units: string
  /** OID, key of the master, or URL, as the type asks for. */
  target: string
  readonly kept: Partial<NewItem>
}

const DEFAULT_PORTS = { agent: '10050', snmp: '161' } as const

export function newInterfaceDraft(type: InterfaceDraft['type']): InterfaceDraft {
  return {
    type,
    address: '',
    port: DEFAULT_PORTS[type],
    version: '2',
    community: '',
    securityName: '',
    authPassphrase: '',
    privacyPassphrase: '',
  }
}

export function interfaceDraft(view: InterfaceView): InterfaceDraft {
  const { type, address, port, snmp } = view
  return {
    ...newInterfaceDraft(type),
    address,
    port: String(port),
    version: snmp === null ? '2' : (String(snmp.version) as InterfaceDraft['version']),
    community: snmp?.community ?? '',
    securityName: snmp?.securityName ?? '',
  }
}

/** `before`: settings of SNMP that the form has no field for stay as they are. */
export function interfaceInput(draft: InterfaceDraft, before: InterfaceView | null): NewInterface {
  const base = { type: draft.type, address: draft.address.trim(), port: Number(draft.port) }
  if (draft.type === 'agent') return base
  const given = (text: string): string | undefined => (text === '' ? undefined : text)
  const bulk = before?.snmp?.bulk ?? true
  if (draft.version !== '3') {
    const community = given(draft.community.trim())
    const version = draft.version === '1' ? 1 : 2
    return { ...base, snmp: community === undefined ? { version, bulk } : { version, bulk, community } }
  }
  const auth = given(draft.authPassphrase)
  const privacy = given(draft.privacyPassphrase)
  const hasAuth = auth !== undefined || before?.snmp?.hasAuthPassphrase === true
  const hasPrivacy = privacy !== undefined || before?.snmp?.hasPrivacyPassphrase === true
  return {
    ...base,
    snmp: {
      version: 3,
      bulk,
      securityName: draft.securityName.trim(),
      securityLevel: hasPrivacy ? 'authPriv' : hasAuth ? 'authNoPriv' : 'noAuthNoPriv',
      ...(before?.snmp?.authProtocol ? { authProtocol: before.snmp.authProtocol } : {}),
      ...(before?.snmp?.privacyProtocol ? { privacyProtocol: before.snmp.privacyProtocol } : {}),
      ...(before?.snmp?.contextName ? { contextName: before.snmp.contextName } : {}),
      ...(auth === undefined ? {} : { authPassphrase: auth }),
      ...(privacy === undefined ? {} : { privacyPassphrase: privacy }),
    },
  }
}

export function newItemDraft(type: ItemType): ItemDraft {
  return { key: '', type, valueType: 'float', delay: '60s', units: '', target: '', kept: {} }
}

export function itemDraft(item: ItemView, interfaces: readonly InterfaceView[]): ItemDraft {
  const position = interfaces.findIndex(({ id }) => id === item.interfaceId)
  return {
    key: item.key,
    type: item.type,
    valueType: item.valueType,
    delay: item.delay === '0' ? '60s' : item.delay,
    units: item.units,
    target: item.oid ?? item.masterKey ?? item.url ?? '',
    kept: {
      name: item.name,
      enabled: item.enabled,
      preprocessing: item.preprocessing,
      allowedHosts: item.allowedHosts,
      ...(item.http === null ? {} : { http: item.http }),
      ...(position === -1 ? {} : { interface: position }),
    },
  }
}

export function itemInput(draft: ItemDraft): NewItem {
  const { key, type, valueType, units, kept } = draft
  const target = draft.target.trim()
  return {
    ...kept,
    key: key.trim(),
    type,
    valueType,
    units: units.trim(),
    delay: draft.delay.trim() === '' ? '60s' : draft.delay.trim(),
    ...(type === 'snmp' ? { oid: target } : {}),
    ...(type === 'dependent' ? { masterKey: target } : {}),
    ...(type === 'http' ? { url: target } : {}),
  }
}

/** One a line: `{$NAME}=value`. A secret one is shown without its value, and keeps it when none is entered. */
export function macroLines(macros: ZabbixHostView['macros']): string {
  return macros
    .map(({ macro, value, type }) => (type === 'secret' ? `${macro} (secret)` : `${macro}=${value ?? ''}`))
    .join('\n')
}

/** The macros of these lines; `{$NAME}!=value` makes a secret one. Null for a line that is none. */
export function parseMacros(text: string): readonly (NewMacro | null)[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const kept = /^(\{\$.+\}) \(secret\)$/.exec(line)
      if (kept?.[1] !== undefined) return { macro: kept[1], type: 'secret' as const }
      const match = /^(\{\$.+?\})\s*(!?=)\s*(.*)$/.exec(line)
      if (match === null) return null
      const [, macro = '', sign, value = ''] = match
      return { macro, value, type: sign === '!=' ? ('secret' as const) : ('text' as const) }
    })
}
