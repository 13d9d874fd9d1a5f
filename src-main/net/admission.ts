/** How many connections a listener takes, over all and from one address. */
export interface AdmissionLimits {
  readonly maxConnections: number
  readonly maxConnectionsPerAddress: number
}

export type Admission =
  { readonly isAdmitted: true } | { readonly isAdmitted: false; readonly reason: string }

/** Counts the open connections of a listener and says who may still come in. */
export class ConnectionCounter {
  readonly #perAddress = new Map<string, number>()
  #total = 0

  get total(): number {
    return this.#total
  }

  admit(address: string, limits: AdmissionLimits): Admission {
    if (this.#total >= limits.maxConnections) {
      return { isAdmitted: false, reason: `more than ${limits.maxConnections} connections at once` }
    }
    if ((this.#perAddress.get(address) ?? 0) >= limits.maxConnectionsPerAddress) {
      return {
        isAdmitted: false,
        reason: `more than ${limits.maxConnectionsPerAddress} connections at once from one address`,
      }
    }
    return { isAdmitted: true }
  }

  add(address: string): void {
    this.#total++
    this.#perAddress.set(address, (this.#perAddress.get(address) ?? 0) + 1)
  }

  remove(address: string): void {
    this.#total--
    const left = (this.#perAddress.get(address) ?? 1) - 1
    if (left > 0) this.#perAddress.set(address, left)
    else this.#perAddress.delete(address)
  }
}
