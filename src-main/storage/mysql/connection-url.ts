import type { MysqlAddress } from './connection.ts'
import { DEFAULT_PORT } from './connection.ts'

/** A connection as its URL says it: without the password, and with the names of files. */
export interface ParsedMysqlUrl {
  readonly addresses: readonly MysqlAddress[]
  readonly user: string
  readonly database: string
  readonly tls: TlsFiles | null
}

export interface TlsFiles {
  readonly caFile: string | null
  readonly certFile: string | null
  readonly keyFile: string | null
  readonly verify: boolean
}

export type UrlOutcome =
  { readonly ok: true; readonly value: ParsedMysqlUrl } | { readonly ok: false; readonly reason: string }

export const MYSQL_URL_FORM = 'mysql://USER@HOST:PORT/DATABASE'

const OPTIONS = ['socket', 'tls', 'ca', 'cert', 'key'] as const
type Option = (typeof OPTIONS)[number]
type Options = Readonly<Partial<Record<Option, string>>>

class Wrong extends Error {}

/**
 * Reads `mysql://user@host:port/database?options`. Several hosts, separated by
 * commas, are tried in their order. Options:
 *
 * - `socket=/path`: through this socket of the machine in place of a host
 * - `tls=on`, `tls=off`, `tls=no-verify`: without it, on for every host but this machine
 * - `ca=`, `cert=`, `key=`: PEM files of the authority, and of the client's own certificate
 *
 * What is wrong is said in words that never repeat the password: it has no
 * place in a URL, which stands in the list of processes.
 */
export function parseMysqlUrl(text: string): UrlOutcome {
  try {
    return { ok: true, value: parse(text) }
  } catch (error) {
    if (error instanceof Wrong) return { ok: false, reason: error.message }
    throw error
  }
}

function parse(text: string): ParsedMysqlUrl {
  const match = /^(?:mysql|mariadb):\/\/(?:([^@/?#]*)@)?([^@/?#]*)\/([^/?#]*)(?:\?([^#]*))?$/i.exec(text)
  if (match === null) throw new Wrong(`The address of the database has not the form ${MYSQL_URL_FORM}.`)
  const [, login = '', hosts = '', database = '', query = ''] = match
  if (login.includes(':')) {
    throw new Wrong(
      'The password has no place in the address: give it in SCOPEDECK_DATABASE_PASSWORD, or name its file in SCOPEDECK_DATABASE_PASSWORD_FILE.',
    )
  }
  const user = decoded(login)
  if (user === '') throw new Wrong(`The user is missing: ${MYSQL_URL_FORM}.`)
  if (database === '') throw new Wrong(`The name of the database is missing: ${MYSQL_URL_FORM}.`)
  const options = optionsOf(query)
  const addresses = addressesOf(hosts, options.socket)
  return { addresses, user, database: decoded(database), tls: tlsOf(options, addresses) }
}

function addressesOf(hosts: string, socket: string | undefined): readonly MysqlAddress[] {
  if (socket !== undefined) {
    if (!socket.startsWith('/')) throw new Wrong('socket= needs the whole path of the socket.')
    return [{ socketPath: socket }]
  }
  if (hosts === '') throw new Wrong(`The host is missing: ${MYSQL_URL_FORM}.`)
  return hosts.split(',').map(addressOf)
}

function addressOf(text: string): MysqlAddress {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::(\d+))?$/i.exec(text)
  const host = match?.[1] ?? decoded(match?.[2] ?? '')
  if (match === null || host === '') throw new Wrong(`“${decoded(text)}” is not a host.`)
  const port = match[3] === undefined ? DEFAULT_PORT : Number(match[3])
  if (port < 1 || port > 65_535) throw new Wrong(`${port} is not a port: use 1 to 65535.`)
  return { host, port }
}

function optionsOf(query: string): Options {
  const options: Partial<Record<Option, string>> = {}
  for (const part of query.split('&').filter((each) => each !== '')) {
    const [name = '', ...value] = part.split('=')
    const option = OPTIONS.find((each) => each === name)
    if (option === undefined)
      throw new Wrong(`“${decoded(name)}” is not an option: use ${OPTIONS.join(', ')}.`)
    const decodedValue = decoded(value.join('='))
    if (decodedValue === '') throw new Wrong(`${option}= is empty.`)
    options[option] = decodedValue
  }
  return options
}

function tlsOf(options: Options, addresses: readonly MysqlAddress[]): TlsFiles | null {
  const { tls, ca = null, cert = null, key = null } = options
  if (tls !== undefined && tls !== 'on' && tls !== 'off' && tls !== 'no-verify')
    throw new Wrong(`“${tls}” is not a way of TLS: use on, off or no-verify.`)
  if ((cert === null) !== (key === null)) throw new Wrong('cert= and key= go together.')
  const isAsked = tls !== undefined || ca !== null || cert !== null
  if (tls === 'off' || (!isAsked && addresses.every(isThisMachine))) return null
  return { caFile: ca, certFile: cert, keyFile: key, verify: tls !== 'no-verify' }
}

/** What goes to this machine never crosses a network. */
function isThisMachine(address: MysqlAddress): boolean {
  if ('socketPath' in address) return true
  return /^(?:localhost|127(?:\.\d+){3}|::1)$/i.test(address.host)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Wrong('The address of the database has a % that is not followed by two hexadecimal digits.')
  }
}
