import { allBlacklisted } from '../repositories/blacklist.ts'
import { allEndpoints } from '../repositories/endpoints.ts'
import * as hosts from '../repositories/hosts.ts'
import { findLogins, refusedSince } from '../repositories/logins.ts'
import { allReceived, findCursor } from '../repositories/received.ts'
import { allSeries } from '../repositories/series.ts'
import { allSettings } from '../repositories/settings.ts'
import { statesInRange } from '../repositories/states.ts'
import type { Db } from '../schema.ts'
import type { ReadableStore } from '../store.ts'
import { zabbixReading } from '../zabbix-methods.ts'
import type { ConnectionPool } from './connection-pool.ts'
import { databaseOver } from './kysely-database.ts'
import { readLatest } from './latest-reader.ts'
import { readRanges } from './range-reader.ts'
import { retrying } from './retry.ts'
import type { Session } from './session.ts'

/** The reading side of the store. */
export function createReader(pool: ConnectionPool): ReadableStore {
  const read = <Result>(work: (session: Session) => Promise<Result>): Promise<Result> =>
    retrying(() => pool.use(work))
  const query = <Result>(work: (db: Db) => Promise<Result>): Promise<Result> =>
    read((session) => work(databaseOver(session)))
  return {
    hosts: () => query(hosts.allHosts),
    identities: () => query(hosts.allIdentities),
    credentials: () => query(hosts.allCredentials),
    series: () => query(allSeries),
    profiles: () => query(hosts.allProfiles),
    endpoints: () => query(allEndpoints),
    settings: () => query(allSettings),
    blacklist: () => query(allBlacklisted),
    logins: (asked) => query((db) => findLogins(db, asked)),
    refusedSince: (at) => query((db) => refusedSince(db, at)),
    samplesInRange: (asked) => read((session) => readRanges(session, asked)),
    states: (asked) => query((db) => statesInRange(db, asked)),
    latestSamples: (since) => read((session) => readLatest(session, since)),
    received: () => query(allReceived),
    cursor: (source, session) => query((db) => findCursor(db, source, session)),
    ...zabbixReading(query),
    sizeBytes: () => read(sizeOf),
  }
}

/** Data and indexes of the whole database, as the server last measured them. */
async function sizeOf(session: Session): Promise<number> {
  const [row] = await session.rows(
    'select sum(data_length + index_length) from information_schema.tables where table_schema = database()',
  )
  return Number(row?.[0] ?? 0)
}
