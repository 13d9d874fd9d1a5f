import { MINUTE_MS } from '../../domain/rollup.ts'
import type { SampleBatch } from '../../domain/sample.ts'
import { catalogueWriter } from '../repositories/catalogue-writer.ts'
import { changesOf, noteChanges } from '../repositories/consoles.ts'
import { putProfiles } from '../repositories/hosts.ts'
import { putNewRows, withNewIds } from '../repositories/new-rows.ts'
import { putReceived } from '../repositories/received.ts'
import { observeStates } from '../repositories/states.ts'
import type { Db } from '../schema.ts'
import type { Renamed, WritableStore, WriteBatch } from '../store.ts'
import { zabbixWriting } from '../zabbix-methods.ts'
import type { ConnectionPool } from './connection-pool.ts'
import { putRollups } from './copy-writer.ts'
import { reviveSeries } from './doomed-series.ts'
import { databaseOver } from './kysely-database.ts'
import { insertLogins } from './login-writer.ts'
import type { PartitionKeeper } from './partition-keeper.ts'
import { addPending } from './pending-buckets.ts'
import { markForRebuild } from './rebuild.ts'
import { retryingTaken, transact } from './retry.ts'
import type { DayBook } from './sample-days.ts'
import { insertSamples, touchedTimes } from './sample-writer.ts'

/** What commits share with the upkeep. */
export interface WriterParts {
  readonly pool: ConnectionPool
  readonly days: DayBook
  readonly partitions: PartitionKeeper
  /** Tells our pending buckets from those of other stores. */
  readonly writer: number
  /** Under which the others learn what is changed here. */
  readonly consoleId: string | undefined
}

type Writer = Omit<WritableStore, 'rollUp' | 'deleteOlderThan' | 'deleteOverSize'>

/** The writing side of the store, but for the upkeep. `deleteHost` leaves the samples to it. */
export function createWriter(parts: WriterParts): Writer {
  const atomically = <Result>(work: (db: Db) => Promise<Result>): Promise<Result> =>
    retryingTaken(() => transact(parts.pool, (session) => work(databaseOver(session))))
  return {
    ...catalogueWriter(atomically, parts.consoleId),
    ...zabbixWriting(atomically, parts.consoleId),
    commit: (batch) => retryingTaken(() => commit(parts, batch)),
    rebuild: (range) => markForRebuild(parts.pool, parts.writer, range),
    putRollups: (tier, rows) => putRollups(parts.pool, tier, rows),
  }
}

async function commit(parts: WriterParts, batch: WriteBatch): Promise<Renamed> {
  const { pool, days, partitions, writer, consoleId } = parts
  const own = { ...batch, samples: copyOf(batch.samples) }
  const touched = touchedTimes(own.samples)
  await partitions.ensure(touched.days.keys())
  const { layouts, renamed } = await transact(pool, async (session) => {
    const db = databaseOver(session)
    const renamed = await putNewRows(db, own)
    await reviveSeries(
      session,
      batch.series.map(({ id }) => id),
    )
    const { samples, states } = withNewIds(own, renamed)
    const layouts = await days.open(session, touched.days)
    await insertSamples(session, samples, layouts)
    await observeStates(db, states)
    await insertLogins(session, batch.logins)
    await putProfiles(db, batch.profiles)
    if (batch.received !== undefined) await putReceived(db, batch.received)
    const { minutes } = samples === own.samples ? touched : touchedTimes(samples)
    await addPending(session, writer, MINUTE_MS, minutes)
    await noteChanges(db, consoleId, changesOf(batch))
    return { layouts, renamed }
  })
  days.settle(layouts)
  return renamed
}

/** The caller may do with its columns what it likes while the statements are on their way. */
function copyOf({ series, at, value }: SampleBatch): SampleBatch {
  return { series: series.slice(), at: at.slice(), value: value.slice() }
}
