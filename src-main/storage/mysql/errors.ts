import { StoreError, type StoreErrorCode } from '../store.ts'

/** Thrown by our own side of a connection: it took too long, or there is none to be had. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
}

type Expected = readonly [StoreErrorCode, string]

const UNREACHABLE: Expected = [
  'away',
  'The database server cannot be reached: check that it runs, its address, and what lies between.',
]
const LOST: Expected = ['away', 'The connection to the database server was lost. It is made again.']
const LOGIN: Expected = ['away', 'The database server refuses the login: check user and password.']
const TOO_MANY: Expected = [
  'away',
  'The database server takes no more connections: raise max_connections, or close other programs.',
]
const BUSY: Expected = ['away', 'Another program held what was needed for too long. It is tried again.']
const TLS: Expected = [
  'away',
  'TLS with the database server failed: check its certificate, the authority that signed it, and ours.',
]
const READ_ONLY: Expected = [
  'read-only',
  'The database server takes no writes: it is set to read-only, or a copy of another one.',
]
const NO_RIGHT: Expected = [
  'read-only',
  'The user may not do this in the database: grant it the rights that the documentation lists.',
]
const FULL: Expected = [
  'full',
  'There is no space left for the database: free some on the server, or keep samples for a shorter time.',
]
const TAKEN: Expected = ['conflict', 'A row of this id or name is there already.']
const UNFIT: Expected = ['conflict', 'A value is missing, or does not fit its column.']
const DAMAGED: Expected = ['damaged', 'A table of the database is damaged: repair it, or restore a backup.']

/** Numbers of server errors, https://mariadb.com/kb/en/mariadb-error-code-reference/ and MySQL's, which agree in these. */
const BY_NUMBER: ReadonlyMap<number, Expected> = new Map([
  ...entries(TOO_MANY, 1040, 1203, 1226),
  ...entries(LOGIN, 1045, 1251, 1698, 1862, 4151, 3118, 3955),
  ...entries(
    ['away', 'The user may not use this database, or it does not exist: make it, and grant the rights.'],
    1044,
    1049,
  ),
  // Shutting down, killed, taking too long, not ready (Galera answers 1047 while it has no quorum).
  ...entries(LOST, 1053, 1077, 1079, 1080, 1152, 1158, 1159, 1160, 1161, 1184, 1927, 4031),
  ...entries(
    ['away', 'The database server stopped a statement that took too long, or was asked to.'],
    1317,
    1969,
    3024,
  ),
  ...entries(['away', 'The database server is not ready. It is tried again.'], 1047, 1037, 1041, 1038),
  ...entries(BUSY, 1205, 1213, 1412, 1614, 1615, 3101, 3572),
  ...entries(READ_ONLY, 1036, 1290, 1792, 1836, 1874, 3100, 4098),
  ...entries(NO_RIGHT, 1142, 1143, 1227, 1370),
  ...entries(FULL, 1021, 1114, 3019, 3675),
  ...entries(TAKEN, 1022, 1062, 1169, 1586, 1859),
  ...entries(UNFIT, 1048, 1264, 1366, 1406),
  ...entries(DAMAGED, 1033, 1034, 1035, 1194, 1195, 1712, 1877, 1932, 3501),
])

/** Codes of Node and of the driver. */
const BY_CODE: ReadonlyMap<string, Expected> = new Map([
  ...entries(
    UNREACHABLE,
    'ECONNREFUSED',
    'ENOENT',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'EHOSTDOWN',
    'ENETUNREACH',
    'ENETDOWN',
    'ETIMEDOUT',
    'EACCES',
    'ENOTSOCK',
  ),
  ...entries(LOST, 'PROTOCOL_CONNECTION_LOST', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ERR_STREAM_DESTROYED'),
  ...entries(
    ['away', 'What answers there is no database server of this kind, or the connection was garbled.'],
    'PROTOCOL_ERROR',
    'PROTOCOL_UNEXPECTED_PACKET',
    'PROTOCOL_PACKETS_OUT_OF_ORDER',
  ),
  ...entries(
    [
      'away',
      'The database server offers no TLS: set it up there, or allow the connection without (tls=off).',
    ],
    'HANDSHAKE_NO_SSL_SUPPORT',
  ),
])

/** OpenSSL's and Node's names for a certificate that does not fit. */
const TLS_CODE =
  /^(?:ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|INVALID_CA|HANDSHAKE_SSL|EPROTO)/

/**
 * Retried inside the store: the next try may well succeed. Galera reports a
 * transaction that met another one on another node as a deadlock, at its commit too.
 */
const PASSING = new Set([1205, 1213, 1412, 1614, 1615])

/** The server's own number of the error, or null. */
export function errorNumber(error: unknown): number | null {
  return error instanceof Error && 'errno' in error && typeof error.errno === 'number' && error.errno > 0
    ? error.errno
    : null
}

/** True for a deadlock, a lock that was waited for too long, a table that changed under us. */
export function isPassing(error: unknown): boolean {
  return PASSING.has(errorNumber(error) ?? 0)
}

/** True when another row has this id or name. */
export function isTaken(error: unknown): boolean {
  return errorNumber(error) === 1062
}

/** True when a table, a column or an index is there already. */
export function isMadeByAnother(error: unknown): boolean {
  return [1050, 1060, 1061].includes(errorNumber(error) ?? 0)
}

/** True when the server refused for lack of a right. */
export function isRightMissing(error: unknown): boolean {
  const number = errorNumber(error)
  return number !== null && [1142, 1143, 1227, 1370, 1044].includes(number)
}

/** True when trying another address of the same database may help. */
export function isAddressAtFault(error: unknown): boolean {
  if (error instanceof TimeoutError) return true
  const expected = expectationOf(error)
  return expected === UNREACHABLE || expected === LOST || [1040, 1047, 1053].includes(errorNumber(error) ?? 0)
}

/** True when the connection could not be encrypted, or the certificate does not fit. */
export function isTlsAtFault(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return TLS_CODE.test(code) || code === 'HANDSHAKE_NO_SSL_SUPPORT'
}

/** What a person is told, and the code that the engine acts on; a bug stays what it is. */
export function storeErrorOf(error: unknown): Error {
  if (error instanceof StoreError) return error
  if (error instanceof TimeoutError) return new StoreError('away', error.message, { cause: error })
  const expected = expectationOf(error)
  if (expected !== null) {
    return new StoreError(expected[0], `${expected[1]} (${messageOf(error)})`, { cause: error })
  }
  return error instanceof Error ? error : new Error(messageOf(error))
}

function expectationOf(error: unknown): Expected | null {
  const message = messageOf(error)
  // MariaDB and MySQL report a full disk under a dozen numbers, but always with the system's.
  if (/(?:errno|errcode|error):? "?28\b|No space left on device/i.test(message)) return FULL
  const byNumber = BY_NUMBER.get(errorNumber(error) ?? -1)
  if (byNumber !== undefined) return byNumber
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const byCode = BY_CODE.get(code)
  if (byCode !== undefined) return byCode
  if (TLS_CODE.test(code)) return TLS
  // The driver's own words for a connection that has ended: they carry no code.
  return /closed state|Connection is closed/i.test(message) ? LOST : null
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function entries<Key>(expected: Expected, ...keys: readonly Key[]): (readonly [Key, Expected])[] {
  return keys.map((key) => [key, expected] as const)
}
