import type { EpochMs, Listener } from '../contract/index.ts'
import type { MysqlConnection } from '../storage/mysql/connection.ts'

/** A listener as the command line says. */
export type FixedListener = { readonly host: string; readonly port: number } | 'off'

/** What the entry files (index.ts, headless.ts) and tests decide about an engine. */
export interface EngineOptions {
  /** Holds the embedded database and everything else that the console keeps. Made when it is missing. */
  readonly dataDirectory: string
  /** The worker's file: TypeScript beside the sources, JavaScript in the product. */
  readonly sqliteWorkerUrl: URL
  /** Reads Zabbix exports beside the main thread. */
  readonly importWorkerUrl: URL
  readonly hostedBy: 'electron' | 'headless'
  readonly version: string
  /** Rules over the settings for this run. */
  readonly scopeport?: FixedListener | undefined
  readonly zabbix?: FixedListener | undefined
  /** A server in place of the embedded database. */
  readonly database?: MysqlConnection | undefined
  /** The embedded database may not grow past this; for tests and for small disks. */
  readonly databaseLimitBytes?: number | undefined
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
