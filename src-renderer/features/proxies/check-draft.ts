import type {
  DiscoveryCheckType,
  DiscoveryRuleView,
  NewDiscoveryRule,
} from '../../../src-main/contract/index.ts'
import { newSnmpDraft, snmpDraft, type SnmpDraft, snmpInput } from './snmp-draft.ts'

/** A check of a discovery rule while it is being edited. */
export interface CheckDraft {
  type: DiscoveryCheckType
  ports: string
  /** The agent's item key, or the OID. */
  key: string
  /** Of the checks by SNMP; the type says the version. */
  snmp: SnmpDraft
}

const SNMP_VERSIONS: Readonly<Partial<Record<DiscoveryCheckType, SnmpDraft['version']>>> = {
  snmpv1: '1',
  snmpv2c: '2',
  snmpv3: '3',
}
/** What each usually listens on. */
const PORTS: Readonly<Record<DiscoveryCheckType, string>> = {
  ssh: '22',
  ldap: '389',
  smtp: '25',
  ftp: '21',
  http: '80',
  pop: '110',
  nntp: '119',
  imap: '143',
  tcp: '80',
  agent: '10050',
  snmpv1: '161',
  snmpv2c: '161',
  icmp: '0',
  snmpv3: '161',
  https: '443',
  telnet: '23',
}
/** The name of the device (SNMPv2-MIB::sysName.0). */
const SYS_NAME = '1.3.6.1.2.1.1.5.0'

export function isSnmp(type: DiscoveryCheckType): boolean {
  return SNMP_VERSIONS[type] !== undefined
}

export function newCheckDraft(type: DiscoveryCheckType): CheckDraft {
  const key = type === 'agent' ? 'system.uname' : isSnmp(type) ? SYS_NAME : ''
  return { type, ports: PORTS[type], key, snmp: newSnmpDraft(SNMP_VERSIONS[type]) }
}

/** Another type: between versions of SNMP everything stays, otherwise it begins anew. */
export function withCheckType(draft: CheckDraft, type: DiscoveryCheckType): CheckDraft {
  const fresh = newCheckDraft(type)
  if (!isSnmp(type) || !isSnmp(draft.type)) return fresh
  return { ...draft, type, snmp: { ...draft.snmp, ...versionOf(fresh) } }
}

function versionOf({
  snmp: { version, securityLevel },
}: CheckDraft): Pick<SnmpDraft, 'version' | 'securityLevel'> {
  return { version, securityLevel }
}

export function checkDraft({ type, ports, key, snmp }: DiscoveryRuleView['checks'][number]): CheckDraft {
  return { type, ports, key, snmp: snmp === null ? newSnmpDraft(SNMP_VERSIONS[type]) : snmpDraft(snmp) }
}

export function checkInput({ type, ports, key, snmp }: CheckDraft): NewDiscoveryRule['checks'][number] {
  return {
    type,
    ports: type === 'icmp' ? '0' : ports.trim(),
    ...(type === 'agent' || isSnmp(type) ? { key: key.trim() } : {}),
    ...(isSnmp(type) ? { snmp: snmpInput(snmp) } : {}),
  }
}
