import type { SampleBatch } from '../domain/sample.ts'

/**
 * Samples without an acknowledgement that wait for the database: bounded,
 * oldest out first, and counted.
 */
export class SampleSpool {
  readonly #limit: number
  #batches: SampleBatch[] = []
  #size = 0
  #dropped = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#size
  }

  get dropped(): number {
    return this.#dropped
  }

  push(batch: SampleBatch): void {
    this.#batches.push(batch)
    this.#size += batch.series.length
    this.#shrink()
  }

  /** Takes a batch back that could not be stored; it is the oldest. */
  unshift(batch: SampleBatch): void {
    this.#batches.unshift(batch)
    this.#size += batch.series.length
    this.#shrink()
  }

  shift(): SampleBatch | null {
    const batch = this.#batches.shift()
    if (batch === undefined) return null
    this.#size -= batch.series.length
    return batch
  }

  #shrink(): void {
    while (this.#size > this.#limit && this.#batches.length > 1) {
      this.#dropped += this.shift()?.series.length ?? 0
    }
  }
}
