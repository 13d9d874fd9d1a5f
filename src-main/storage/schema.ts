import type { Generated, Kysely } from 'kysely'

/**
 * Tables that the repositories know. Times are integer epoch milliseconds,
 * ids are made by the caller but where the type says `Generated`.
 *
 * There are no foreign keys: a late profile of a host that a person has just
 * deleted must not fail the whole batch that it travels in.
 */
export interface Database {
  hosts: { id: number; name: string; is_enabled: number; created_at: number }
  identities: { id: number; host_id: number; source: string; name: string }
  credentials: { login_id: number; host_id: number; password_hash: string; changed_at: number }
  profiles: { host_id: number; profile: string }
  series: { id: number; identity_id: number; metric: string; unit: string; label: string; type: string }
  endpoints: { id: number; address: string; name: string | null; is_enabled: number }
  /** `plan` and `machines` are JSON. */
  collectl_runs: {
    id: number
    name: string | null
    console_id: string
    plan: string
    started_at: number
    ended_at: number | null
    machines: string
  }
  settings: { name: string; value: string }
  /** Exactly the columns of the ScopePort documentation; other tools read and write it. */
  blacklisted_hosts: {
    id: Generated<number>
    host: string | null
    /** `YYYY-MM-DD HH:MM:SS`, UTC. */
    created_at: string | null
    updated_at: string | null
  }
  /** What the console knows of a row of `blacklisted_hosts` beyond its columns. */
  blacklist_notes: {
    entry_id: number
    reason: string | null
    created_at: number | null
    expires_at: number | null
    hits: number
    last_hit_at: number | null
    origin: string
  }
  logins: {
    id: Generated<number>
    at: number
    protocol: string
    address: string
    identity: string | null
    outcome: string
    reason: string | null
    repeats: number
  }
  boards: { id: Generated<number>; name: string; charts: string; updated_at: number }
  annotations: {
    id: Generated<number>
    from_at: number
    until_at: number
    /** `point`, `region` or `open`. */
    shape: string
    origin: string
    tag: string
    words: string
    kind: string | null
    subject: string
    detail: string
    host_id: number | null
  }
  states: { series_id: number; since_at: number; until_at: number; value: string | null }
  samples_raw: { slot: number; series_id: number; at: number; value: number | null }
  samples_minute: RolledUp
  samples_hour: RolledUp
  /** Buckets whose samples came or changed after they were rolled up; written together with the samples. */
  rollup_pending: { bucket_ms: number; bucket: number }
  /** Series that are deleted, but whose samples are still there. */
  doomed_series: { series_id: number }
  /** Consoles that use this database; `listeners` is JSON, `changes` counts the rows of `catalogue_changes`. */
  consoles: {
    id: string
    name: string
    version: string
    started_at: number
    heartbeat_at: number
    listeners: string
    changes: number
  }
  /** Ids that only this console gives out. */
  id_blocks: {
    kind: string
    first_id: number
    last_id: number
    console_id: string
    /** The largest of the block that was deleted; 0: none. */
    deleted_id: number
  }
  /** What a console has changed, for the others to read again. */
  catalogue_changes: { console_id: string; seq: number; kind: string; first_id: number; last_id: number }
  /** Written by whoever merges or removes a host, so that two of them meet. */
  host_locks: { host_id: number; taken: number }
  endpoint_owners: { endpoint_id: number; console_id: string }
  schema_steps: { name: string; applied_at: number }
}

interface RolledUp {
  slot: number
  series_id: number
  at: number
  sample_count: number
  value_sum: number
  value_min: number | null
  value_max: number | null
  value_last: number | null
}

/** A database or a transaction on it. */
export type Db = Kysely<Database>
