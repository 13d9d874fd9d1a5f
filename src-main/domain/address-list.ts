import { covers, formatNetwork, type IpNetwork, parseNetwork } from './ip-network.ts'

/**
 * Finds the entry that covers an address. Single addresses are looked up at
 * once; networks are few and tried one by one, the narrowest first.
 */
export class AddressList<Entry> {
  readonly #addresses = new Map<string, Entry>()
  readonly #networks: { readonly network: IpNetwork; readonly entry: Entry }[] = []

  /** Entries whose text is neither an address nor a network are left out. */
  constructor(entries: readonly Entry[], textOf: (entry: Entry) => string) {
    for (const entry of entries) {
      const network = parseNetwork(textOf(entry))
      if (network === null) continue
      if (network.prefix === network.bytes.length * 8) this.#addresses.set(formatNetwork(network), entry)
      else this.#networks.push({ network, entry })
    }
    this.#networks.sort((a, b) => b.network.prefix - a.network.prefix)
  }

  /** The narrowest entry that covers the address and that `holds`; one that has expired does not. */
  find(address: string, holds: (entry: Entry) => boolean = () => true): Entry | null {
    // Asked of every connection, and mostly there is nobody on the list.
    if (this.#addresses.size + this.#networks.length === 0) return null
    const network = parseNetwork(address)
    if (network === null) return null
    const exact = this.#addresses.get(formatNetwork(network))
    if (exact !== undefined && holds(exact)) return exact
    const wider = this.#networks.find(
      (candidate) => covers(candidate.network, network) && holds(candidate.entry),
    )
    return wider?.entry ?? null
  }
}
