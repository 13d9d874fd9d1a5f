import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { EpochMs, Tier } from '../../contract/index.ts'
import { momentTiers } from '../../domain/moment-tiers.ts'
import type { SampleBatch } from '../../domain/sample.ts'
import type { MomentQuery } from '../store.ts'
import { HOUR, MINUTE, RAW, type TierLayout } from '../tiers.ts'

interface TierStatements {
  readonly tier: TierLayout
  readonly firstSlot: StatementSync
  readonly firstInSlot: StatementSync
  readonly slotBefore: StatementSync
  readonly inSlot: StatementSync
}

/**
 * What series said at a moment. Most are found in the slot of the moment or the
 * one before; those that were not measured so often are looked for slot by
 * slot, further back, as far as the caller wants to know.
 */
export class MomentReader {
  readonly #database: DatabaseSync
  readonly #tiers: Readonly<Record<Tier, TierStatements>>

  constructor(database: DatabaseSync) {
    this.#database = database
    const mean = 'value_sum / nullif(sample_count, 0)'
    this.#tiers = {
      raw: statementsOf(database, RAW, 'value'),
      '1m': statementsOf(database, MINUTE, mean),
      '1h': statementsOf(database, HOUR, mean),
    }
  }

  read({ seriesIds, at, since }: MomentQuery): SampleBatch {
    const found = new FoundSamples()
    const missing = new Set(seriesIds)
    this.#database.exec('begin')
    try {
      const from = {
        rawFrom: beginningOf(this.#tiers.raw),
        minuteFrom: beginningOf(this.#tiers['1m']),
        hourFrom: beginningOf(this.#tiers['1h']),
      }
      for (const name of momentTiers(from, since)) {
        const statements = this.#tiers[name]
        const { stepMs } = statements.tier
        // The bucket that holds the moment began up to a step before it.
        const begin = name === 'raw' ? since : Math.floor(since / stepMs) * stepMs - 1
        lookBack(statements, { at, since: begin, missing, found })
      }
      return found.batch()
    } finally {
      this.#database.exec('commit')
    }
  }
}

function statementsOf(database: DatabaseSync, tier: TierLayout, value: string): TierStatements {
  const { table } = tier
  return {
    tier,
    firstSlot: database.prepare(`select slot from ${table} order by slot limit 1`),
    firstInSlot: database.prepare(`select min(at) as at from ${table} where slot = ?`),
    slotBefore: database.prepare(`select slot from ${table} where slot <= ? order by slot desc limit 1`),
    inSlot: database.prepare(
      `select at, ${value} as value from ${table}
       where slot = ? and series_id = ? and at <= ? order by at desc limit 1`,
    ),
  }
}

/** Oldest row of any series; null when there is none. */
function beginningOf({ tier, firstSlot, firstInSlot }: TierStatements): EpochMs | null {
  const slot = firstSlot.get()?.['slot']
  if (slot === undefined) return null
  const at = Number(firstInSlot.get(Number(slot))?.['at'] ?? 0)
  return Number(slot) * tier.slotMs + at * tier.stepMs
}

interface LookBack {
  readonly at: EpochMs
  readonly since: EpochMs
  /** Series that are found are taken out. */
  readonly missing: Set<number>
  readonly found: FoundSamples
}

function lookBack({ tier, slotBefore, inSlot }: TierStatements, wanted: LookBack): void {
  const { at, since, missing, found } = wanted
  let slot = Math.floor(at / tier.slotMs)
  while (missing.size > 0) {
    const row = slotBefore.get(slot)
    if (row === undefined) return
    slot = Number(row['slot'])
    const begin = slot * tier.slotMs
    if (begin + tier.slotMs <= since) return
    for (const series of missing) {
      const entry = inSlot.get(slot, series, Math.floor((at - begin) / tier.stepMs))
      if (entry === undefined) continue
      missing.delete(series)
      const time = begin + Number(entry['at']) * tier.stepMs
      const { value } = entry
      if (time > since) found.add(series, time, value === null ? NaN : Number(value))
    }
    slot -= 1
  }
}

class FoundSamples {
  readonly #series: number[] = []
  readonly #at: number[] = []
  readonly #value: number[] = []

  add(series: number, at: EpochMs, value: number): void {
    this.#series.push(series)
    this.#at.push(at)
    this.#value.push(value)
  }

  batch(): SampleBatch {
    return {
      series: Int32Array.from(this.#series),
      at: Float64Array.from(this.#at),
      value: Float64Array.from(this.#value),
    }
  }
}
