import type { DiscoveryCheckType, DiscoveryRuleInput } from '../contract/index.ts'
import type { DiscoveryCheck, DiscoveryRule } from './zabbix-configuration.ts'
import { secondsOf } from './zabbix-delay.ts'
import { makeSnmp } from './zabbix-host.ts'
import { faultOfSnmp } from './zabbix-host-fault.ts'

const SNMP_VERSIONS: Readonly<Partial<Record<DiscoveryCheckType, 1 | 2 | 3>>> = {
  snmpv1: 1,
  snmpv2c: 2,
  snmpv3: 3,
}
const PORTS = /^\d{1,5}(-\d{1,5})?(,\d{1,5}(-\d{1,5})?)*$/
/** Addresses that one rule looks at: as many as Zabbix allows. */
const MOST_ADDRESSES = 65_536
const WEEK_SECONDS = 604_800

/**
 * Checks with their numbers; one of the same type and ports as before keeps its
 * number and its secrets, and so does one whose ports alone have changed.
 */
export function makeChecks(
  inputs: DiscoveryRuleInput['checks'],
  before: readonly DiscoveryCheck[],
  takeId: () => number,
): readonly DiscoveryCheck[] {
  const left = new Set(before)
  const take = (matches: (check: DiscoveryCheck) => boolean): DiscoveryCheck | null => {
    const found = [...left].find(matches) ?? null
    if (found !== null) left.delete(found)
    return found
  }
  const same = inputs.map(({ type, ports }) =>
    take((check) => check.type === type && check.ports === (type === 'icmp' ? '0' : ports)),
  )
  return inputs.map(({ type, ports, key, snmp }, index) => {
    const old = same[index] ?? take((check) => check.type === type)
    const version = SNMP_VERSIONS[type]
    const input = snmp ?? (version === 3 ? null : { version: version ?? 2, bulk: true, community: undefined })
    return {
      id: old?.id ?? takeId(),
      type,
      ports: type === 'icmp' ? '0' : ports,
      key: key ?? '',
      snmp: version === undefined || input === null ? null : makeSnmp(input, old?.snmp ?? null),
    }
  })
}

/** Why the rule would not work, in words; null when it would. */
export function faultOfRule({ range, delay, checks }: DiscoveryRule): string | null {
  const seconds = secondsOf(delay)
  if (!delay.startsWith('{$') && (seconds === null || seconds < 1 || seconds > WEEK_SECONDS))
    return `“${delay}” is no interval between a second and a week; one has the form 30m or 1h.`
  return faultOfRange(range) ?? checks.map(faultOfCheck).find((fault) => fault !== null) ?? null
}

/** `192.0.2.1-50`, `198.51.100.0/24`, single addresses, also of IPv6; with commas in between. */
function faultOfRange(range: string): string | null {
  let addresses = 0
  for (const part of range.split(',').map((each) => each.trim())) {
    const count = addressesIn(part)
    if (count === null) return `“${part}” is no address, range (192.0.2.1-50) or network (192.0.2.0/24).`
    addresses += count
  }
  return addresses > MOST_ADDRESSES ? `A rule looks at ${MOST_ADDRESSES} addresses at most.` : null
}

/** How many addresses a part of a range stands for; null when it is none. */
export function addressesIn(part: string): number | null {
  const network = /^([\da-f.:]+)\/(\d{1,3})$/i.exec(part)
  if (network !== null) {
    const [, address = '', prefix = ''] = network
    const bits = address.includes(':') ? 128 : 32
    if (addressesIn(address) !== 1 || Number(prefix) > bits) return null
    return 2 ** (bits - Number(prefix))
  }
  if (part.includes(':')) return /^[\da-f:]+$/i.test(part) ? 1 : null
  const bytes = part.split('.')
  if (bytes.length !== 4) return null
  let count = 1
  for (const byte of bytes) {
    const match = /^(\d{1,3})(?:-(\d{1,3}))?$/.exec(byte)
    if (match === null) return null
    const from = Number(match[1])
    const to = Number(match[2] ?? match[1])
    if (to > 255 || from > to) return null
    count *= to - from + 1
  }
  return count
}

function faultOfCheck(check: DiscoveryCheck): string | null {
  const { type, ports, key, snmp } = check
  if (type !== 'icmp' && !arePorts(ports))
    return `“${ports}” are no ports; they have the form 10050 or 22,8000-8010.`
  if (type === 'agent' && key === '') return 'A check of an agent needs an item key, such as system.uname.'
  const version = SNMP_VERSIONS[type]
  if (version === undefined) return null
  if (key === '') return 'A check by SNMP needs an OID.'
  if (snmp === null || snmp.version !== version) return `The check needs the settings of SNMP ${version}.`
  return faultOfSnmp(snmp)
}

function arePorts(ports: string): boolean {
  if (!PORTS.test(ports)) return false
  return ports.split(',').every((part) => {
    const [from = 0, to = from] = part.split('-').map(Number)
    return from >= 1 && to <= 65_535 && from <= to
  })
}

/** The check as a person would say it. */
export function checkWords(check: DiscoveryCheck | null, port: number): string {
  const where = port === 0 ? '' : ` ${port}`
  if (check === null) return `removed check${where}`
  return check.type === 'icmp' ? 'ping' : `${check.type}${where}`
}
