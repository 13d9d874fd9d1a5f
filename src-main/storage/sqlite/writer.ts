import type { DatabaseSync } from 'node:sqlite'
import * as blacklist from '../repositories/blacklist.ts'
import * as endpoints from '../repositories/endpoints.ts'
import * as hosts from '../repositories/hosts.ts'
import { putReceived } from '../repositories/received.ts'
import { doomSeries, putSeries } from '../repositories/series.ts'
import { putSetting } from '../repositories/settings.ts'
import { observeStates } from '../repositories/states.ts'
import type { Db } from '../schema.ts'
import type { WriteBatch } from '../store.ts'
import { zabbixWriting } from '../zabbix-methods.ts'
import { LoginWriter } from './login-writer.ts'
import { Maintenance } from './maintenance.ts'
import { PendingBuckets } from './pending-buckets.ts'
import { RollupWriter } from './rollup-writer.ts'
import { SampleWriter } from './sample-writer.ts'
import type { WriterMethods } from './thread-protocol.ts'

/** The writing side of the store, inside its thread. Requests come one at a time. */
export function createWriter(database: DatabaseSync, db: Db): WriterMethods {
  const pending = new PendingBuckets(database)
  const samples = new SampleWriter(database)
  const logins = new LoginWriter(database)
  const rollups = new RollupWriter(database, pending)
  const maintenance = new Maintenance(database, db, pending)
  const atomically = <Result>(work: (trx: Db) => Promise<Result>): Promise<Result> =>
    db.transaction().execute(work)

  const commit = async (batch: WriteBatch): Promise<void> => {
    const { minutes, added } = await atomically(async (trx) => {
      await hosts.putHosts(trx, batch.hosts)
      await hosts.putIdentities(trx, batch.identities)
      await maintenance.reviveSeries(
        trx,
        batch.series.map((each) => each.id),
      )
      await putSeries(trx, batch.series)
      const minutes = samples.insert(batch.samples)
      const added = pending.addMinutes(minutes)
      await observeStates(trx, batch.states)
      logins.insert(batch.logins)
      await hosts.putProfiles(trx, batch.profiles)
      if (batch.received !== undefined) await putReceived(trx, batch.received)
      return { minutes, added }
    })
    pending.settle(added)
    rollups.noteWritten(minutes)
  }

  return {
    commit,
    insertHost: (host) => hosts.insertHosts(db, [host]),
    updateHost: (id, patch) => hosts.updateHost(db, id, patch),
    deleteHost: (id) => atomically(async (trx) => doomSeries(trx, await hosts.deleteHost(trx, id))),
    putCredential: (credential) => atomically((trx) => hosts.putCredential(trx, credential)),
    moveIdentities: (move) => hosts.moveIdentities(db, move),
    moveCredentials: (move) => hosts.moveCredentials(db, move),
    insertEndpoint: (endpoint) => endpoints.insertEndpoint(db, endpoint),
    updateEndpoint: (id, patch) => endpoints.updateEndpoint(db, id, patch),
    deleteEndpoint: (id) => endpoints.deleteEndpoint(db, id),
    putSetting: (key, value) => atomically((trx) => putSetting(trx, key, value)),
    insertBlacklisted: (entry) => atomically((trx) => blacklist.insertBlacklisted(trx, entry)),
    deleteBlacklisted: (id) => atomically((trx) => blacklist.deleteBlacklisted(trx, id)),
    addBlacklistHits: (hits) => atomically((trx) => blacklist.addBlacklistHits(trx, hits)),
    ...zabbixWriting(atomically),
    purgeSlice: () => maintenance.purgeDoomed(),
    rollUpSlice: async (now) => rollups.slice(now),
    deleteOlderSlice: (limits) => maintenance.deleteOlder(limits),
  }
}
