import type { DatabaseSync } from 'node:sqlite'
import { catalogueWriter } from '../repositories/catalogue-writer.ts'
import { putProfiles } from '../repositories/hosts.ts'
import { putNewRows, withNewIds } from '../repositories/new-rows.ts'
import { changesOf, noteChanges } from '../repositories/consoles.ts'
import { putReceived } from '../repositories/received.ts'
import { observeStates } from '../repositories/states.ts'
import type { Db } from '../schema.ts'
import type { Renamed, WriteBatch } from '../store.ts'
import { zabbixWriting } from '../zabbix-methods.ts'
import { LoginWriter } from './login-writer.ts'
import { Maintenance } from './maintenance.ts'
import { PendingBuckets } from './pending-buckets.ts'
import { markForRebuild } from './rebuild.ts'
import { RollupCopies } from './rollup-copies.ts'
import { RollupWriter } from './rollup-writer.ts'
import { SampleWriter } from './sample-writer.ts'
import type { WriterMethods } from './thread-protocol.ts'

/** The writing side of the store, inside its thread. Requests come one at a time. */
export function createWriter(database: DatabaseSync, db: Db, consoleId: string | undefined): WriterMethods {
  const pending = new PendingBuckets(database)
  const samples = new SampleWriter(database)
  const logins = new LoginWriter(database)
  const rollups = new RollupWriter(database, pending)
  const rollupCopies = new RollupCopies(database)
  const maintenance = new Maintenance(database, db, pending)
  /** Nothing else uses the connection meanwhile. The query builder's own transactions cost more than what a small one does. */
  const atomically = async <Result>(work: (trx: Db) => Promise<Result>): Promise<Result> => {
    database.exec('begin immediate')
    try {
      const result = await work(db)
      database.exec('commit')
      return result
    } catch (error) {
      if (database.isTransaction) database.exec('rollback')
      throw error
    }
  }

  const commit = async (batch: WriteBatch): Promise<Renamed> => {
    const { minutes, added, renamed } = await atomically(async (trx) => {
      const renamed = await putNewRows(trx, batch)
      await maintenance.reviveSeries(
        trx,
        batch.series.map((each) => each.id),
      )
      const { samples: columns, states } = withNewIds(batch, renamed)
      const minutes = samples.insert(columns)
      const added = pending.addMinutes(minutes)
      await observeStates(trx, states)
      logins.insert(batch.logins)
      await putProfiles(trx, batch.profiles)
      if (batch.received !== undefined) await putReceived(trx, batch.received)
      await noteChanges(trx, consoleId, changesOf(batch))
      return { minutes, added, renamed }
    })
    pending.settle(added)
    rollups.noteWritten(minutes)
    return renamed
  }

  return {
    ...catalogueWriter(atomically, consoleId),
    commit,
    ...zabbixWriting(atomically, consoleId),
    purgeSlice: () => maintenance.purgeDoomed(),
    rollUpSlice: async (now) => rollups.slice(now),
    deleteOlderSlice: (limits) => maintenance.deleteOlder(limits),
    deleteOverSizeSlice: (limit) => maintenance.deleteOverSize(limit),
    rebuild: (range) => atomically(async () => markForRebuild(database, pending, range)),
    putRollups: (tier, rows) => atomically(async () => rollupCopies.put(tier, rows)),
  }
}
