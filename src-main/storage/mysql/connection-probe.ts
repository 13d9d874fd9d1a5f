import { type EpochMs, TEST_STEPS, type TestStep } from '../../contract/index.ts'
import { missingSteps, unknownSteps } from '../migrations/migrate.ts'
import { connect } from './connect.ts'
import { type MysqlAddress, type MysqlConnection, addressText } from './connection.ts'
import { errorNumber, isAddressAtFault, isRightMissing, isTlsAtFault, storeErrorOf } from './errors.ts'
import { databaseOver } from './kysely-database.ts'
import { MYSQL_MIGRATIONS } from './migrations/mysql-migrations.ts'
import { askServer } from './server-facts.ts'
import type { Session } from './session.ts'

const REACH_MS = 5_000
const SKEW_MS = 5_000
const NO_DATABASE = [1044, 1049]
const NO_SUCH_TABLE = 1146
const GRANTS = 'GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX'
const PROBE = 'scopedeck_probe'

type Finding = Omit<TestStep, 'step'>
type StepName = TestStep['step']

class Stop extends Error {}

/** What a person is told of a connection, step by step; later steps of a failure are not reached. Changes nothing. */
export async function probeConnection(
  connection: MysqlConnection,
  now: () => EpochMs,
): Promise<readonly TestStep[]> {
  const found = new Map<StepName, Finding>()
  const note = (step: StepName, finding: Finding): void => {
    found.set(step, finding)
    if (finding.outcome === 'failed') throw new Stop()
  }
  let session: Session | null = null
  try {
    session = await logIn(connection, note)
    note('rights', await rightsOf(session, connection.database))
    note('version', await versionOf(session))
    note('schema', await schemaOf(session))
    note('clock', await clockOf(session, now))
  } catch (error) {
    if (!(error instanceof Stop)) {
      const step = TEST_STEPS.find((each) => !found.has(each)) ?? 'reach'
      found.set(step, failed(storeErrorOf(error).message, ''))
    }
  } finally {
    session?.close()
  }
  const notReached: Finding = { outcome: 'not-reached', words: '', remedy: '' }
  return TEST_STEPS.map((step) => ({ step, ...(found.get(step) ?? notReached) }))
}

type Note = (step: StepName, finding: Finding) => void

/** Tries the addresses in turn; one that answers decides how it goes on. */
async function logIn(connection: MysqlConnection, note: Note): Promise<Session> {
  const refusals: string[] = []
  for (const address of connection.addresses) {
    try {
      const session = await connect(connection, address, REACH_MS)
      noteReached(address, refusals, note)
      note('tls', encryptionOf(connection, address))
      note('login', ok(`${connection.user} is logged in.`))
      return session
    } catch (error) {
      if (error instanceof Stop) throw error
      if (!isAddressAtFault(error) || isTlsAtFault(error)) {
        noteReached(address, refusals, note)
        noteRefusal(connection, address, error, note)
      }
      refusals.push(`${addressText(address)}: ${storeErrorOf(error).message}`)
    }
  }
  note(
    'reach',
    failed(
      refusals.join(' '),
      'Check that the server runs, that it listens on this address (bind-address), and the firewall between.',
    ),
  )
  throw new Stop()
}

function noteReached(address: MysqlAddress, refusals: readonly string[], note: Note): void {
  const words = `${addressText(address)} answers.`
  note('reach', refusals.length === 0 ? ok(words) : warn(words, `Others do not: ${refusals.join(' ')}`))
}

/** It answers and does not let us in: why, at the step that it concerns. */
function noteRefusal(connection: MysqlConnection, address: MysqlAddress, error: unknown, note: Note): never {
  const { user, database } = connection
  const { message } = storeErrorOf(error)
  if (isTlsAtFault(error)) {
    note(
      'tls',
      failed(
        message,
        'Name the file of the authority that signed the server’s certificate, and the host as the certificate has it.',
      ),
    )
  }
  note('tls', encryptionOf(connection, address))
  if (NO_DATABASE.includes(errorNumber(error) ?? 0)) {
    note('login', ok(`${user} is known.`))
    note(
      'rights',
      failed(
        message,
        `There: CREATE DATABASE ${database} CHARACTER SET utf8mb4; ${GRANTS} ON ${database}.* TO the user.`,
      ),
    )
  }
  note(
    'login',
    failed(message, 'Check user and password, and from which machines the server lets this user in.'),
  )
  throw new Stop()
}

function encryptionOf({ tls }: MysqlConnection, address: MysqlAddress): Finding {
  if (tls?.verify === true) return ok('Encrypted, and the certificate of the server fits.')
  if (tls !== null)
    return warn(
      'Encrypted, but whoever answers is believed.',
      'Name the file of the authority, and verify the certificate.',
    )
  const isLocal = 'socketPath' in address || /^(?:localhost|127(?:\.\d+){3}|::1)$/i.test(address.host)
  return isLocal
    ? ok('Not needed: it does not leave this machine.')
    : warn('Not encrypted: passwords and values can be read on the way.', 'Switch TLS on.')
}

/** Does what the console does, on a table of its own that is gone afterwards. */
async function rightsOf(session: Session, database: string): Promise<Finding> {
  const remedy = `${GRANTS} ON ${database}.* TO the user of this connection.`
  try {
    await session.command(`create table ${PROBE} (id int primary key, at int)`).catch((error: unknown) => {
      const ALREADY_THERE = 1050
      if (errorNumber(error) !== ALREADY_THERE) throw error
    })
    await session.execute(
      `insert into ${PROBE} (id, at) values (?, ?) on duplicate key update at = 1`,
      [1, 1],
    )
    await session.execute(`update ${PROBE} set at = ? where id = ?`, [2, 1])
    await session.rows(`select at from ${PROBE}`)
    await session.execute(`delete from ${PROBE} where id = ?`, [1])
    await session.command(`alter table ${PROBE} add column note int`)
    await session.command(`create index ${PROBE}_at on ${PROBE} (at)`)
    return ok('All that are needed.')
  } catch (error) {
    const { message } = storeErrorOf(error)
    if (!isRightMissing(error)) return failed(message, 'The server takes no writes now.')
    if (await mayWriteRows(session))
      return warn(
        `Tables cannot be changed: ${message}`,
        `${remedy} Without, old days are deleted row by row.`,
      )
    return failed(message, remedy)
  } finally {
    await session.command(`drop table if exists ${PROBE}`).catch(() => undefined)
  }
}

async function mayWriteRows(session: Session): Promise<boolean> {
  try {
    await session.command('begin')
    await session.execute('insert into doomed_series (series_id) values (?)', [-1])
    return true
  } catch {
    return false
  } finally {
    await session.command('rollback').catch(() => undefined)
  }
}

async function versionOf(session: Session): Promise<Finding> {
  const { serverVersion } = session
  const { warnings } = await askServer(session)
  const [major = 0, minor = 0] = serverVersion.split('.').map(Number)
  const name = session.isMariaDb ? `MariaDB ${serverVersion}` : `MySQL ${serverVersion}`
  const isOld = session.isMariaDb ? major < 10 || (major === 10 && minor < 5) : major < 8
  if (isOld)
    return warn(`${name} is older than what is known to work.`, 'MariaDB 10.5 or MySQL 8.0 at least.')
  return warnings.length === 0 ? ok(`${name}.`) : warn(`${name}.`, warnings.join(' '))
}

async function schemaOf(session: Session): Promise<Finding> {
  const db = databaseOver(session)
  const unknown = await unknownSteps(db, MYSQL_MIGRATIONS)
  if (unknown.length > 0)
    return failed(
      `A newer version of Scopedeck has changed this database (${unknown[0]}).`,
      'Install that version here as well.',
    )
  const missing = await missingSteps(db, MYSQL_MIGRATIONS)
  const all = MYSQL_MIGRATIONS.reduce((sum, { steps }) => sum + steps.length, 0)
  if (missing.length === all) return ok('No tables of Scopedeck yet: they are made.')
  const hosts = await countHosts(session)
  const content = `${hosts} ${hosts === 1 ? 'host' : 'hosts'}.`
  return missing.length === 0
    ? ok(`Up to date, with ${content}`)
    : ok(`Of an older version, with ${content} It is brought up to date.`)
}

async function countHosts(session: Session): Promise<number> {
  try {
    const [row] = await session.rows('select count(*) from hosts')
    return Number(row?.[0])
  } catch (error) {
    if (errorNumber(error) === NO_SUCH_TABLE) return 0
    throw error
  }
}

async function clockOf(session: Session, now: () => EpochMs): Promise<Finding> {
  const askedAt = now()
  const [row] = await session.rows('select unix_timestamp(now(3))')
  const skewMs = Number(row?.[0]) * 1_000 - (askedAt + now()) / 2
  if (Math.abs(skewMs) <= SKEW_MS) return ok('The same as here.')
  const seconds = Math.round(Math.abs(skewMs) / 1_000)
  return warn(
    `${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} this machine.`,
    'Values get the time of this machine; set both clocks by NTP.',
  )
}

function ok(words: string): Finding {
  return { outcome: 'ok', words, remedy: '' }
}

function warn(words: string, remedy: string): Finding {
  return { outcome: 'warn', words, remedy }
}

function failed(words: string, remedy: string): Finding {
  return { outcome: 'failed', words, remedy }
}
