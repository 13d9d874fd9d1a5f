import type { TLSSocket } from 'node:tls'

/** How a connection is protected, and as whom its peer has proved itself. */
export type ConnectionSecurity =
  | { readonly kind: 'plain' }
  | { readonly kind: 'psk'; readonly identity: string }
  /** Names of the certificate as in `CN=proxy,O=Example`, from the special to the general. */
  | { readonly kind: 'cert'; readonly subject: string; readonly issuer: string }

export const PLAIN: ConnectionSecurity = { kind: 'plain' }

/** Of a connection whose handshake is over; null when the peer has proved nothing. */
export function securityOf(socket: TLSSocket, pskIdentity: string | undefined): ConnectionSecurity | null {
  if (pskIdentity !== undefined) return { kind: 'psk', identity: pskIdentity }
  const certificate = socket.getPeerX509Certificate()
  if (!socket.authorized || certificate === undefined) return null
  return { kind: 'cert', subject: nameOf(certificate.subject), issuer: nameOf(certificate.issuer) }
}

/** Whether two names of certificates are the same, whichever end they begin with. */
export function isSameName(one: string, other: string): boolean {
  const parts = partsOf(one)
  return [parts, parts.toReversed()].some((each) => each.join() === partsOf(other).join())
}

/** Node gives a line a part, from the general to the special. */
function nameOf(lines: string): string {
  return lines.split('\n').toReversed().join(',')
}

function partsOf(name: string): readonly string[] {
  return name.split(',').map((part) => part.trim())
}
