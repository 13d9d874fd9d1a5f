import { ZABBIX_LIMITS } from './limits.ts'

/** Letters and digits of ASCII, dot, space, underscore and minus are allowed. */
const FORBIDDEN = /[^0-9A-Za-z. _-]/u

/** What is wrong with the name of a proxy, in the words of the original (zabbix.md §3); null when nothing is. */
export function faultOfProxyName(name: string | null): string | null {
  if (name === null || name === '') return 'missing name of proxy'
  const [character] = FORBIDDEN.exec(name) ?? []
  if (character !== undefined) {
    return `invalid proxy name "${shown(name)}": name contains invalid character '${character}'`
  }
  if (name.length > ZABBIX_LIMITS.nameLength) {
    return `invalid proxy name "${shown(name)}": name is too long`
  }
  return null
}

export function notFound(proxyName: string): string {
  return `proxy "${proxyName}" not found`
}

export function passiveOnly(proxyName: string): string {
  return `proxy "${proxyName}" is configured for passive mode`
}

/** `kind`: how the connection came, as the original names it. */
export function connectionNotAllowed(
  kind: 'unencrypted' | 'TLS with PSK' | 'TLS with certificate',
  proxyName: string,
): string {
  return `connection of type "${kind}" is not allowed for proxy "${proxyName}"`
}

export function hostNotFound(host: string): string {
  return `host [${host}] not found`
}

function shown(name: string): string {
  return name.slice(0, ZABBIX_LIMITS.nameLength)
}
