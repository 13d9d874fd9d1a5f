import type { EpochMs } from '../../contract/index.ts'
import type { ConnectionPool } from './connection-pool.ts'
import { ensurePartitions } from './partitions.ts'
import { dayOf } from './sample-days.ts'

/** Days for which partitions are made ahead, today included. */
const DAYS_AHEAD = 3

/** Remembers which days have a partition, so that commits need not ask. */
export class PartitionKeeper {
  readonly #pool: ConnectionPool
  readonly #ensured = new Set<number>()

  constructor(pool: ConnectionPool) {
    this.#pool = pool
  }

  /** Makes what is missing for the coming days. */
  prepare(now: EpochMs): Promise<void> {
    const today = dayOf(now)
    return this.ensure(Array.from({ length: DAYS_AHEAD }, (_, index) => today + index))
  }

  /**
   * Before samples of these days are written. A day without a partition of its
   * own works as well, it only cannot be thrown away by itself: so this never
   * fails because of the table, only because of the server.
   */
  async ensure(days: Iterable<number>): Promise<void> {
    const missing = [...days].filter((day) => !this.#ensured.has(day))
    if (missing.length === 0) return
    await this.#pool.use((session) => ensurePartitions(session, missing))
    for (const day of missing) this.#ensured.add(day)
  }

  /** Some are gone. */
  forget(): void {
    this.#ensured.clear()
  }
}
