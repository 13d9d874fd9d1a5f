/** Where a server listens: over TCP, or through a socket of this machine. */
export type MysqlAddress = { readonly host: string; readonly port: number } | { readonly socketPath: string }

/** PEM texts. */
export interface MysqlTls {
  /** Null: the authorities that the system trusts. */
  readonly ca: string | null
  readonly cert: string | null
  readonly key: string | null
  /** False: encrypted, but whoever answers is believed. */
  readonly verify: boolean
}

/** All that is needed to log in to a MySQL or MariaDB server. */
export interface MysqlConnection {
  /** Tried in this order; the others take over when one does not answer. */
  readonly addresses: readonly MysqlAddress[]
  readonly user: string
  readonly password: string
  readonly database: string
  /** Null: not encrypted. */
  readonly tls: MysqlTls | null
}

export const DEFAULT_PORT = 3306

/** `user@host/database`, as a person would name it; never the password. */
export function locationOf({ addresses, user, database }: Omit<MysqlConnection, 'password' | 'tls'>): string {
  return `${user}@${addresses.map(addressText).join(',')}/${database}`
}

/** `host`, `host:port` or the path of the socket. */
export function addressText(address: MysqlAddress): string {
  if ('socketPath' in address) return address.socketPath
  const host = address.host.includes(':') ? `[${address.host}]` : address.host
  return address.port === DEFAULT_PORT ? host : `${host}:${address.port}`
}
