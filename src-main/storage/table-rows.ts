import type { CopiedTableName } from './table-plan.ts'

/** A row as it lies in its table, by the names of its columns. */
export type TableRow = Readonly<Record<string, string | number | null>>

/** Values of the key, in its order. */
export type TableKey = readonly (string | number)[]

/** The rows with `after` < key ≤ `upTo`; null: from the first one on, up to the last one. */
export interface TableRange {
  readonly table: CopiedTableName
  readonly after: TableKey | null
  readonly upTo: TableKey | null
}

export interface TableRows {
  /** By their key. */
  readonly rows: readonly TableRow[]
  /** Key of the last one when there may be more; null when these are all. */
  readonly next: TableKey | null
}
