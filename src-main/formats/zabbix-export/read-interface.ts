import { type Branch, branchOf, textOf } from './tree.ts'

/** An interface of the export, to be checked against the contract; or why it is none of ours. */
export type InterfaceReading =
  | { readonly ok: true; readonly interface: Branch; readonly ref: string }
  | { readonly ok: false; readonly reason: string }

const OTHERS: Readonly<Record<string, string>> = { IPMI: 'IPMI', '3': 'IPMI', JMX: 'JMX', '4': 'JMX' }
const SECURITY_LEVELS: Readonly<Record<string, string>> = {
  AUTHNOPRIV: 'authNoPriv',
  '1': 'authNoPriv',
  AUTHPRIV: 'authPriv',
  '2': 'authPriv',
}
const AUTH_PROTOCOLS = ['MD5', 'SHA1', 'SHA224', 'SHA256', 'SHA384', 'SHA512']
const PRIVACY_PROTOCOLS = ['DES', 'AES128', 'AES192', 'AES256', 'AES192C', 'AES256C']

export function readInterface(branch: Branch, resolve: (text: string) => string): InterfaceReading {
  const word = textOf(branch, 'type')
  const other = OTHERS[word]
  if (other !== undefined) return { ok: false, reason: `Interfaces of ${other} are not taken over.` }
  const isSnmp = word === 'SNMP' || word === '2'
  const byName = ['NO', '0'].includes(textOf(branch, 'useip'))
  const address = resolve(textOf(branch, byName ? 'dns' : 'ip')) || (byName ? '' : '127.0.0.1')
  const port = Number(resolve(textOf(branch, 'port')) || (isSnmp ? 161 : 10_050))
  if (!Number.isInteger(port))
    return { ok: false, reason: `The port “${textOf(branch, 'port')}” is no number.` }
  return {
    ok: true,
    ref: textOf(branch, 'interface_ref'),
    interface: {
      type: isSnmp ? 'snmp' : 'agent',
      address,
      port,
      ...(isSnmp ? { snmp: readSnmp(branch) } : {}),
    },
  }
}

function readSnmp(branch: Branch): Branch {
  const details = branchOf(branch, 'details')
  const version = /3/.test(textOf(details, 'version')) ? 3 : /1/.test(textOf(details, 'version')) ? 1 : 2
  const bulk = !['NO', '0'].includes(textOf(details, 'bulk') || textOf(branch, 'bulk'))
  if (version !== 3) return { version, bulk, community: textOf(details, 'community') || '{$SNMP_COMMUNITY}' }
  return {
    version,
    bulk,
    securityName: textOf(details, 'securityname'),
    securityLevel: SECURITY_LEVELS[textOf(details, 'securitylevel')] ?? 'noAuthNoPriv',
    authProtocol: protocolOf(textOf(details, 'authprotocol'), AUTH_PROTOCOLS, 'SHA1'),
    authPassphrase: textOf(details, 'authpassphrase'),
    privacyProtocol: protocolOf(textOf(details, 'privprotocol'), PRIVACY_PROTOCOLS, 'AES128'),
    privacyPassphrase: textOf(details, 'privpassphrase'),
    contextName: textOf(details, 'contextname'),
  }
}

/** `MD5`, `SHA` of older ones, or the number. */
function protocolOf(word: string, known: readonly string[], otherwise: string): string {
  if (known.includes(word)) return word
  if (word === 'SHA') return 'SHA1'
  if (word === 'AES') return 'AES128'
  return (/^\d$/.test(word) ? known[Number(word)] : undefined) ?? otherwise
}
