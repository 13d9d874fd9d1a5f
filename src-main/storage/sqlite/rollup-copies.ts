import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { TierColumns } from '../../domain/row-digest.ts'
import { replaceRollupsSql, rollupParameters, type TierName } from '../tier-rows.ts'
import { SQLITE_TIERS } from './tier-scanner.ts'

type RollupTier = Exclude<TierName, 'raw'>

/** Stores rollups that another store has made. */
export class RollupCopies {
  readonly #put: Readonly<Record<RollupTier, StatementSync>>

  constructor(database: DatabaseSync) {
    this.#put = {
      minute: database.prepare(replaceRollupsSql(SQLITE_TIERS.minute, 1)),
      hour: database.prepare(replaceRollupsSql(SQLITE_TIERS.hour, 1)),
    }
  }

  /** Within a transaction. */
  put(tier: RollupTier, rows: TierColumns): void {
    for (let row = 0; row < rows.series.length; row += 1) {
      this.#put[tier].run(...rollupParameters(rows, SQLITE_TIERS[tier], row))
    }
  }
}
