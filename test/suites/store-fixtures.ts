import type { BlacklistEntry, HostProfile, Login } from '../../src-main/contract/index.ts'
import type { SampleBatch, SampleRange } from '../../src-main/domain/sample.ts'
import {
  type SeriesRecord,
  type Store,
  StoreError,
  type StoreErrorCode,
  type WriteBatch,
} from '../../src-main/storage/store.ts'

/** A whole day, hour and minute, so that tests can count from it. */
export const START = Date.UTC(2026, 2, 4)
export const SECOND_MS = 1_000
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

export const NO_LIMITS = { rawBefore: 0, minuteBefore: 0, hourBefore: 0, loginsBefore: 0 }

/** A store of its own for one test, and the ways to get at it from outside. */
export interface StoreUnderTest {
  readonly store: Store
  /** Closes the store and opens the same database again. */
  reopen(): Promise<Store>
  /** Runs a statement as another program on the same database would. */
  execute(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>
  dispose(): Promise<void>
}

export type MakeStore = () => Promise<StoreUnderTest>

export type SampleRow = readonly [series: number, at: number, value: number]

export function samplesOf(rows: readonly SampleRow[]): SampleBatch {
  return {
    series: Int32Array.from(rows, ([series]) => series),
    at: Float64Array.from(rows, ([, at]) => at),
    value: Float64Array.from(rows, ([, , value]) => value),
  }
}

export function batchOf(parts: Partial<WriteBatch>): WriteBatch {
  return {
    identities: [],
    hosts: [],
    series: [],
    samples: samplesOf([]),
    states: [],
    logins: [],
    profiles: [],
    ...parts,
  }
}

export async function commitSamples(store: Store, rows: readonly SampleRow[]): Promise<void> {
  await store.commit(batchOf({ samples: samplesOf(rows) }))
}

export function seriesRecord(id: number, identityId = 1): SeriesRecord {
  return { id, identityId, metric: `metric-${id}`, unit: '%', label: `Metric ${id}`, type: 'number' }
}

export function loginAt(at: number, patch: Partial<Login> = {}): Omit<Login, 'id'> {
  return {
    at,
    protocol: 'scopeport',
    address: '192.0.2.7',
    identity: '12',
    outcome: 'accepted',
    reason: null,
    repeats: 1,
    ...patch,
  }
}

export const blacklisted = (
  host: string,
  patch: Partial<BlacklistEntry> = {},
): Omit<BlacklistEntry, 'id'> => ({
  host,
  reason: 'three wrong passwords',
  createdAt: START + 123,
  expiresAt: null,
  hits: 0,
  lastHitAt: null,
  origin: 'rule',
  ...patch,
})

export const PROFILE: HostProfile = {
  hostname: 'db-1',
  domainname: null,
  kernel: '6.1.0',
  totalMemoryKb: 16_000_000,
  totalSwapKb: 0,
  clientVersion: null,
  networkInterfaces: [{ name: 'eth0', receivedBytes: 1, sentBytes: null }],
  processors: [{ core: '0', vendor: 'Générique', model: 'x' }],
  updatedAt: START,
}

/** The range of one series, as plain arrays that a test can compare. */
export async function rangeOf(
  store: Store,
  query: Omit<Parameters<Store['samplesInRange']>[0], 'seriesIds'>,
  id = 1,
) {
  const [range] = await store.samplesInRange({ ...query, seriesIds: [id] })
  return plain(range)
}

export function plain(range: SampleRange | undefined) {
  if (range === undefined) throw new Error('The store gave no range.')
  const list = (column: Float64Array | null) => (column === null ? null : [...column])
  return { tier: range.tier, t: [...range.t], v: [...range.v], min: list(range.min), max: list(range.max) }
}

/** The code of an expected failure; anything else is thrown on. */
export function codeOf(error: unknown): StoreErrorCode {
  if (error instanceof StoreError) return error.code
  throw error
}

/** The code with which a promise rejects; fails when it does not, or with something unexpected. */
export async function rejectionOf(promise: Promise<unknown>): Promise<StoreErrorCode> {
  const outcome = await promise.then(() => null, codeOf)
  if (outcome === null) throw new Error('It did not reject.')
  return outcome
}
