import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { findAnnotation, findAnnotations } from '../repositories/annotations.ts'
import { allBlacklisted } from '../repositories/blacklist.ts'
import { allBoards } from '../repositories/boards.ts'
import { allConsoles, changesAfter } from '../repositories/consoles.ts'
import { allCollectlRuns } from '../repositories/collectl-runs.ts'
import { allEndpoints } from '../repositories/endpoints.ts'
import * as hosts from '../repositories/hosts.ts'
import { idBlocksOf } from '../repositories/id-blocks.ts'
import { findLogins, findRefusals, refusedSince } from '../repositories/logins.ts'
import { allSeries, seriesWithin } from '../repositories/series.ts'
import { schemaVersion } from '../repositories/schema-version.ts'
import { allReceived, findCursor } from '../repositories/received.ts'
import { allSettings } from '../repositories/settings.ts'
import { statesInRange } from '../repositories/states.ts'
import { readTableRows } from '../repositories/table-rows.ts'
import type { Db } from '../schema.ts'
import { zabbixReading } from '../zabbix-methods.ts'
import { LatestReader } from './latest-reader.ts'
import { MomentReader } from './moment-reader.ts'
import { RangeReader } from './range-reader.ts'
import { RecentReader } from './recent-reader.ts'
import type { ReaderMethods } from './thread-protocol.ts'
import { TierScanner } from './tier-scanner.ts'
import { usedBytes } from './used-bytes.ts'

/** The reading side of the store, inside its thread. */
export function createReader(database: DatabaseSync, db: Db, file: string): ReaderMethods {
  const ranges = new RangeReader(database)
  const latest = new LatestReader(database)
  const tiers = new TierScanner(database)
  const moments = new MomentReader(database)
  const recent = new RecentReader(database)
  return {
    hosts: () => hosts.allHosts(db),
    identities: () => hosts.allIdentities(db),
    credentials: () => hosts.allCredentials(db),
    series: () => allSeries(db),
    profiles: () => hosts.allProfiles(db),
    endpoints: () => allEndpoints(db),
    collectlRuns: () => allCollectlRuns(db),
    settings: () => allSettings(db),
    blacklist: () => allBlacklisted(db),
    logins: (query) => findLogins(db, query),
    refusedSince: (at) => refusedSince(db, at),
    refusalsInRange: (query) => findRefusals(db, query),
    boards: () => allBoards(db),
    annotationsInRange: (query) => findAnnotations(db, query),
    annotation: (id) => findAnnotation(db, id),
    samplesInRange: async (query) => ranges.read(query),
    states: (query) => statesInRange(db, query),
    latestSamples: async (since) => latest.read(since),
    samplesAt: async (query) => moments.read(query),
    recentSamples: async (query) => recent.read(query),
    consoles: () => allConsoles(db),
    changesAfter: (consoleId, seq) => changesAfter(db, consoleId, seq),
    seriesWithin: (firstId, lastId) => seriesWithin(db, firstId, lastId),
    idBlocks: (consoleId) => idBlocksOf(db, consoleId),
    received: () => allReceived(db),
    cursor: (source, session) => findCursor(db, source, session),
    ...zabbixReading((work) => work(db)),
    sizeBytes: async () => bytesOf(file) + bytesOf(`${file}-wal`),
    facts: async () => ({ schemaVersion: await schemaVersion(db), usedBytes: usedBytes(database) }),
    tierRows: (query) => tiers.rows(query),
    tierDays: (tier) => tiers.days(tier),
    tableRows: (query) => readTableRows(db, query),
  }
}

function bytesOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
