import { createSecureContext, getCiphers } from 'node:tls'

/** What the programs of distributions offer, best first (zabbix.md §9); TLS 1.3 comes on top. */
const PSK_CIPHERS = [
  'ECDHE-PSK-CHACHA20-POLY1305',
  'PSK-AES128-GCM-SHA256',
  'ECDHE-PSK-AES128-CBC-SHA256',
  'ECDHE-PSK-AES128-CBC-SHA',
  'PSK-AES128-CBC-SHA256',
  'PSK-AES128-CBC-SHA',
]
const CERTIFICATE_CIPHERS = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES128-SHA256',
  'ECDHE-RSA-AES128-SHA',
  'AES128-GCM-SHA256',
  'AES128-SHA256',
  'AES128-SHA',
]
/** A PSK of TLS 1.3 goes with SHA-256 only, so that suite comes first. */
const TLS_1_3 = ['TLS_AES_128_GCM_SHA256', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_256_GCM_SHA384']

export interface TlsAbilities {
  /** Pre-shared keys; Electron's TLS may have none of their suites. */
  readonly hasPsk: boolean
  /** In the form that Node takes. */
  readonly ciphers: string
}

let known: TlsAbilities | null = null

/** What the TLS of this runtime can do; asked of it once, because Node and Electron differ. */
export function tlsAbilities(): TlsAbilities {
  known ??= probe(new Set(getCiphers()))
  return known
}

function probe(available: ReadonlySet<string>): TlsAbilities {
  const isThere = (cipher: string): boolean => available.has(cipher.toLowerCase()) && isAccepted(cipher)
  const psk = PSK_CIPHERS.filter(isThere)
  const others = [...TLS_1_3, ...CERTIFICATE_CIPHERS].filter(isThere)
  return { hasPsk: psk.length > 0, ciphers: [...others, ...psk].join(':') }
}

function isAccepted(cipher: string): boolean {
  try {
    createSecureContext({ ciphers: cipher })
    return true
  } catch {
    return false
  }
}
