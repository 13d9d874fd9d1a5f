import type { EpochMs, Listener } from '../contract/index.ts'
import type { MysqlConnection } from '../storage/mysql/connection.ts'
import type { SecretStore } from './secret-store.ts'
import type { ThreadFiles } from './thread-files.ts'

/** A listener as the command line says. */
export type FixedListener = { readonly host: string; readonly port: number } | 'off'

/** What the entry files (index.ts, headless.ts) and tests decide about an engine. */
export interface EngineOptions {
  /** Holds the embedded database and everything else that the console keeps. Made when it is missing. */
  readonly dataDirectory: string
  /** TypeScript below the sources, JavaScript in the product. */
  readonly threads: ThreadFiles
  readonly hostedBy: 'electron' | 'headless'
  readonly version: string
  /** Rules over the settings for this run. */
  readonly scopeport?: FixedListener | undefined
  readonly zabbix?: FixedListener | undefined
  /** The only directory of plugins in this run, or none at all. */
  readonly plugins?: { readonly directory: string } | 'off' | undefined
  /** A server in place of the embedded database. */
  readonly database?: MysqlConnection | undefined
  /** The keyring of the system, where there is one: database passwords are sealed with it. Asked after the start. */
  readonly keyring?: (() => SecretStore | null) | undefined
  /** The embedded database may not grow past this; for tests and for small disks. */
  readonly databaseLimitBytes?: number | undefined
  /** How long the database server may take; for tests and for slow networks. */
  readonly databaseTimeouts?: { readonly acquireMs: number; readonly statementMs: number } | undefined
  /** Values without an acknowledgement wait on disk up to this while the database is away; 256 MB unless said. */
  readonly spoolLimitBytes?: number | undefined
  /** What the other consoles on the database call this one; the machine's name unless said. */
  readonly consoleName?: string | undefined
  /** A configuration of ssh in place of the user's own (`ssh -F`). */
  readonly sshConfig?: string | undefined
  /** Multiplies how long the silence of a collectl that connects to us is borne; 1 unless said. */
  readonly collectlPatience?: number | undefined
  readonly now?: (() => EpochMs) | undefined
  /** One line for whoever reads the terminal or the log file. */
  readonly log?: ((line: string) => void) | undefined
  /** Told of every change of a listener, for whoever publishes its address. */
  readonly onListener?: ((listener: Listener) => void) | undefined
  /** Recordings for the demo; none without it. */
  readonly demoDirectory?: string | undefined
  /** Sets of items for Zabbix hosts; none without it. */
  readonly presetDirectory?: string | undefined
}
