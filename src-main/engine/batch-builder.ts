import type { EpochMs } from '../contract/index.ts'
import type { SampleBatch } from '../domain/sample.ts'

const FIRST_CAPACITY = 1_024

/** Grows a batch of samples column by column, without an object a sample. */
export class BatchBuilder {
  #series = new Int32Array(0)
  #at = new Float64Array(0)
  #value = new Float64Array(0)
  #size = 0

  get size(): number {
    return this.#size
  }

  add(seriesId: number, at: EpochMs, value: number): void {
    if (this.#size === this.#series.length) this.#grow(Math.max(FIRST_CAPACITY, this.#size * 2))
    this.#series[this.#size] = seriesId
    this.#at[this.#size] = at
    this.#value[this.#size] = value
    this.#size++
  }

  addBatch(batch: SampleBatch): void {
    const wanted = this.#size + batch.series.length
    if (wanted > this.#series.length) this.#grow(Math.max(wanted, this.#series.length * 2))
    this.#series.set(batch.series, this.#size)
    this.#at.set(batch.at, this.#size)
    this.#value.set(batch.value, this.#size)
    this.#size = wanted
  }

  /** The samples so far in arrays of their own, which may be transferred; the builder is empty after it. */
  take(): SampleBatch {
    const batch = {
      series: this.#series.slice(0, this.#size),
      at: this.#at.slice(0, this.#size),
      value: this.#value.slice(0, this.#size),
    }
    this.#size = 0
    return batch
  }

  #grow(capacity: number): void {
    this.#series = grown(new Int32Array(capacity), this.#series)
    this.#at = grown(new Float64Array(capacity), this.#at)
    this.#value = grown(new Float64Array(capacity), this.#value)
  }
}

function grown<Column extends Int32Array | Float64Array>(larger: Column, column: Column): Column {
  larger.set(column)
  return larger
}
