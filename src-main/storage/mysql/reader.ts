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
import { type AskRows, readTierDays, readTierRows } from '../tier-rows.ts'
import type { ReadableStore } from '../store.ts'
import { zabbixReading } from '../zabbix-methods.ts'
import type { ConnectionPool } from './connection-pool.ts'
import { databaseOver } from './kysely-database.ts'
import { readLatest } from './latest-reader.ts'
import { readMoment } from './moment-reader.ts'
import { readRanges } from './range-reader.ts'
import { readRecent } from './recent-reader.ts'
import { retrying } from './retry.ts'
import type { Session } from './session.ts'
import { MYSQL_TIERS } from './tiers.ts'

const SCAN_TIMEOUT_MS = 60_000

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
    collectlRuns: () => query(allCollectlRuns),
    settings: () => query(allSettings),
    blacklist: () => query(allBlacklisted),
    logins: (asked) => query((db) => findLogins(db, asked)),
    refusedSince: (at) => query((db) => refusedSince(db, at)),
    refusalsInRange: (asked) => query((db) => findRefusals(db, asked)),
    boards: () => query(allBoards),
    annotationsInRange: (asked) => query((db) => findAnnotations(db, asked)),
    annotation: (id) => query((db) => findAnnotation(db, id)),
    samplesInRange: (asked) => read((session) => readRanges(session, asked)),
    states: (asked) => query((db) => statesInRange(db, asked)),
    latestSamples: (since) => read((session) => readLatest(session, since)),
    samplesAt: (asked) => read((session) => readMoment(session, asked)),
    recentSamples: (asked) => read((session) => readRecent(session, asked)),
    consoles: () => query(allConsoles),
    changesAfter: (consoleId, seq) => query((db) => changesAfter(db, consoleId, seq)),
    seriesWithin: (firstId, lastId) => query((db) => seriesWithin(db, firstId, lastId)),
    idBlocks: (consoleId) => query((db) => idBlocksOf(db, consoleId)),
    received: () => query(allReceived),
    cursor: (source, session) => query((db) => findCursor(db, source, session)),
    ...zabbixReading(query),
    sizeBytes: () => read(sizeOf),
    facts: () =>
      read(async (session) => ({
        schemaVersion: await schemaVersion(databaseOver(session)),
        usedBytes: await sizeOf(session),
      })),
    tierRows: (asked) => read((session) => readTierRows(askOver(session), MYSQL_TIERS[asked.tier], asked)),
    tierDays: (tier) => read((session) => readTierDays(askOver(session), MYSQL_TIERS[tier])),
    tableRows: (asked) => query((db) => readTableRows(db, asked)),
  }
}

/** The copy reads through whole days, so each statement may take its time. */
function askOver(session: Session): AskRows {
  return async (sql, parameters) =>
    (await session.rows(sql, parameters, SCAN_TIMEOUT_MS)).map((row) =>
      row.map((value) => (value === null ? null : Number(value))),
    )
}

/** Data and indexes of the whole database, as the server last measured them. */
async function sizeOf(session: Session): Promise<number> {
  const [row] = await session.rows(
    'select sum(data_length + index_length) from information_schema.tables where table_schema = database()',
  )
  return Number(row?.[0] ?? 0)
}
