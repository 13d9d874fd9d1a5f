import { type Connection, type SslOptions, createConnection } from 'mysql2'
import type { MysqlAddress, MysqlConnection, MysqlTls } from './connection.ts'
import { STATEMENT_TIMEOUT_MS, Session } from './session.ts'

/** Silence after which the system asks whether the other side is still there. */
const KEEP_ALIVE_MS = 10_000
/** Statements that a connection keeps prepared; lists of varying length make many. */
const MAX_PREPARED = 150
/** How long a statement waits for a row that another transaction holds; then it is tried again. */
const LOCK_WAIT_S = 3
/** How long a change of a table waits for those who use it; what comes after waits behind it. */
const TABLE_WAIT_S = 1

/**
 * What every connection is set to, whatever the server's own settings are: times
 * in UTC, wrong values refused and not bent, tables of the engine that was asked
 * for. Rows that were only read are not locked.
 */
const SETTINGS = [
  `set time_zone = '+00:00',
    sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY',
    autocommit = 1,
    default_storage_engine = InnoDB,
    innodb_lock_wait_timeout = ${LOCK_WAIT_S},
    lock_wait_timeout = ${TABLE_WAIT_S}`,
  'set session transaction isolation level read committed',
]

/**
 * Logs in at one address and makes the connection ready. Rejects with the
 * driver's error, or when it is not ready in time.
 */
export async function connect(
  { user, password, database, tls }: MysqlConnection,
  address: MysqlAddress,
  timeoutMs: number,
  statementTimeoutMs = STATEMENT_TIMEOUT_MS,
): Promise<Session> {
  const connection = createConnection({
    ...address,
    user,
    password,
    database,
    ...(tls === null ? {} : { ssl: sslOf(tls) }),
    connectTimeout: timeoutMs,
    charset: 'UTF8MB4_GENERAL_CI',
    timezone: 'Z',
    dateStrings: true,
    // A server could ask for any file of this machine.
    flags: ['-LOCAL_FILES'],
    multipleStatements: false,
    maxPreparedStatements: MAX_PREPARED,
    enableKeepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
    connectAttributes: { program_name: 'scopedeck' },
  })
  nameForTls(connection, address)
  const session = new Session(connection, statementTimeoutMs)
  try {
    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => (error === null ? resolve() : reject(error)))
    })
    for (const statement of SETTINGS) await session.command(statement, timeoutMs)
    const [row] = await session.rows('select version()', [], timeoutMs)
    session.serverVersion = String(row?.[0])
    return session
  } catch (error) {
    session.destroy()
    throw error
  }
}

/** One object for each set of certificates, so that the driver can keep what it has parsed. */
const sslOptions = new WeakMap<MysqlTls, SslOptions>()

function sslOf(tls: MysqlTls): SslOptions {
  const known = sslOptions.get(tls)
  if (known !== undefined) return known
  const { ca, cert, key, verify } = tls
  const options: SslOptions = {
    ...(ca === null ? {} : { ca }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
    rejectUnauthorized: verify,
    verifyIdentity: verify,
    minVersion: 'TLSv1.2',
  }
  sslOptions.set(tls, options)
  return options
}

/**
 * The driver names no host for TLS when it is an IP address, and Node then asks
 * the socket for the host that it was made for; a socket to an IP address does
 * not know it, and the certificate would be compared with `localhost`.
 */
function nameForTls(connection: Connection, address: MysqlAddress): void {
  if (!('host' in address)) return
  const { stream } = connection as unknown as { readonly stream: { _host?: string | null } }
  stream._host ??= address.host
}
