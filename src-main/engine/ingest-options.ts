import type { EpochMs } from '../contract/index.ts'
import type { Store } from '../storage/store.ts'
import type { Catalogue } from './catalogue.ts'
import type { Turn } from './in-portions.ts'
import type { LiveHub } from './live-hub.ts'
import type { StorageService } from './storage-service.ts'

/** What ingest needs, and whom it tells. */
export interface IngestServiceOptions {
  readonly catalogue: Catalogue
  readonly hub: LiveHub
  readonly storage: StorageService
  readonly now: () => EpochMs
  readonly log?: (line: string) => void
  /** How the next turn of the loop is waited for, between two portions of a large packet. */
  readonly turn?: Turn
  /** Called before each commit: new rows need ids that the database may see. Null: they have them. */
  readonly ensureIds?: (store: Store) => Promise<void> | null
  /** Another console had stored some of the new rows first. */
  readonly onRenamed?: () => void
}

export const INGEST_LIMITS = {
  /** Unacknowledged samples wait this long for company; acknowledged ones not at all. */
  flushMs: 500,
  retryMs: 1_000,
  /** A commit that takes longer is one of a database that hangs: nothing waits for it in memory alone. */
  stallMs: 2_000,
  /** Samples of the spool that one commit takes along. */
  spoolChunk: 25_000,
  waitingRows: 20_000,
} as const
