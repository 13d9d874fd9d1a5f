/** Later than this a timer rings because the loop was busy, not because its time had come. */
const ON_TIME_MS = 20

/**
 * A time-out that is the other side's and not ours: while this process was too
 * busy to read, an answer may lie in the socket. A timer that rings late has
 * that delay put on top, once, and what has arrived is read before it counts.
 */
export class Deadline {
  readonly #onPassed: () => void
  #timer: NodeJS.Timeout
  #immediate: NodeJS.Immediate | null = null
  #dueAt: number

  constructor(timeoutMs: number, onPassed: () => void) {
    this.#onPassed = onPassed
    this.#dueAt = performance.now() + timeoutMs
    this.#timer = setTimeout(() => this.#ring(true), timeoutMs)
  }

  cancel(): void {
    clearTimeout(this.#timer)
    if (this.#immediate !== null) clearImmediate(this.#immediate)
  }

  #ring(mayExtend: boolean): void {
    const lateMs = performance.now() - this.#dueAt
    if (mayExtend && lateMs > ON_TIME_MS) {
      this.#dueAt += lateMs * 2
      this.#timer = setTimeout(() => this.#ring(false), lateMs)
    } else this.#immediate = setImmediate(this.#onPassed)
  }
}
