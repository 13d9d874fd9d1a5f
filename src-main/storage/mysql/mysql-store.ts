import type { EpochMs } from '../../contract/index.ts'
import { type RetentionLimits, type SizeLimit, type Store, StoreError, type WritableStore } from '../store.ts'
import { CallGate } from './call-gate.ts'
import { ConnectionPool } from './connection-pool.ts'
import { type MysqlConnection, locationOf } from './connection.ts'
import { Connector, type Timeouts } from './connector.ts'
import { purgeDoomed } from './doomed-series.ts'
import { errorNumber, isRightMissing, storeErrorOf } from './errors.ts'
import { PartitionKeeper } from './partition-keeper.ts'
import { newWriter } from './pending-buckets.ts'
import { createReader } from './reader.ts'
import { deleteOlder } from './retention.ts'
import { rollUp } from './rollup-writer.ts'
import { DayBook } from './sample-days.ts'
import { setUpSchema } from './schema-setup.ts'
import { type ServerFacts, askServer } from './server-facts.ts'
import { sizeCut } from './size-limit.ts'
import { STATEMENT_TIMEOUT_MS, type Session } from './session.ts'
import { type WriterParts, createWriter } from './writer.ts'

export interface MysqlStoreOptions {
  readonly connection: MysqlConnection
  readonly now: () => EpochMs
  /** Lays the samples of new days out like this, whatever the server's memory (sample-days.ts). */
  readonly slotMinutes?: 1 | 1_440 | undefined
  /** Under which the other consoles learn what is changed here; nobody does without it. */
  readonly consoleId?: string | undefined
  /** After these a call rejects with `away`; 5 s for a connection and 10 s for a statement unless said. */
  readonly timeouts?: Timeouts | undefined
}

/** Connections: the engine commits one batch at a time, beside that a person's changes; pages read at once. */
const WRITERS = 3
const READERS = 4
const TIMEOUTS: Timeouts = { acquireMs: 5_000, statementMs: STATEMENT_TIMEOUT_MS }

/**
 * Opens a store on a MySQL or MariaDB server, its schema brought up to date.
 * Rejects with a `StoreError` when it cannot be reached or read. One that can
 * only be read says why in `readOnlyReason`.
 */
export async function openMysqlStore(options: MysqlStoreOptions): Promise<Store> {
  const { connection, now, slotMinutes, consoleId, timeouts = TIMEOUTS } = options
  const connector = new Connector(connection, timeouts)
  const pool = (limit: number): ConnectionPool =>
    new ConnectionPool({ connect: () => connector.connect(), limit, acquireTimeoutMs: timeouts.acquireMs })
  const upkeep = pool(1)
  try {
    const { facts, refusal } = await upkeep.use((session) => prepare(session, now()))
    const writers = pool(WRITERS)
    const partitions = new PartitionKeeper(writers)
    if (refusal === null) await partitions.prepare(now())
    const days = new DayBook(facts.poolBytes, slotMinutes)
    return storeOver({
      location: locationOf(connection),
      facts,
      refusal,
      now,
      upkeep,
      readers: pool(READERS),
      writing: { pool: writers, days, partitions, writer: newWriter(), consoleId },
    })
  } catch (error) {
    upkeep.close()
    throw storeErrorOf(error)
  }
}

interface Prepared {
  readonly facts: ServerFacts
  /** Why nothing can be written, though it can be read. */
  readonly refusal: StoreError | null
}

async function prepare(session: Session, now: EpochMs): Promise<Prepared> {
  const facts = await askServer(session)
  try {
    await setUpSchema(session, now)
    await tryToWrite(session)
    return { facts, refusal: null }
  } catch (error) {
    const refusal = storeErrorOf(error)
    if (!(refusal instanceof StoreError)) throw refusal
    if (refusal.code !== 'read-only' && refusal.code !== 'newer-schema') throw refusal
    if (!(await isReadable(session))) throw refusal
    return { facts, refusal }
  }
}

/** A server that only reads, or a missing right, shows with the first write: here is one that leaves nothing. */
async function tryToWrite(session: Session): Promise<void> {
  await session.command('begin')
  try {
    await session.execute('insert into doomed_series (series_id) values (?)', [-1])
    await session.execute('delete from doomed_series where series_id = ?', [-1])
  } finally {
    await session.command('rollback')
  }
}

/** False while the tables have not even been made. */
async function isReadable(session: Session): Promise<boolean> {
  const NO_SUCH_TABLE = 1146
  try {
    await session.rows('select 1 from sample_days limit 1')
    await session.rows('select 1 from settings limit 1')
    return true
  } catch (error) {
    if (errorNumber(error) === NO_SUCH_TABLE || isRightMissing(error)) return false
    throw error
  }
}

interface Parts {
  readonly location: string
  readonly facts: ServerFacts
  readonly refusal: StoreError | null
  readonly now: () => EpochMs
  /** One connection for long work; commits and readers have their own. */
  readonly upkeep: ConnectionPool
  readonly readers: ConnectionPool
  readonly writing: WriterParts
}

function storeOver(parts: Parts): Store {
  const { location, facts, refusal, now, upkeep, readers, writing } = parts
  const calls = new CallGate()
  const inTurn = oneAtATime()
  const { deleteHost, ...writer } = createWriter(writing)

  const roll = (until: EpochMs) => rollUp(upkeep, writing.writer, until)

  async function deleteOlderThan(limits: RetentionLimits): Promise<number> {
    await writing.partitions.prepare(now())
    // What a stop in the middle of deleting a host has left behind.
    await purgeDoomed(upkeep)
    // Samples must have reached the coarser tiers before they go; without space for that, what has goes.
    await roll(now()).catch((error: unknown) => {
      const cause = storeErrorOf(error)
      if (!(cause instanceof StoreError && cause.code === 'full')) throw error
    })
    const deleted = await deleteOlder(upkeep, limits)
    writing.days.forget()
    writing.partitions.forget()
    return deleted
  }

  async function deleteOverSize(limit: SizeLimit): Promise<number> {
    const cut = await sizeCut(upkeep, limit)
    return cut === null ? 0 : deleteOlderThan({ ...cut, hourBefore: 0, loginsBefore: 0 })
  }

  return {
    engine: 'mysql',
    location,
    readOnlyReason: refusal?.message ?? null,
    warnings: facts.warnings,
    ...calls.guard(createReader(readers), null),
    ...calls.guard<WritableStore>(
      {
        ...writer,
        deleteHost: async (id) => {
          await deleteHost(id)
          await inTurn(() => purgeDoomed(upkeep))
        },
        rollUp: (until) => inTurn(() => roll(until)),
        deleteOlderThan: (limits) => inTurn(() => deleteOlderThan(limits)),
        deleteOverSize: (limit) => inTurn(() => deleteOverSize(limit)),
      },
      refusal,
    ),
    close: async () => {
      // Upkeep stops at its next statement; what was asked before is done.
      upkeep.close()
      await calls.close()
      readers.close()
      writing.pool.close()
    },
  }
}

/** Long work waits for other long work; commits wait for neither. */
function oneAtATime(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }
}
