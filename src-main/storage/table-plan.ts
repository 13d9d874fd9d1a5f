import type { Database } from './schema.ts'

/**
 * What becomes of each table when a console moves to another database. A table
 * that is not in this list does not compile; one that a migration makes and
 * nobody has described fails a test (test/suites, test/integration/mysql).
 */
type TableFate<Column extends string> = CopiedTable<Column> | MadeTable

interface CopiedTable<Column extends string> {
  readonly fate: 'copied'
  /** `always`: whenever the console moves; `with-history`: when what it measured comes along as well. */
  readonly when: 'always' | 'with-history'
  readonly key: readonly Column[]
  readonly rowsPerPage: number
  /** Characters that a column of every database takes, where SQLite may hold longer texts. */
  readonly longest?: Readonly<Partial<Record<Column, number>>>
}

interface MadeTable {
  /**
   * `carried`: put there row by row from memory (engine/carried-rows.ts);
   * `tier`: copied in slices of days (tier-rows.ts); `anew`: made by the other
   * database itself.
   */
  readonly fate: 'carried' | 'tier' | 'anew'
  readonly why: string
}

const MANY = 2_000
const SOME = 500
/** Each row is a document, and perhaps a large one. */
const DOCUMENTS = 20

const carried = (why: string) => ({ fate: 'carried', why }) as const
const anew = (why: string) => ({ fate: 'anew', why }) as const
const tier = { fate: 'tier', why: 'counts and checksums of whole days' } as const
const always = <const Column extends string>(key: readonly Column[], rowsPerPage = SOME) =>
  ({ fate: 'copied', when: 'always', key, rowsPerPage }) as const
const withHistory = <const Column extends string>(key: readonly Column[]) =>
  ({ fate: 'copied', when: 'with-history', key, rowsPerPage: MANY }) as const

export const TABLE_PLAN = {
  hosts: carried('memory is ahead of the database'),
  identities: carried('memory is ahead of the database'),
  credentials: carried('logins hold at once'),
  profiles: carried('memory is ahead of the database'),
  series: carried('memory is ahead of the database'),
  endpoints: carried('each belongs to the console that reads it'),
  endpoint_owners: carried('comes along with its endpoint'),
  settings: carried('by name: some are of the database'),
  blacklisted_hosts: carried('what another tool has put on the list there stays'),
  blacklist_notes: carried('comes along with its entry'),
  boards: always(['id'], DOCUMENTS),
  annotations: always(['id']),
  collectl_runs: always(['id'], DOCUMENTS),
  zabbix_proxies: always(['id'], DOCUMENTS),
  zabbix_hosts: always(['id'], DOCUMENTS),
  zabbix_rules: always(['id'], DOCUMENTS),
  zabbix_tasks: always(['id']),
  zabbix_task_journal: always(['id']),
  cursors: always(['source', 'session']),
  log_positions: always(['item_id']),
  availability: always(['interface_id']),
  discovered: always(['id'], MANY),
  registrations: always(['id']),
  logins: {
    ...withHistory(['id']),
    longest: { protocol: 32, address: 64, identity: 255, reason: 500 },
  },
  states: withHistory(['series_id', 'since_at']),
  samples_raw: tier,
  samples_minute: tier,
  samples_hour: tier,
  rollup_pending: anew('each database rolls up what it was given'),
  doomed_series: anew('what is deleted is not copied'),
  consoles: anew('who uses that database'),
  id_blocks: anew('ids that were taken from that database'),
  catalogue_changes: anew('news for those who use that database'),
  host_locks: anew('held within a transaction only'),
  schema_steps: anew('written by its migrations'),
} as const satisfies { readonly [Table in keyof Database]: TableFate<keyof Database[Table] & string> }

type Plan = typeof TABLE_PLAN

/** A table whose rows are copied as they are. */
export type CopiedTableName = {
  [Table in keyof Plan]: Plan[Table]['fate'] extends 'copied' ? Table : never
}[keyof Plan]

const NAMES = Object.keys(TABLE_PLAN) as readonly (keyof Plan)[]

/** Those whose rows come along, in the order of the plan. */
export function copiedTables(when: CopiedTable<string>['when']): readonly CopiedTableName[] {
  return NAMES.filter((name): name is CopiedTableName => {
    const plan = TABLE_PLAN[name]
    return plan.fate === 'copied' && plan.when === when
  })
}

export function planOf(table: CopiedTableName): CopiedTable<string> {
  return TABLE_PLAN[table]
}

/** What only MySQL has: derived from the samples that are put there. */
export const MYSQL_TABLES = ['sample_days', 'tier_starts'] as const
