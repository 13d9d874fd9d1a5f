import type { BlacklistEntry, EpochMs, HostProfile, Login, SourceName, StateSpan } from '../contract/index.ts'
import type { SampleBatch, SampleRange } from '../domain/sample.ts'
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
  settings(): Promise<Readonly<Record<string, unknown>>>
  blacklist(): Promise<readonly BlacklistEntry[]>
  /** Newest first. */
  logins(query: LoginQuery): Promise<readonly Login[]>
  refusedSince(at: EpochMs): Promise<number>
  /**
   * Samples of each series in the order asked, `from` ≤ t ≤ `to`, decimated to
   * at most `maxPoints` (min and max kept). The tier is chosen by `planTier`;
   * what is not rolled up yet is taken from the raw samples.
   */
  samplesInRange(query: RangeQuery): Promise<readonly SampleRange[]>
  states(query: { seriesId: number; from: EpochMs; to: EpochMs }): Promise<readonly StateSpan[]>
  /** The newest raw sample of each series that has one after `since`. */
  latestSamples(since: EpochMs): Promise<SampleBatch>
  sizeBytes(): Promise<number>
}

export interface WritableStore extends WritableZabbixStore {
  /** One transaction. New series, samples, states, logins and profiles of one flush; all or nothing. */
  commit(batch: WriteBatch): Promise<void>
  insertHost(host: HostRecord): Promise<void>
  updateHost(id: number, patch: Partial<Pick<HostRecord, 'name' | 'enabled'>>): Promise<void>
  /** With its identities, credentials, profile, series and their samples. */
  deleteHost(id: number): Promise<void>
  putCredential(credential: CredentialRecord): Promise<void>
  /** Points identities (and credentials and the profile, when `fromHostId` has them) at another host. */
  moveIdentities(move: { identityIds: readonly number[]; toHostId: number }): Promise<void>
  moveCredentials(move: { fromHostId: number; toHostId: number }): Promise<void>
  insertEndpoint(endpoint: EndpointRecord): Promise<void>
  updateEndpoint(id: number, patch: Partial<Pick<EndpointRecord, 'name' | 'enabled'>>): Promise<void>
  deleteEndpoint(id: number): Promise<void>
  putSetting(key: string, value: unknown): Promise<void>
  /** Gives the new row's id. */
  insertBlacklisted(entry: Omit<BlacklistEntry, 'id'>): Promise<number>
  deleteBlacklisted(id: number): Promise<void>
  addBlacklistHits(hits: readonly { id: number; hits: number; lastHitAt: EpochMs }[]): Promise<void>
  /** Rolls up what is complete and not rolled up yet, in slices that never hold the writer for long. */
  rollUp(now: EpochMs): Promise<{ readonly rolledUpTo: EpochMs }>
  /** Deletes what is older than each limit, in slices; gives the number of deleted rows. */
  deleteOlderThan(limits: RetentionLimits): Promise<number>
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

export interface RangeQuery {
  readonly seriesIds: readonly number[]
  readonly from: EpochMs
  readonly to: EpochMs
  readonly maxPoints: number
  /** Oldest raw sample that retention has kept; older ranges are read from the rollups. */
  readonly rawFrom?: EpochMs
}

export interface RetentionLimits {
  readonly rawBefore: EpochMs
  readonly minuteBefore: EpochMs
  readonly hourBefore: EpochMs
  readonly loginsBefore: EpochMs
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
