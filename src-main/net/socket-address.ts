import { isIP } from 'node:net'

export interface SocketAddress {
  readonly host: string
  readonly port: number
}

/**
 * Reads `host:port`, `[ipv6]:port` or, with a default port, a bare host.
 * Null when it is neither.
 */
export function parseSocketAddress(text: string, defaultPort?: number): SocketAddress | null {
  const trimmed = text.trim()
  const match = /^(?:\[([^\]]+)\]|([^:\s]+))(?::(\d{1,5}))?$/.exec(trimmed)
  if (match === null) {
    return defaultPort !== undefined && isIP(trimmed) === 6 ? { host: trimmed, port: defaultPort } : null
  }
  const [, bracketed, plain, portText] = match
  const host = bracketed ?? plain ?? ''
  if (bracketed !== undefined && isIP(bracketed.replace(/%.*$/, '')) !== 6) return null
  const port = portText === undefined ? defaultPort : Number(portText)
  return port === undefined || port > 65_535 ? null : { host, port }
}

/** The inverse: IPv6 in brackets. */
export function formatSocketAddress({ host, port }: SocketAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** An IPv4 address that came in over an IPv6 socket is that IPv4 address; a zone is dropped. */
export function plainAddress(remoteAddress: string | undefined): string {
  const address = (remoteAddress ?? '').replace(/%.*$/, '')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  return mapped?.[1] ?? address
}
