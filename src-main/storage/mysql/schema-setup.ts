import type { EpochMs } from '../../contract/index.ts'
import { migrate, missingSteps, unknownSteps } from '../migrations/migrate.ts'
import { StoreError } from '../store.ts'
import { isMadeByAnother, isPassing, isTaken } from './errors.ts'
import { exactCollation, mysqlDialect } from './dialect.ts'
import { databaseOver } from './kysely-database.ts'
import { MYSQL_MIGRATIONS } from './migrations/mysql-migrations.ts'
import type { Session } from './session.ts'

/** Changing a large table takes its time. */
const MIGRATION_TIMEOUT_MS = 30 * 60_000
/** How long a console waits for another one that is changing the schema. */
const LOCK_WAIT_S = 60
/** On top of what the server waits itself. */
const LOCK_ANSWER_MS = 5_000
/** Meetings with a console on another node of a cluster, at most one a step. */
const ATTEMPTS_BESIDE_ANOTHER = 100
const PAUSE_BESIDE_ANOTHER_MS = 100

/**
 * Brings the schema up to date. Of several consoles that begin at once, one
 * does it and the others wait. Rejects with `newer-schema` when a newer program
 * has changed it, and with `away` when the other one takes too long.
 */
export async function setUpSchema(session: Session, now: EpochMs): Promise<void> {
  await refuseNewerSchema(session)
  if ((await missingSteps(databaseOver(session), MYSQL_MIGRATIONS)).length === 0) return
  await lock(session)
  try {
    // What the other one has done meanwhile.
    await refuseNewerSchema(session)
    const dialect = mysqlDialect(exactCollation(session.serverVersion))
    await session.patiently(MIGRATION_TIMEOUT_MS, () =>
      besideAnother(() => migrate(databaseOver(session), dialect, now, MYSQL_MIGRATIONS)),
    )
  } finally {
    // A connection that cannot even do that has lost the lock anyway.
    await lockName(session)
      .then((name) => session.rows('select release_lock(?)', [name]))
      .catch(() => undefined)
  }
}

/**
 * The lock does not leave its server: on another node of a cluster, another
 * console may make the same tables at this moment. Each step is harmless when
 * it has been run before, so the one that comes second goes on from there.
 */
async function besideAnother(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      const isBeaten = isPassing(error) || isTaken(error) || isMadeByAnother(error)
      if (!isBeaten || attempt === ATTEMPTS_BESIDE_ANOTHER) throw error
      await new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE_BESIDE_ANOTHER_MS))
    }
  }
}

async function refuseNewerSchema(session: Session): Promise<void> {
  const unknown = await unknownSteps(databaseOver(session), MYSQL_MIGRATIONS)
  if (unknown.length === 0) return
  throw new StoreError(
    'newer-schema',
    `A newer version of Scopedeck has changed this database (${unknown[0]}). It can be read, but not written: install that version again to go on recording.`,
  )
}

/** Held by the connection: when that ends, so does the lock. */
async function lock(session: Session): Promise<void> {
  const [row] = await session.rows(
    'select get_lock(?, ?)',
    [await lockName(session), LOCK_WAIT_S],
    LOCK_WAIT_S * 1_000 + LOCK_ANSWER_MS,
  )
  if (row?.[0] === 1) return
  throw new StoreError(
    'away',
    'Another console is changing the tables of this database, and has not finished yet. It is tried again.',
  )
}

/** Locks belong to the whole server, and their names have at most 64 characters. */
async function lockName(session: Session): Promise<string> {
  const [row] = await session.rows("select concat('scopedeck.', md5(database()))")
  return String(row?.[0])
}
