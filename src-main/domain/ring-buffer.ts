/** Keeps the last `capacity` numbers pairs (time, value) of a series in fixed memory. */
export class SampleRing {
  readonly #t: Float64Array
  readonly #v: Float64Array
  #next = 0
  #count = 0

  constructor(capacity: number) {
    this.#t = new Float64Array(capacity)
    this.#v = new Float64Array(capacity)
  }

  push(at: number, value: number): void {
    this.#t[this.#next] = at
    this.#v[this.#next] = value
    this.#next = (this.#next + 1) % this.#t.length
    if (this.#count < this.#t.length) this.#count++
  }

  clear(): void {
    this.#next = 0
    this.#count = 0
  }

  get size(): number {
    return this.#count
  }

  /** Calls back with the samples that are newer than `since`, oldest first. */
  forEachSince(since: number, visit: (at: number, value: number) => void): void {
    const capacity = this.#t.length
    for (let index = 0; index < this.#count; index++) {
      const at = (this.#next - this.#count + index + capacity) % capacity
      const t = this.#t[at] ?? 0
      if (t > since) visit(t, this.#v[at] ?? NaN)
    }
  }
}
