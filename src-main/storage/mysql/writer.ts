import { MINUTE_MS } from '../../domain/rollup.ts'
import type { SampleBatch } from '../../domain/sample.ts'
import * as blacklist from '../repositories/blacklist.ts'
import * as endpoints from '../repositories/endpoints.ts'
import * as hosts from '../repositories/hosts.ts'
import { putReceived } from '../repositories/received.ts'
import { doomSeries, putSeries } from '../repositories/series.ts'
import { putSetting } from '../repositories/settings.ts'
import { observeStates } from '../repositories/states.ts'
import type { Db } from '../schema.ts'
import type { WritableStore, WriteBatch } from '../store.ts'
import { zabbixWriting } from '../zabbix-methods.ts'
import type { ConnectionPool } from './connection-pool.ts'
import { reviveSeries } from './doomed-series.ts'
import { databaseOver } from './kysely-database.ts'
import { insertLogins } from './login-writer.ts'
import type { PartitionKeeper } from './partition-keeper.ts'
import { addPending } from './pending-buckets.ts'
import { transact } from './retry.ts'
import type { DayBook } from './sample-days.ts'
import { insertSamples, touchedTimes } from './sample-writer.ts'

/** What commits share with the upkeep. */
export interface WriterParts {
  readonly pool: ConnectionPool
  readonly days: DayBook
  readonly partitions: PartitionKeeper
  /** Tells our pending buckets from those of other stores. */
  readonly writer: number
}

type Writer = Omit<WritableStore, 'rollUp' | 'deleteOlderThan'>

/** The writing side of the store, but for the upkeep. `deleteHost` leaves the samples to it. */
export function createWriter(parts: WriterParts): Writer {
  const atomically = <Result>(work: (db: Db) => Promise<Result>): Promise<Result> =>
    transact(parts.pool, (session) => work(databaseOver(session)))
  return {
    commit: (batch) => commit(parts, batch),
    insertHost: (host) => atomically((db) => hosts.insertHosts(db, [host])),
    updateHost: (id, patch) => atomically((db) => hosts.updateHost(db, id, patch)),
    deleteHost: (id) => atomically(async (db) => doomSeries(db, await hosts.deleteHost(db, id))),
    putCredential: (credential) => atomically((db) => hosts.putCredential(db, credential)),
    moveIdentities: (move) => atomically((db) => hosts.moveIdentities(db, move)),
    moveCredentials: (move) => atomically((db) => hosts.moveCredentials(db, move)),
    insertEndpoint: (endpoint) => atomically((db) => endpoints.insertEndpoint(db, endpoint)),
    updateEndpoint: (id, patch) => atomically((db) => endpoints.updateEndpoint(db, id, patch)),
    deleteEndpoint: (id) => atomically((db) => endpoints.deleteEndpoint(db, id)),
    putSetting: (key, value) => atomically((db) => putSetting(db, key, value)),
    insertBlacklisted: (entry) => atomically((db) => blacklist.insertBlacklisted(db, entry)),
    deleteBlacklisted: (id) => atomically((db) => blacklist.deleteBlacklisted(db, id)),
    addBlacklistHits: (hits) => atomically((db) => blacklist.addBlacklistHits(db, hits)),
    ...zabbixWriting(atomically),
  }
}

async function commit({ pool, days, partitions, writer }: WriterParts, batch: WriteBatch): Promise<void> {
  const samples = copyOf(batch.samples)
  const touched = touchedTimes(samples)
  await partitions.ensure(touched.days.keys())
  const layouts = await transact(pool, async (session) => {
    const db = databaseOver(session)
    await hosts.putHosts(db, batch.hosts)
    await hosts.putIdentities(db, batch.identities)
    await reviveSeries(
      session,
      batch.series.map(({ id }) => id),
    )
    await putSeries(db, batch.series)
    const layouts = await days.open(session, touched.days)
    await insertSamples(session, samples, layouts)
    await observeStates(db, batch.states)
    await insertLogins(session, batch.logins)
    await hosts.putProfiles(db, batch.profiles)
    if (batch.received !== undefined) await putReceived(db, batch.received)
    await addPending(session, writer, MINUTE_MS, touched.minutes)
    return layouts
  })
  days.settle(layouts)
}

/** The caller may do with its columns what it likes while the statements are on their way. */
function copyOf({ series, at, value }: SampleBatch): SampleBatch {
  return { series: series.slice(), at: at.slice(), value: value.slice() }
}
