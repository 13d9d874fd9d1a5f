import type { EpochMs } from '../contract/index.ts'

const DAY_MS = 24 * 60 * 60_000
const MAX_ADDRESSES = 10_000

interface Login {
  readonly host: string
  readonly at: EpochMs
}

/** From which addresses hosts logged in within the last day. Bounded: the oldest go first. */
export class ActiveAddresses {
  readonly #logins = new Map<string, Login>()

  note(address: string, host: string, at: EpochMs): void {
    this.#logins.delete(address)
    this.#logins.set(address, { host, at })
    if (this.#logins.size <= MAX_ADDRESSES) return
    const oldest = this.#logins.keys().next()
    if (!oldest.done) this.#logins.delete(oldest.value)
  }

  /** Address → name of the host that logged in from there last. */
  since(now: EpochMs): ReadonlyMap<string, string> {
    const recent = [...this.#logins].filter(([, { at }]) => at > now - DAY_MS)
    return new Map(recent.map(([address, { host }]) => [address, host]))
  }
}
