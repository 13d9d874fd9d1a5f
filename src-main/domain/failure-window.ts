import type { EpochMs } from '../contract/index.ts'

interface FailureRule {
  readonly failures: number
  readonly windowMs: number
}

/** Addresses that are remembered at once; the ones that failed longest ago are forgotten first. */
const MAX_ADDRESSES = 10_000

/** Counts failures per address within a sliding time, to tell when the rule for the blacklist applies. */
export class FailureWindow {
  readonly #failures = new Map<string, EpochMs[]>()

  /** Adds a failure, and says whether the rule's number is reached now; if so, the count begins anew. */
  add(address: string, now: EpochMs, { failures, windowMs }: FailureRule): boolean {
    const recent = (this.#failures.get(address) ?? []).filter((at) => at > now - windowMs)
    recent.push(now)
    this.#failures.delete(address)
    if (recent.length >= failures) return true
    this.#failures.set(address, recent)
    if (this.#failures.size > MAX_ADDRESSES) {
      const oldest = this.#failures.keys().next()
      if (!oldest.done) this.#failures.delete(oldest.value)
    }
    return false
  }

  forget(address: string): void {
    this.#failures.delete(address)
  }
}
