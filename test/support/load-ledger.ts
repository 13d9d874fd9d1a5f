import { performance } from 'node:perf_hooks'
import { type ScopePortLogin, sendPackage } from './scopeport-client.ts'

const STORED = /^Okay\s*Okay\s*Okay/

/**
 * A ScopePort load that keeps its own account: every value is sent once and
 * differs from all others, and what the console answered is written down.
 */
export class LoadLedger {
  readonly acknowledged = new Set<number>()
  /** Refused, or without an answer: it may be stored or not, but not twice. */
  readonly unknown = new Set<number>()
  readonly answers = new Set<string>()
  #isOver = false
  #clients: Promise<void>[] = []
  #lastOkayAt = performance.now()

  /** Begins clients that send one value after the other to a sensor each. */
  begin(login: () => ScopePortLogin, clients: number): void {
    this.#clients = Array.from({ length: clients }, (_, client) => this.#send(login, client))
  }

  async end(): Promise<void> {
    this.#isOver = true
    await Promise.all(this.#clients)
  }

  /** Resolves when so many more were acknowledged; gives how long it took. */
  async grows(by: number): Promise<number> {
    const startedAt = performance.now()
    const wanted = this.acknowledged.size + by
    while (this.acknowledged.size < wanted) await turn()
    return Math.round(performance.now() - startedAt)
  }

  /** Resolves when nobody has got an okay for so long, and somebody something else. */
  async stalls(): Promise<void> {
    const before = this.unknown.size
    while (this.unknown.size === before || performance.now() - this.#lastOkayAt < STALL_MS) await turn()
  }

  /**
   * Compares with what is stored. All three lists are to be empty: acknowledged
   * and missing, twice, never sent.
   */
  judge(stored: readonly number[]): { missing: number[]; twice: number[]; foreign: number[] } {
    const seen = new Set<number>()
    const twice = stored.filter((value) => seen.has(value) || !seen.add(value))
    return {
      missing: [...this.acknowledged].filter((value) => !seen.has(value)),
      twice,
      foreign: stored.filter((value) => !this.acknowledged.has(value) && !this.unknown.has(value)),
    }
  }

  async #send(login: () => ScopePortLogin, client: number): Promise<void> {
    for (let number = 0; !this.#isOver; number += 1) {
      const value = client * 1_000_000 + number
      const answer = await sendPackage(login(), `load_${client}`, String(value)).catch(() => '')
      this.answers.add(answer)
      if (STORED.test(answer)) {
        this.acknowledged.add(value)
        this.#lastOkayAt = performance.now()
      } else this.unknown.add(value)
      await turn()
    }
  }
}

const STALL_MS = 200

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5))
}
