import type { Db } from '../schema.ts'
import type { WritableStore } from '../store.ts'
import type { WritableZabbixStore } from '../zabbix-records.ts'
import * as annotations from './annotations.ts'
import * as blacklist from './blacklist.ts'
import { deleteBoard, insertBoard, putBoard } from './boards.ts'
import * as collectlRuns from './collectl-runs.ts'
import { beat, changeOf, noteChanges } from './consoles.ts'
import * as endpoints from './endpoints.ts'
import * as hosts from './hosts.ts'
import { takeIdBlock } from './id-blocks.ts'
import { doomSeries } from './series.ts'
import { putSetting } from './settings.ts'
import { replaceTableRows } from './table-rows.ts'

type Atomically = <Result>(work: (db: Db) => Promise<Result>) => Promise<Result>
type CatalogueWriter = Omit<
  WritableStore,
  | keyof WritableZabbixStore
  | 'commit'
  | 'rollUp'
  | 'deleteOlderThan'
  | 'deleteOverSize'
  | 'rebuild'
  | 'putRollups'
>
type Kind = Parameters<typeof changeOf>[0]

/**
 * The writing methods that are the same on every database, each a transaction
 * of its own that tells the other consoles what to read again. `deleteHost`
 * leaves the samples to the upkeep.
 */
export function catalogueWriter(atomically: Atomically, consoleId: string | undefined): CatalogueWriter {
  const changing = <Result>(kind: Kind, work: (db: Db) => Promise<Result>): Promise<Result> =>
    atomically(async (db) => {
      const result = await work(db)
      // Last, because it holds this console's row until the commit.
      await noteChanges(db, consoleId, [changeOf(kind)])
      return result
    })
  return {
    insertHost: (host) => changing('hosts', (db) => hosts.insertHosts(db, [host])),
    updateHost: (id, patch) => changing('hosts', (db) => hosts.updateHost(db, id, patch)),
    deleteHost: (id) => changing('hosts', async (db) => doomSeries(db, await hosts.deleteHost(db, id))),
    putCredential: (credential) => changing('hosts', (db) => hosts.putCredential(db, credential)),
    moveIdentities: (move) => changing('hosts', (db) => hosts.moveIdentities(db, move)),
    moveCredentials: (move) => changing('hosts', (db) => hosts.moveCredentials(db, move)),
    mergeHosts: (merge) => changing('hosts', (db) => hosts.mergeHosts(db, merge)),
    insertEndpoint: (endpoint) => changing('endpoints', (db) => endpoints.insertEndpoint(db, endpoint)),
    updateEndpoint: (id, patch) => changing('endpoints', (db) => endpoints.updateEndpoint(db, id, patch)),
    deleteEndpoint: (id) => changing('endpoints', (db) => endpoints.deleteEndpoint(db, id)),
    claimEndpoint: (claim) => changing('endpoints', (db) => endpoints.claimEndpoint(db, claim)),
    putCollectlRun: (run) => atomically((db) => collectlRuns.putCollectlRun(db, run)),
    deleteCollectlRun: (id) => atomically((db) => collectlRuns.deleteCollectlRun(db, id)),
    putSetting: (key, value) => changing('settings', (db) => putSetting(db, key, value)),
    insertBlacklisted: (entry) => changing('blacklist', (db) => blacklist.insertBlacklisted(db, entry)),
    deleteBlacklisted: (id) => changing('blacklist', (db) => blacklist.deleteBlacklisted(db, id)),
    addBlacklistHits: (hits) => atomically((db) => blacklist.addBlacklistHits(db, hits)),
    insertBoard: (board) => changing('boards', (db) => insertBoard(db, board)),
    putBoard: (board) => changing('boards', (db) => putBoard(db, board)),
    deleteBoard: (id) => changing('boards', (db) => deleteBoard(db, id)),
    insertAnnotation: (added) => changing('annotations', (db) => annotations.insertAnnotation(db, added)),
    updateAnnotation: (id, patch) =>
      changing('annotations', (db) => annotations.updateAnnotation(db, id, patch)),
    deleteAnnotation: (id) => changing('annotations', (db) => annotations.deleteAnnotation(db, id)),
    closeAnnotations: (at) => changing('annotations', (db) => annotations.closeAnnotations(db, at)),
    replaceTableRows: (rows) => atomically((db) => replaceTableRows(db, rows)),
    beat: (console) => atomically((db) => beat(db, console)),
    reserveIds: (wanted) => atomically((db) => takeIdBlock(db, wanted)),
  }
}
