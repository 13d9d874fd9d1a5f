import type {
  Annotation,
  BlacklistEntry,
  EpochMs,
  HostProfile,
  Listener,
  Login,
  RunMachine,
  RunPlan,
  SourceName,
  StateSpan,
  StoredBoard,
} from '../contract/index.ts'
import type { TierColumns } from '../domain/row-digest.ts'
import type { SampleBatch, SampleRange } from '../domain/sample.ts'
import type { TableRange, TableRow, TableRows } from './table-rows.ts'
import type { TierName, TierQuery, TierRows } from './tier-rows.ts'
import type { ReadableReceivedStore, ReceivedRows } from './received-records.ts'
import type { ReadableZabbixStore, WritableZabbixStore } from './zabbix-records.ts'

/**
 * The storage port. Methods are named by intent and take and give domain
 * types; only the implementations know SQL. A promise that a writing method
 * returns is resolved after the commit has reached the disk, never before.
 *
 * Every method rejects with a `StoreError` for what can be expected of a
 * database; anything else is a bug.
 */
export interface Store extends ReadableStore, WritableStore {
  readonly engine: 'sqlite' | 'mysql'
  /** File or server, as a person would name it. */
  readonly location: string
  /** Why nothing can be written (newer schema, read-only file); null when it can. */
  readonly readOnlyReason: string | null
  /** What a person should know of the database's settings, in words. */
  readonly warnings?: readonly string[]
  close(): Promise<void>
}

export interface ReadableStore extends ReadableZabbixStore, ReadableReceivedStore {
  hosts(): Promise<readonly HostRecord[]>
  identities(): Promise<readonly IdentityRecord[]>
  credentials(): Promise<readonly CredentialRecord[]>
  series(): Promise<readonly SeriesRecord[]>
  profiles(): Promise<readonly { readonly hostId: number; readonly profile: HostProfile }[]>
  endpoints(): Promise<readonly EndpointRecord[]>
  collectlRuns(): Promise<readonly CollectlRunRecord[]>
  settings(): Promise<Readonly<Record<string, unknown>>>
  blacklist(): Promise<readonly BlacklistEntry[]>
  /** Newest first. */
  logins(query: LoginQuery): Promise<readonly Login[]>
  refusedSince(at: EpochMs): Promise<number>
  /** Refusals within a range, newest first. */
  refusalsInRange(query: TimeQuery): Promise<readonly Login[]>
  boards(): Promise<readonly StoredBoard[]>
  /** What lies in the range or reaches into it, oldest first; of more than `limit` the newest. */
  annotationsInRange(query: TimeQuery): Promise<readonly Annotation[]>
  annotation(id: number): Promise<Annotation | null>
  /**
   * Samples of each series in the order asked, `from` ≤ t ≤ `to`, decimated to
   * at most `maxPoints` (min and max kept), `maxBuckets` of those that stand for
   * several. The tier is chosen by `planTier`;
   * what is not rolled up yet is taken from the raw samples.
   */
  samplesInRange(query: RangeQuery): Promise<readonly SampleRange[]>
  states(query: { seriesId: number; from: EpochMs; to: EpochMs }): Promise<readonly StateSpan[]>
  /** The newest raw sample of each series that has one after `since`. */
  latestSamples(since: EpochMs): Promise<SampleBatch>
  /**
   * What each series said at a moment: its newest sample with `since` < t ≤ `at`,
   * left out where it has none. Where the raw samples are gone, the mean of the
   * minute or hour that `at` lies in, or of the newest one before, stands for it.
   */
  samplesAt(query: MomentQuery): Promise<SampleBatch>
  /** Raw samples of these series with t ≥ `since`, which is a matter of seconds ago; in no order. */
  recentSamples(query: {
    readonly seriesIds: readonly number[]
    readonly since: EpochMs
  }): Promise<SampleBatch>
  /** Everybody who has ever used this database, this console included. */
  consoles(): Promise<readonly ConsoleRecord[]>
  /** What another console has changed since its change `seq`, in order. */
  changesAfter(consoleId: string, seq: number): Promise<readonly CatalogueChange[]>
  seriesWithin(firstId: number, lastId: number): Promise<readonly SeriesRecord[]>
  idBlocks(consoleId: string): Promise<readonly IdBlock[]>
  sizeBytes(): Promise<number>
  facts(): Promise<StoreFacts>
  /** Rows of one tier as they lie, some at a time: for a copy and its proof. */
  tierRows(query: TierQuery): Promise<TierRows>
  /** Days since 1970, UTC, in which the tier has rows, ascending. */
  tierDays(tier: TierName): Promise<readonly number[]>
  /** Rows of a table that is copied as it is, as they lie: for a copy and its proof. */
  tableRows(query: TableRange & { readonly limit: number }): Promise<TableRows>
}

export interface WritableStore extends WritableZabbixStore {
  /** One transaction. New series, samples, states, logins and profiles of one flush; all or nothing. */
  /** Gives what another console has stored first under ids of its own; ours do not exist then. */
  commit(batch: WriteBatch): Promise<Renamed>
  insertHost(host: HostRecord): Promise<void>
  updateHost(id: number, patch: Partial<Pick<HostRecord, 'name' | 'enabled'>>): Promise<void>
  /** With its identities, credentials, profile, series and their samples. */
  deleteHost(id: number): Promise<void>
  putCredential(credential: CredentialRecord): Promise<void>
  /** Points identities (and credentials and the profile, when `fromHostId` has them) at another host. */
  moveIdentities(move: { identityIds: readonly number[]; toHostId: number }): Promise<void>
  moveCredentials(move: { fromHostId: number; toHostId: number }): Promise<void>
  /**
   * Whatever belongs to one host becomes the other's, and it is gone. Rejects
   * with `conflict` when another console has just removed or merged either.
   */
  mergeHosts(merge: { fromHostId: number; toHostId: number }): Promise<void>
  insertEndpoint(endpoint: EndpointRecord): Promise<void>
  updateEndpoint(id: number, patch: Partial<Pick<EndpointRecord, 'name' | 'enabled'>>): Promise<void>
  deleteEndpoint(id: number): Promise<void>
  /** Makes the console the reader of the endpoint. False when somebody else than `from` is by now. */
  claimEndpoint(claim: { id: number; consoleId: string; from: string | null }): Promise<boolean>
  /** Inserted, or replaced when the id is known. */
  putCollectlRun(run: CollectlRunRecord): Promise<void>
  deleteCollectlRun(id: number): Promise<void>
  putSetting(key: string, value: unknown): Promise<void>
  /** Gives the new row's id. */
  insertBlacklisted(entry: Omit<BlacklistEntry, 'id'>): Promise<number>
  deleteBlacklisted(id: number): Promise<void>
  addBlacklistHits(hits: readonly { id: number; hits: number; lastHitAt: EpochMs }[]): Promise<void>
  /** Gives the new board's id, which none ever had. */
  insertBoard(board: Omit<StoredBoard, 'id'>): Promise<number>
  /** In place of the one with its number, or back under it. */
  putBoard(board: StoredBoard): Promise<void>
  deleteBoard(id: number): Promise<void>
  /** Gives the new row's id. */
  insertAnnotation(annotation: NewAnnotation): Promise<number>
  updateAnnotation(id: number, patch: AnnotationPatch): Promise<void>
  deleteAnnotation(id: number): Promise<void>
  /** Ends whatever is still open. */
  closeAnnotations(at: EpochMs): Promise<void>
  /** Says that a console is there, and what it listens on. */
  beat(console: Omit<ConsoleRecord, 'changes'>): Promise<void>
  /** Ids that from now on only this console gives out; above `usedUpTo`. */
  reserveIds(wanted: { kind: IdKind; count: number; consoleId: string; usedUpTo: number }): Promise<IdBlock>
  /** Rolls up what is complete and not rolled up yet, in slices that never hold the writer for long. */
  rollUp(now: EpochMs): Promise<{ readonly rolledUpTo: EpochMs }>
  /** Deletes what is older than each limit, in slices; gives the number of deleted rows. */
  deleteOlderThan(limits: RetentionLimits): Promise<number>
  /**
   * Deletes the oldest samples until what is used is at most `maxBytes`, raw
   * ones first and none of the last hour; in slices. Gives the number of rows.
   */
  deleteOverSize(limit: SizeLimit): Promise<number>
  /** Marks minutes and hours of the range to be rolled up anew from what is there; gives their numbers. */
  rebuild(range: { readonly from: EpochMs; readonly to: EpochMs }): Promise<Rebuilt>
  /** Rollups as another store had them; the same bucket is replaced. */
  putRollups(tier: Exclude<TierName, 'raw'>, rows: TierColumns): Promise<void>
  /** These rows in place of those that are in the range. */
  replaceTableRows(replacement: TableRange & { readonly rows: readonly TableRow[] }): Promise<void>
}

export interface HostRecord {
  readonly id: number
  readonly name: string
  readonly enabled: boolean
  readonly createdAt: EpochMs
}

/** (source, name) → host; unique by source and name. */
export interface IdentityRecord {
  readonly id: number
  readonly hostId: number
  readonly source: SourceName
  readonly name: string
}

/** A ScopePort login. `loginId` stays the same when its host is merged into another. */
export interface CredentialRecord {
  readonly loginId: number
  readonly hostId: number
  /** PHC string. */
  readonly passwordHash: string
  readonly changedAt: EpochMs
}

export interface SeriesRecord {
  readonly id: number
  readonly identityId: number
  readonly metric: string
  readonly unit: string
  readonly label: string
  readonly type: 'number' | 'text'
}

export interface EndpointRecord {
  readonly id: number
  readonly address: string
  readonly name: string | null
  readonly enabled: boolean
  /** The console that reads it; absent when none has claimed it yet. */
  readonly ownerId?: string
}

/** A console as the others see it in the database. */
export interface ConsoleRecord {
  /** Its own for ever, whatever it is called. */
  readonly id: string
  /** Of its machine. */
  readonly name: string
  readonly version: string
  readonly startedAt: EpochMs
  readonly heartbeatAt: EpochMs
  readonly listeners: readonly Pick<Listener, 'name' | 'host' | 'port' | 'state'>[]
  /** Number of its last change. */
  readonly changes: number
}

/** `firstId`..`lastId` bound the series that changed; 0 for the other kinds. */
export interface CatalogueChange {
  readonly seq: number
  readonly kind: 'hosts' | 'series' | 'settings' | 'blacklist' | 'endpoints' | 'boards' | 'annotations'
  readonly firstId: number
  readonly lastId: number
}

export type IdKind = 'host' | 'identity' | 'series' | 'endpoint' | 'run'

export interface IdBlock {
  readonly kind: IdKind
  readonly firstId: number
  readonly lastId: number
  /** Given out up to here at least, and deleted since; 0: nothing was deleted. */
  readonly deletedId: number
}

/** Ids of ours → ids under which the same is stored. */
export interface Renamed {
  readonly identities: readonly (readonly [number, number])[]
  readonly series: readonly (readonly [number, number])[]
}

/** A run of collectl on many machines: what was asked for, and how it went. */
export interface CollectlRunRecord {
  readonly id: number
  /** The console that started it. */
  readonly ownerId: string
  readonly name: string | null
  readonly plan: RunPlan
  readonly startedAt: EpochMs
  /** Null while it runs, and after a console that was cut off in the middle. */
  readonly endedAt: EpochMs | null
  readonly machines: readonly RunMachine[]
}

export interface WriteBatch {
  readonly identities: readonly IdentityRecord[]
  readonly hosts: readonly HostRecord[]
  /** Inserted, or updated when the id is known (unit, label, type). */
  readonly series: readonly SeriesRecord[]
  readonly samples: SampleBatch
  /** The state that stood at `at`; the store joins equal neighbours into spans. Null: not available. */
  /** `gapMs`: an equal state seen longer ago does not reach this one; without it, it does however long ago. */
  readonly states: readonly { seriesId: number; at: EpochMs; value: string | null; gapMs?: number }[]
  readonly logins: readonly Omit<Login, 'id'>[]
  readonly profiles: readonly { hostId: number; profile: HostProfile }[]
  /** What Zabbix proxies told beside their values; nothing when it is absent. */
  readonly received?: ReceivedRows
}

export interface LoginQuery {
  readonly limit: number
  readonly beforeId?: number
  readonly outcome?: 'accepted' | 'refused'
  /** Only rows that claimed one of these. */
  readonly identities?: readonly string[]
  readonly search?: string
}

/** A page of what has a time: `from` ≤ t ≤ `to`. */
export interface TimeQuery {
  readonly from: EpochMs
  readonly to: EpochMs
  readonly limit: number
}

export type NewAnnotation = Omit<Annotation, 'id'>
export type AnnotationPatch = Pick<Annotation, 'from' | 'to' | 'isOpen' | 'text' | 'tag'>

export interface RangeQuery {
  readonly seriesIds: readonly number[]
  readonly from: EpochMs
  readonly to: EpochMs
  readonly maxPoints: number
  readonly maxBuckets?: number | undefined
  /** Oldest raw sample that retention has kept; older ranges are read from the rollups. */
  readonly rawFrom?: EpochMs
}

export interface MomentQuery {
  readonly seriesIds: readonly number[]
  readonly at: EpochMs
  readonly since: EpochMs
}

export interface RetentionLimits {
  readonly rawBefore: EpochMs
  readonly minuteBefore: EpochMs
  readonly hourBefore: EpochMs
  readonly loginsBefore: EpochMs
}

export interface SizeLimit {
  readonly maxBytes: number
  readonly now: EpochMs
}

export interface Rebuilt {
  readonly minutes: number
  readonly hours: number
}

export interface StoreFacts {
  /** Name of the newest step of the schema. */
  readonly schemaVersion: string | null
  /** What holds rows: the size without what is free inside of it. */
  readonly usedBytes: number
}

export type StoreErrorCode = 'away' | 'read-only' | 'full' | 'conflict' | 'newer-schema' | 'damaged'

/** An expected failure of a database. `message` says what happened and what helps. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
