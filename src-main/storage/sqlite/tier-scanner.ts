import type { DatabaseSync } from 'node:sqlite'
import {
  type AskRows,
  readTierDays,
  readTierRows,
  type TierName,
  type TierQuery,
  type TierRow,
  type TierRows,
} from '../tier-rows.ts'
import { HOUR, MINUTE, RAW } from '../tiers.ts'

export const SQLITE_TIERS = { raw: RAW, minute: MINUTE, hour: HOUR } as const

/** Reads tiers from end to end, for a copy and its proof. */
export class TierScanner {
  readonly #ask: AskRows

  constructor(database: DatabaseSync) {
    this.#ask = async (sql, parameters) => {
      const statement = database.prepare(sql)
      statement.setReturnArrays(true)
      return statement.all(...parameters) as unknown as readonly TierRow[]
    }
  }

  rows(query: TierQuery): Promise<TierRows> {
    return readTierRows(this.#ask, SQLITE_TIERS[query.tier], query)
  }

  days(tier: TierName): Promise<readonly number[]> {
    return readTierDays(this.#ask, SQLITE_TIERS[tier])
  }
}
