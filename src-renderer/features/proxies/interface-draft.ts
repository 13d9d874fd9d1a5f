import type { InterfaceView, NewInterface } from '../../../src-main/contract/index.ts'
import { newSnmpDraft, snmpDraft, type SnmpDraft, snmpInput } from './snmp-draft.ts'

/** An interface while it is being edited. */
export interface InterfaceDraft {
  readonly type: 'agent' | 'snmp'
  address: string
  port: string
  /** Of a device; an agent has none of it. */
  snmp: SnmpDraft
}

const DEFAULT_PORTS = { agent: '10050', snmp: '161' } as const

export function newInterfaceDraft(type: InterfaceDraft['type']): InterfaceDraft {
  return { type, address: '', port: DEFAULT_PORTS[type], snmp: newSnmpDraft() }
}

export function interfaceDraft({ type, address, port, snmp }: InterfaceView): InterfaceDraft {
  return { type, address, port: String(port), snmp: snmp === null ? newSnmpDraft() : snmpDraft(snmp) }
}

export function interfaceInput({ type, address, port, snmp }: InterfaceDraft): NewInterface {
  const reach = { type, address: address.trim(), port: Number(port) }
  return type === 'agent' ? reach : { ...reach, snmp: snmpInput(snmp) }
}

/** An interface as a person tells it from the others. */
export function interfaceName({
  type,
  address,
  port,
}: Pick<InterfaceDraft, 'type' | 'address' | 'port'>): string {
  return `${type === 'snmp' ? 'SNMP' : 'Agent'} ${address.trim()}:${port}`
}
