import type { ZabbixProxy } from '../domain/zabbix-configuration.ts'
import { isSealedElsewhere } from '../domain/zabbix-secrets.ts'
import { type ConnectionSecurity, isSameName, PLAIN } from '../net/connection-security.ts'
import { connectionNotAllowed, notFound, passiveOnly } from '../protocols/zabbix/names.ts'
import type { TrapperReply } from '../protocols/zabbix/trapper-session.ts'
import type { ZabbixInventory } from './zabbix-inventory.ts'

type Refusal = Extract<TrapperReply, { readonly kind: 'refused' }>
type Admission = { readonly proxy: ZabbixProxy } | { readonly refusal: Refusal }

const KIND_NAMES = { plain: 'unencrypted', psk: 'TLS with PSK', cert: 'TLS with certificate' } as const

/** The active proxy of this name, if whoever asks may be it (zabbix.md §3, §9). */
export function admitProxy(
  inventory: ZabbixInventory,
  name: string,
  security: ConnectionSecurity = PLAIN,
): Admission {
  const proxy = inventory.proxyByName(name)
  if (proxy === null) return refuse(notFound(name), true)
  // Its agent goes on asking and has done nothing wrong: that may not blacklist its address.
  if (!proxy.enabled) return refuse(notFound(name), false, `the proxy ${name} is disabled`)
  if (proxy.mode === 'passive') return refuse(passiveOnly(name), false)
  const fault = faultOfIdentity(proxy, security)
  return fault === null
    ? { proxy }
    : refuse(connectionNotAllowed(KIND_NAMES[security.kind], name), true, fault)
}

/** Why the other side cannot be this proxy; null when it is. */
export function faultOfIdentity({ name, tls }: ZabbixProxy, security: ConnectionSecurity): string | null {
  if (security.kind !== (tls.mode === 'none' ? 'plain' : tls.mode)) {
    return connectionNotAllowed(KIND_NAMES[security.kind], name)
  }
  if (tls.mode === 'psk' && security.kind === 'psk') {
    return tls.pskIdentity === security.identity
      ? null
      : `the key “${security.identity}” does not belong to the proxy ${name}`
  }
  if (tls.mode === 'cert' && security.kind === 'cert') {
    const isSubject = tls.subject === null || isSameName(tls.subject, security.subject)
    const isIssuer = tls.issuer === null || isSameName(tls.issuer, security.issuer)
    return isSubject && isIssuer
      ? null
      : `the certificate of ${security.subject}, by ${security.issuer}, does not belong to the proxy ${name}`
  }
  return null
}

/** The key of an identity, among the proxies that connect with one. */
export function findPsk(inventory: ZabbixInventory, identity: string): Uint8Array | null {
  for (const { enabled, tls } of inventory.proxies) {
    if (enabled && tls.mode === 'psk' && tls.pskIdentity === identity && hasKey(tls.psk)) {
      return Uint8Array.from(Buffer.from(tls.psk, 'hex'))
    }
  }
  return null
}

/** One that another console has sealed is none here. */
function hasKey(psk: string): boolean {
  return psk !== '' && !isSealedElsewhere(psk)
}

function refuse(info: string, countsAsFailure: boolean, reason = info): Admission {
  return { refusal: { kind: 'refused', info, reason, countsAsFailure } }
}
