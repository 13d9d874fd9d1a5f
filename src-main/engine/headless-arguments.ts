import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { parseSocketAddress, type SocketAddress } from '../net/socket-address.ts'
import { type ParsedMysqlUrl, parseMysqlUrl } from '../storage/mysql/connection-url.ts'

interface HeadlessArguments {
  readonly dataDirectory: string
  readonly http: SocketAddress
  /** Undefined: as the settings say. */
  readonly scopeport: SocketAddress | 'off' | undefined
  /** Undefined: as the settings say. */
  readonly plugins: { readonly directory: string } | 'off' | undefined
  /** Undefined: the embedded one. */
  readonly database: ParsedMysqlUrl | undefined
  /** Undefined: the user's own configuration of ssh. */
  readonly sshConfig: string | undefined
}

type Parsed =
  { readonly ok: true; readonly value: HeadlessArguments } | { readonly ok: false; readonly reason: string }

export const USAGE = `Usage: npm run headless -- [--data DIR] [--http HOST:PORT] [--scopeport HOST:PORT|off] [--plugins DIR|off] [--database URL] [--ssh-config FILE]

  --data DIR              where the console keeps its database (default: ~/.local/share/scopedeck)
  --http HOST:PORT        where the page and the interface are served (default: 127.0.0.1:0, a free port)
  --scopeport HOST:PORT   where ScopePort clients are served, or "off" (default: as in the settings)
  --plugins DIR|off       where sockets of Scope plugins are looked for, or "off" (default: as in the settings)
  --database URL          a MySQL or MariaDB server in place of the embedded database: mysql://USER@HOST:PORT/DATABASE,
                          its password in SCOPEDECK_DATABASE_PASSWORD or the file SCOPEDECK_DATABASE_PASSWORD_FILE names
  --ssh-config FILE       a configuration for the ssh of collectl runs, in place of your own (as ssh -F)`

/** Loopback: nobody else reaches the console unless asked for. */
const DEFAULT_HTTP: SocketAddress = { host: '127.0.0.1', port: 0 }

/** Reads the command line of the headless console; `reason` is "help" or what is wrong with it. */
export function parseHeadlessArguments(
  argumentTexts: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Parsed {
  let values: {
    data?: string
    http?: string
    scopeport?: string
    plugins?: string
    database?: string
    'ssh-config'?: string
    help?: boolean
  }
  try {
    values = parseArgs({
      args: [...argumentTexts],
      options: {
        data: { type: 'string' },
        http: { type: 'string' },
        scopeport: { type: 'string' },
        plugins: { type: 'string' },
        database: { type: 'string' },
        'ssh-config': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) }
  }
  if (values.help === true) return { ok: false, reason: 'help' }
  if (values.data === '') return { ok: false, reason: '--data: the name of a directory is missing' }
  const http = values.http === undefined ? DEFAULT_HTTP : parseSocketAddress(values.http)
  if (http === null) return { ok: false, reason: `--http: “${values.http}” has not the form HOST:PORT` }
  const scopeport = scopeportOf(values.scopeport)
  if (scopeport === null)
    return { ok: false, reason: `--scopeport: “${values.scopeport}” is neither HOST:PORT nor off` }
  if (values.plugins === '') return { ok: false, reason: '--plugins: the name of a directory is missing' }
  const plugins = pluginsOf(values.plugins)
  const database = values.database === undefined ? undefined : parseMysqlUrl(values.database)
  if (database?.ok === false) return { ok: false, reason: `--database: ${database.reason}` }
  const dataDirectory = values.data ?? defaultDirectory(environment)
  const sshConfig = values['ssh-config']
  if (sshConfig === '') return { ok: false, reason: '--ssh-config: the name of a file is missing' }
  return {
    ok: true,
    value: { dataDirectory, http, scopeport, plugins, database: database?.value, sshConfig },
  }
}

function scopeportOf(text: string | undefined): SocketAddress | 'off' | undefined | null {
  return text === undefined || text === 'off' ? text : parseSocketAddress(text)
}

/** Sockets are named by their whole path, wherever the console was started. */
function pluginsOf(text: string | undefined): HeadlessArguments['plugins'] {
  return text === undefined || text === 'off' ? text : { directory: resolve(text) }
}

function defaultDirectory(environment: Readonly<Record<string, string | undefined>>): string {
  return join(environment['XDG_DATA_HOME'] ?? join(homedir(), '.local/share'), 'scopedeck')
}
