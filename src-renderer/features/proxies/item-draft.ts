import type {
  InterfaceView,
  ItemType,
  ItemView,
  NewItem,
  PreprocessingStep,
  ValueType,
} from '../../../src-main/contract/index.ts'
import { type HttpDraft, httpDraft, httpInput, newHttpDraft } from './http-draft.ts'

/** An item while it is being edited: what every type asks for, whichever is chosen. */
export interface ItemDraft {
  key: string
  name: string
  type: ItemType
  valueType: ValueType
  delay: string
  units: string
  enabled: boolean
  oid: string
  masterKey: string
  url: string
  http: HttpDraft
  allowedHosts: string
  /** Position in the host's interfaces; null: the first of the kind that the type needs. */
  interface: number | null
  steps: readonly PreprocessingStep[]
}

const DEFAULT_DELAY = '60s'

export function newItemDraft(type: ItemType): ItemDraft {
  return {
    key: '',
    name: '',
    type,
    valueType: 'float',
    delay: DEFAULT_DELAY,
    units: '',
    enabled: true,
    oid: '',
    masterKey: '',
    url: '',
    http: newHttpDraft(),
    allowedHosts: '',
    interface: null,
    steps: [],
  }
}

export function itemDraft(item: ItemView, interfaces: readonly InterfaceView[]): ItemDraft {
  const position = interfaces.findIndex(({ id }) => id === item.interfaceId)
  return {
    key: item.key,
    name: item.name === item.key ? '' : item.name,
    type: item.type,
    valueType: item.valueType,
    delay: isTimed(item.type) ? item.delay : DEFAULT_DELAY,
    units: item.units,
    enabled: item.enabled,
    oid: item.oid ?? '',
    masterKey: item.masterKey ?? '',
    url: item.url ?? '',
    http: item.http === null ? newHttpDraft() : httpDraft(item.http),
    allowedHosts: item.allowedHosts,
    interface: position === -1 ? null : position,
    steps: item.preprocessing,
  }
}

export function itemInput(draft: ItemDraft): NewItem {
  const { type, valueType, enabled, steps } = draft
  return {
    key: draft.key.trim(),
    name: draft.name.trim(),
    type,
    valueType,
    enabled,
    units: draft.units.trim(),
    delay: draft.delay.trim() === '' ? DEFAULT_DELAY : draft.delay.trim(),
    preprocessing: steps.map((step) => ({ ...step, params: [...step.params] })),
    ...(type === 'snmp' ? { oid: draft.oid.trim() } : {}),
    ...(type === 'dependent' ? { masterKey: draft.masterKey } : {}),
    ...(type === 'http' ? { url: draft.url.trim(), http: httpInput(draft.http) } : {}),
    ...(type === 'trapper' || (type === 'http' && draft.http.allowTraps)
      ? { allowedHosts: draft.allowedHosts.trim() }
      : {}),
    ...(usesInterface(type) && draft.interface !== null ? { interface: draft.interface } : {}),
  }
}

/** Asked for by time; the others come by themselves. */
export function isTimed(type: ItemType): boolean {
  return type !== 'trapper' && type !== 'dependent'
}

export function usesInterface(type: ItemType): boolean {
  return type === 'agent' || type === 'snmp' || type === 'simple' || type === 'http'
}

/** An interface has gone: those behind it have moved up. */
export function withoutInterface(draft: ItemDraft, index: number): ItemDraft {
  if (draft.interface === null || draft.interface < index) return draft
  return { ...draft, interface: draft.interface === index ? null : draft.interface - 1 }
}
