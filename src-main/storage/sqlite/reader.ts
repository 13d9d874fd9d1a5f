import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { allBlacklisted } from '../repositories/blacklist.ts'
import { allEndpoints } from '../repositories/endpoints.ts'
import * as hosts from '../repositories/hosts.ts'
import { findLogins, refusedSince } from '../repositories/logins.ts'
import { allReceived, findCursor } from '../repositories/received.ts'
import { allSeries } from '../repositories/series.ts'
import { allSettings } from '../repositories/settings.ts'
import { statesInRange } from '../repositories/states.ts'
import type { Db } from '../schema.ts'
import { zabbixReading } from '../zabbix-methods.ts'
import { LatestReader } from './latest-reader.ts'
import { RangeReader } from './range-reader.ts'
import type { ReaderMethods } from './thread-protocol.ts'

/** The reading side of the store, inside its thread. */
export function createReader(database: DatabaseSync, db: Db, file: string): ReaderMethods {
  const ranges = new RangeReader(database)
  const latest = new LatestReader(database)
  return {
    hosts: () => hosts.allHosts(db),
    identities: () => hosts.allIdentities(db),
    credentials: () => hosts.allCredentials(db),
    series: () => allSeries(db),
    profiles: () => hosts.allProfiles(db),
    endpoints: () => allEndpoints(db),
    settings: () => allSettings(db),
    blacklist: () => allBlacklisted(db),
    logins: (query) => findLogins(db, query),
    refusedSince: (at) => refusedSince(db, at),
    samplesInRange: async (query) => ranges.read(query),
    states: (query) => statesInRange(db, query),
    latestSamples: async (since) => latest.read(since),
    received: () => allReceived(db),
    cursor: (source, session) => findCursor(db, source, session),
    ...zabbixReading((work) => work(db)),
    sizeBytes: async () => bytesOf(file) + bytesOf(`${file}-wal`),
  }
}

function bytesOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
